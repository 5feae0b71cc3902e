"""Fit a net by stochastic gradients (Adam), in numpy: the loss is that of a CRF over what the net makes of each unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .chain import FeatureIndex, Lattice, Scores
from .config import NetTraining
from .hashing import Hashes, Integers
from .net import NetWeights, SpacedUnits, Vectors, convolve

_FIRST, _SECOND, _TINY = 0.9, 0.99, 1e-8
_WARM = 0.05
"""The share of the steps in which the rate rises."""
_LARGEST = 1.0
"""The longest step that the gradients of all but the vectors may make together."""


@dataclass(slots=True)
class NetData:
    """Units one behind the other: `keys` (templates, units) their features, `labels` (units,) the numbers of their labels."""

    keys: Hashes
    labels: Integers
    sizes: Integers
    """How many units each sentence has."""


class _Adam:
    """Adam for one array, with decay."""

    def __init__(self, array: Vectors, decay: float) -> None:
        self.array, self._decay = array, decay
        self._first, self._second = np.zeros_like(array), np.zeros_like(array)
        self._count = 0

    def step(self, gradient: Vectors, rate: float) -> None:
        self._count += 1
        self._first += (1 - _FIRST) * (gradient - self._first)
        self._second += (1 - _SECOND) * (gradient * gradient - self._second)
        first, second = self._first / (1 - _FIRST**self._count), self._second / (1 - _SECOND**self._count)
        self.array *= 1 - rate * self._decay
        self.array -= rate * first / (np.sqrt(second) + _TINY)


class _RowAdam:
    """Adam for the vectors of the features of a step; the rest waits. The square is that of a row as a whole."""

    def __init__(self, table: Vectors, decay: float) -> None:
        self.table, self._decay = table, decay
        self._first = np.zeros_like(table)
        self._second = np.zeros((len(table), 1), np.float32)

    def step(self, rows: Integers, gradient: Vectors, rate: float) -> None:
        first, second = self._first[rows], self._second[rows]
        first += (1 - _FIRST) * (gradient - first)
        second += (1 - _SECOND) * ((gradient * gradient).mean(axis=1, keepdims=True) - second)
        self._first[rows], self._second[rows] = first, second
        self.table[rows] = self.table[rows] * (1 - rate * self._decay) - rate * first / (np.sqrt(second) + 1e-6)


def start(keys: Hashes, labels: int, setting: NetTraining, rng: np.random.Generator) -> NetWeights:
    """Weights before any training; `keys` are the sorted features."""
    width, layers = setting.width, setting.layers

    def draw(*shape: int, scale: float) -> Vectors:
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    table = draw(len(keys) + 1, width, scale=0.06)
    table[-1] = 0
    near = (3 * width) ** -0.5 * 0.58
    return NetWeights(
        keys, table, np.zeros(width, np.float32), draw(layers, 3, width, width, scale=near), np.zeros((layers, width), np.float32),
        draw(width, labels, scale=width**-0.5 * 0.58), np.zeros(labels, np.float32), np.zeros((labels, labels), np.float32),
    )  # fmt: skip


@dataclass(slots=True)
class Gradients:
    """Of the mean loss of a step's units, by the arrays of `NetWeights`; that of the vectors by unit."""

    units: Vectors
    bias: Vectors
    layers: Vectors
    biases: Vectors
    out: Vectors
    out_bias: Vectors
    moves: Vectors

    def dense(self) -> tuple[Vectors, ...]:
        return self.bias, self.layers, self.biases, self.out, self.out_bias, self.moves


def _dense(w: NetWeights) -> tuple[Vectors, ...]:
    return w.bias, w.layers, w.biases, w.out, w.out_bias, w.moves


def loss(w: NetWeights, summed: Vectors, labels: Integers, sizes: Integers, drop: Sequence[Vectors] = ()) -> tuple[float, Gradients]:
    """The mean loss of the units whose vectors sum up to `summed` (units, width), and its gradients.

    `drop` are factors of what the units are made of and of what each layer makes of them (places of the layout, width).
    """
    count = len(w.layers)
    layout = SpacedUnits(sizes, count)
    factor = list(drop) or [layout.real] * (count + 1)
    before = summed + w.bias
    x = [layout.spread(np.maximum(before, 0)) * factor[0]]
    made = []
    for number in range(count):
        made.append(convolve(x[-1], w.layers[number], w.biases[number], 1 << number))
        x.append(x[-1] + np.maximum(made[-1], 0) * factor[number + 1] * layout.real)
    top = x[-1][layout.at]
    scores = (top @ w.out + w.out_bias).astype(np.float64)
    value, error, moves = _missed(w, scores, labels, sizes)
    layers, biases = np.empty_like(w.layers), np.empty_like(w.biases)
    back = layout.spread(error @ w.out.T)
    for number in reversed(range(count)):
        step, inner = 1 << number, x[number]
        here = back * factor[number + 1] * layout.real * (made[number] > 0)
        layers[number] = inner[:-step].T @ here[step:], inner.T @ here, inner[step:].T @ here[:-step]
        biases[number] = here.sum(axis=0)
        back = back + here @ w.layers[number, 1].T
        back[:-step] += here[step:] @ w.layers[number, 0].T
        back[step:] += here[:-step] @ w.layers[number, 2].T
    first = (back * factor[0])[layout.at] * (before > 0)
    return value, Gradients(first, first.sum(axis=0), layers, biases, top.T @ error, error.sum(axis=0), moves)


def _missed(w: NetWeights, scores: Scores, labels: Integers, sizes: Integers) -> tuple[float, Vectors, Vectors]:
    """The mean loss of sentences whose units have these scores, and its gradients by scores and by moves."""
    highest = scores.max(axis=1, keepdims=True)
    lattice = Lattice(np.exp(scores - highest), np.exp(w.moves, dtype=np.float64), sizes)
    within = np.ones(len(labels), bool)
    within[np.cumsum(sizes)[sizes > 0] - 1] = False
    left = np.flatnonzero(within)
    units = len(labels)
    wanted = np.zeros_like(scores)
    wanted[np.arange(units), labels] = 1
    pairs: Scores = np.zeros(w.moves.shape)
    np.add.at(pairs, (labels[left], labels[left + 1]), 1.0)
    stated = float((scores * wanted).sum() + (pairs * w.moves).sum())
    value = (lattice.log_total() + float(highest.sum()) - stated) / units
    error: Vectors = ((lattice.marginals() - wanted) / units).astype(np.float32)
    moves: Vectors = ((lattice.expected_moves() - pairs) / units).astype(np.float32)
    return value, error, moves


def _batches(data: NetData, size: int, rng: np.random.Generator) -> Iterator[tuple[Integers, Integers]]:
    """(units, sizes) of about `size` units of whole sentences each, in an order drawn anew."""
    first = np.cumsum(data.sizes) - data.sizes
    order = rng.permutation(np.flatnonzero(data.sizes))
    group = np.cumsum(data.sizes[order]) // size
    for part in np.split(order, np.flatnonzero(np.diff(group)) + 1):
        sizes = data.sizes[part]
        yield np.arange(int(sizes.sum())) + np.repeat(first[part] - (np.cumsum(sizes) - sizes), sizes), sizes


def _by_row(rows: npt.NDArray[np.int32], units: Vectors, unknown: int) -> tuple[Integers, Vectors]:
    """The distinct known rows (templates, units) and the sum of the units' gradients for each."""
    flat = rows.ravel()
    order = np.argsort(flat, kind="stable")
    order = order[: np.searchsorted(flat, unknown, sorter=order)]
    distinct, begins = np.unique(flat[order], return_index=True)
    if not len(distinct):
        return distinct.astype(np.int64), np.zeros((0, units.shape[1]), np.float32)
    return distinct.astype(np.int64), np.add.reduceat(units[order % rows.shape[1]], begins, axis=0)


def _rate(done: float) -> float:
    """The share of the full rate at a share of the steps: it rises, then falls along a cosine."""
    return max(min(1.0, done / _WARM) * 0.5 * (1 + float(np.cos(np.pi * done))), 0.01)


def _masks(layout: SpacedUnits, width: int, layers: int, share: float, rng: np.random.Generator) -> list[Vectors]:
    kept = rng.random((layers + 1, layout.total, width), np.float32) >= share
    return list(kept.astype(np.float32) / np.float32(1 - share))


def fit(data: NetData, labels: int, setting: NetTraining) -> NetWeights:
    """Train a net; the same data and setting give the same weights on the same machine."""
    rng = np.random.default_rng(setting.seed)
    keys, counts = np.unique(data.keys, return_counts=True)
    keys = keys[(counts >= setting.minfreq) & (keys != 0)]
    w = start(keys, labels, setting, rng)
    rows = FeatureIndex(keys).rows(data.keys).astype(np.int32)
    table = _RowAdam(w.table, setting.decay)
    others = [_Adam(array, setting.decay) for array in _dense(w)]
    total, done = setting.epochs * (int(data.sizes.sum()) // setting.batch + 1), 0
    for _ in range(setting.epochs):
        for units, sizes in _batches(data, setting.batch, rng):
            here = rows[:, units]
            here = np.where(rng.random(here.shape, np.float32) < setting.feature_dropout, np.int32(len(keys)), here)
            summed = np.zeros((len(units), setting.width), np.float32)
            for row in here:
                summed += w.table.take(row, axis=0)
            masks = _masks(SpacedUnits(sizes, setting.layers), setting.width, setting.layers, setting.dropout, rng)
            _, found = loss(w, summed, data.labels[units], sizes, masks)
            rate = setting.rate * _rate(min(done / total, 1.0))
            length = float(np.sqrt(sum(float((g * g).sum()) for g in found.dense())))
            for adam, gradient in zip(others, found.dense(), strict=True):
                adam.step(gradient * np.float32(min(1.0, _LARGEST / max(length, 1e-12))), rate)
            table.step(*_by_row(here, found.units, len(keys)), rate)
            done += 1
    return w
