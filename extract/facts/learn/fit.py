"""Conditional logit: options of many choices, some right in each -> a weight for each feature. Deterministic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
MEMORY = 10
"""Steps that L-BFGS looks back on."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice: the features of each option, and which options are right."""

    article: str
    options: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Options one below the other; `rows`, `columns`: option and feature of each feature that is there."""

    rows: Indices
    columns: Indices
    groups: Indices
    starts: Indices
    right: NDArray[np.bool_]
    weights: Floats
    size: int


def fit(examples: Sequence[Decision], prior: Mapping[str, float], *, penalty: float, rare: int = 3, steps: int = 80) -> dict[str, float]:
    """Weights that make the right options likely.

    `penalty` is that of L2, for leaving the weights of `prior` (those that were set by hand; else 0); features of fewer
    than `rare` choices keep these.
    """
    names = _names(examples, prior, rare)
    if not names or not examples:
        return dict(prior)
    matrix = _matrix(examples, {name: i for i, name in enumerate(names)})
    weights = _minimize(matrix, np.array([prior.get(name, 0.0) for name in names]), penalty, steps)
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True) if abs(w) >= 0.005}


def logistic(rows: Sequence[Mapping[str, float]], right: Sequence[bool], *, penalty: float, free: str, steps: int = 50) -> dict[str, float]:
    """Weights of traits by which the probability of being right is a logistic curve (Newton's method).

    `penalty` is that of L2; the trait `free` goes without.
    """
    names = sorted({name for row in rows for name in row})
    index = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for n, row in enumerate(rows):
        for name, value in row.items():
            table[n, index[name]] = value
    wanted = np.array(right, dtype=np.float64)
    ridge = np.array([1e-3 if name == free else penalty for name in names])
    weights = np.zeros(len(names))
    for _ in range(steps):
        sure = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (sure - wanted) + ridge * weights
        step = np.linalg.solve((table * (sure * (1 - sure))[:, None]).T @ table + np.diag(ridge), slope)
        weights = weights - step
        if float(np.abs(step).max()) < 1e-7:
            break
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def likelihood(examples: Sequence[Decision], weights: Mapping[str, float]) -> float:
    """The logarithm of the probability that weights give to what is right."""
    total = 0.0
    for example in examples:
        scores = [sum(weights.get(f, 0.0) for f in option) for option in example.options]
        top = max(scores)
        mass = [math.exp(score - top) for score in scores]
        total += math.log(max(sum(m for m, right in zip(mass, example.right, strict=True) if right), 1e-300) / sum(mass))
    return total


def _names(examples: Sequence[Decision], prior: Mapping[str, float], rare: int) -> list[str]:
    counts: dict[str, int] = {}
    for example in examples:
        for name in {f for option in example.options for f in option}:
            counts[name] = counts.get(name, 0) + 1
    return sorted({*prior, *(name for name, count in counts.items() if count >= rare)})


def _matrix(examples: Sequence[Decision], index: dict[str, int]) -> _Matrix:
    rows: list[int] = []
    columns: list[int] = []
    groups: list[int] = []
    starts: list[int] = []
    right: list[bool] = []
    for number, example in enumerate(examples):
        starts.append(len(groups))
        for features, good in zip(example.options, example.right, strict=True):
            row = len(groups)
            groups.append(number)
            right.append(good)
            for name in features:
                if name in index:
                    rows.append(row)
                    columns.append(index[name])
    return _Matrix(
        np.array(rows),
        np.array(columns),
        np.array(groups),
        np.array(starts),
        np.array(right),
        np.array([e.weight for e in examples]),
        len(groups),
    )


def _loss(matrix: _Matrix, weights: Floats, prior: Floats, penalty: float) -> tuple[float, Floats]:
    away = weights - prior
    scores = np.bincount(matrix.rows, weights[matrix.columns], matrix.size)
    scores -= np.maximum.reduceat(scores, matrix.starts)[matrix.groups]
    mass = np.exp(scores)
    good = np.where(matrix.right, mass, 0.0)
    whole = np.add.reduceat(mass, matrix.starts)
    part = np.maximum(np.add.reduceat(good, matrix.starts), 1e-300)
    slope = (mass / whole[matrix.groups] - good / part[matrix.groups]) * matrix.weights[matrix.groups]
    gradient = np.bincount(matrix.columns, slope[matrix.rows], len(weights)) + penalty * away
    return float(np.sum((np.log(whole) - np.log(part)) * matrix.weights) + penalty / 2 * away @ away), gradient


def _minimize(matrix: _Matrix, prior: Floats, penalty: float, steps: int) -> Floats:
    """L-BFGS with backtracking, from the weights of the prior."""
    weights = prior.copy()
    loss, gradient = _loss(matrix, weights, prior, penalty)
    pairs: list[tuple[Floats, Floats]] = []
    for _ in range(steps):
        direction = _direction(gradient, pairs)
        slope = float(gradient @ direction)
        if slope > -1e-6:
            break
        length = 1.0 if pairs else min(1.0, 1.0 / float(np.abs(gradient).sum()))
        for _ in range(30):
            trial = weights + length * direction
            lower, steeper = _loss(matrix, trial, prior, penalty)
            if lower <= loss + 1e-4 * length * slope:
                break
            length /= 2
        step, change = trial - weights, steeper - gradient
        if float(step @ change) > 1e-10:
            pairs = [*pairs[-MEMORY + 1 :], (step, change)]
        done = abs(loss - lower) < 1e-7 * max(abs(loss), 1.0)
        weights, loss, gradient = trial, lower, steeper
        if done:
            break
    return weights


def _direction(gradient: Floats, pairs: Sequence[tuple[Floats, Floats]]) -> Floats:
    out = -gradient
    kept: list[float] = []
    for step, change in reversed(pairs):
        share = float(step @ out) / float(step @ change)
        out = out - share * change
        kept.append(share)
    if pairs:
        step, change = pairs[-1]
        out = out * (float(step @ change) / float(change @ change))
    for (step, change), share in zip(pairs, reversed(kept), strict=True):
        out = out + (share - float(change @ out) / float(step @ change)) * step
    return out
