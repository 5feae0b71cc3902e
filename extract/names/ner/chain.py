"""A linear-chain CRF: weights by the hashes of features, and the probability of every label of every unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .hashing import Hashes, Integers

Scores = npt.NDArray[np.float64]
Labels = tuple[str, ...]

_BITS = 20
_SHIFT = np.uint64(64 - _BITS)


class FeatureIndex:
    """The row of each of many features: `keys` (features, uint64, sorted); one that is not among them has the row behind the last."""

    def __init__(self, keys: Hashes) -> None:
        self.keys = keys
        buckets = np.arange((1 << _BITS) + 1, dtype=np.uint64)
        self._first = np.searchsorted(keys >> _SHIFT, buckets).astype(np.int32)

    def rows(self, keys: Hashes) -> Integers:
        """The row of each key, of the shape of `keys`."""
        flat = keys.ravel()
        bucket = (flat >> _SHIFT).astype(np.int64)
        out = np.full(len(flat), len(self.keys), np.int64)
        place, stop = self._first[bucket], self._first[bucket + 1]
        asked = np.flatnonzero(place < stop)
        place, stop, wanted = place[asked], stop[asked], flat[asked]
        while len(asked):
            hit = self.keys[place] == wanted
            out[asked[hit]] = place[hit]
            place += 1
            left = np.flatnonzero(~hit & (place < stop))
            asked, place, stop, wanted = asked[left], place[left], stop[left], wanted[left]
        return out.reshape(keys.shape)


class Lattice:
    """All label paths of several sentences: forward and backward through all of them at once.

    `local` (units, labels) and `moves` (labels, labels) are factors, not their logarithms; `sizes` how many units each sentence has.
    """

    def __init__(self, local: Scores, moves: Scores, sizes: Integers) -> None:
        self._local, self._moves, self._sizes = local, moves, sizes
        self._forward, self._backward = np.empty_like(local), np.empty_like(local)
        self._totals = np.ones(len(local))
        self._walk()

    def _walk(self) -> None:
        """The units are laid out step by step, the longest sentence first, so that those that reach a step stand together."""
        order = np.argsort(-self._sizes, kind="stable")
        sizes, first = self._sizes[order], (np.cumsum(self._sizes) - self._sizes)[order]
        steps = np.arange(int(sizes[0]) if len(sizes) else 0)
        counts = np.searchsorted(-sizes, -steps, side="left")
        offsets = np.cumsum(counts) - counts
        units = first[np.arange(len(self._local)) - np.repeat(offsets, counts)] + np.repeat(steps, counts)
        local = self._local[units]
        forward, backward, totals = np.empty_like(local), np.ones_like(local), np.empty(len(local))
        spans = list(zip(offsets.tolist(), (offsets + counts).tolist(), strict=True))
        total = np.add.reduce
        last = None
        for start, end in spans:
            here = forward[start:end]
            if last is None:
                here[:] = local[:end]
            else:
                np.matmul(last[: end - start], self._moves, out=here)
                here *= local[start:end]
            sums = total(here, axis=1, keepdims=True)
            here /= sums
            totals[start:end] = sums[:, 0]
            last = here
        back = self._moves.T.copy()
        for (before, _), (start, end) in zip(spans[-2::-1], spans[:0:-1], strict=True):
            here = backward[before : before + end - start]
            np.matmul(backward[start:end] * local[start:end], back, out=here)
            here /= total(here, axis=1, keepdims=True)
        self._forward[units], self._backward[units], self._totals[units] = forward, backward, totals

    def marginals(self) -> Scores:
        """(units, labels): the probability of each label of each unit."""
        out = self._forward * self._backward
        out /= np.add.reduce(out, axis=1, keepdims=True)
        return out

    def log_total(self) -> float:
        """The logarithm of the product, over the sentences, of the sum of all paths."""
        return float(np.log(self._totals).sum())

    def expected_moves(self) -> Scores:
        """(labels, labels): how often one label follows another, on the average over all paths."""
        inner = np.ones(len(self._local), bool)
        inner[np.cumsum(self._sizes)[self._sizes > 0] - 1] = False
        left = np.flatnonzero(inner)
        before, behind = self._forward[left], (self._local * self._backward)[left + 1]
        before = before / ((before @ self._moves) * behind).sum(axis=1, keepdims=True)
        out: Scores = (before.T @ behind) * self._moves
        return out


class Chain:
    """The weights of one model.

    `keys` (features, uint64, sorted) name the features, `weights` (features + 1, labels) say what each adds to the score of a
    label, the last row is that of a feature which no weight is known for; `moves` (labels, labels) score a label after another.
    """

    def __init__(self, labels: Labels, keys: Hashes, weights: npt.NDArray[np.float32], moves: Scores) -> None:
        self.labels = labels
        self._index, self._weights, self._moves = FeatureIndex(keys), weights, np.exp(moves)

    @classmethod
    def read(cls, path: Path) -> Chain:
        """Weights from a file with what `arrays` gives. Raises OSError or ValueError where the file holds none."""
        with np.load(path, allow_pickle=False) as file:
            try:
                labels, keys, counts, columns, values, moves = (file[n] for n in ("labels", "keys", "counts", "columns", "values", "moves"))
            except KeyError as error:
                raise ValueError(f"no array {error}") from None
        weights = np.zeros((len(keys) + 1, len(labels)), np.float32)
        weights[np.repeat(np.arange(len(keys)), counts), columns] = values
        return cls(tuple(labels.tolist()), keys, weights, moves)

    def marginals(self, keys: Hashes, sizes: Integers) -> Scores:
        """(units, labels): the probability of each label of each unit.

        `keys` (templates, units) are the features of the units of several sentences, one behind the other; `sizes` how many
        units each sentence has.
        """
        scores = np.zeros((keys.shape[1], len(self.labels)), np.float32)
        for row in self._index.rows(keys):
            scores += self._weights.take(row, axis=0)
        scores -= scores.max(axis=1, keepdims=True)
        return Lattice(np.exp(scores, dtype=np.float64), self._moves, sizes).marginals()


def arrays(
    labels: Labels, weights: Iterable[tuple[int, str, float]], moves: Mapping[tuple[str, str], float]
) -> dict[str, npt.NDArray[np.generic]]:
    """Named arrays for a file: weights, (key of a feature, label, weight), and those of labels that follow each other, else 0."""
    index = {label: i for i, label in enumerate(labels)}
    found = sorted((key, index[label], weight) for key, label, weight in weights)
    keys, counts = np.unique(np.array([key for key, _, _ in found], np.uint64), return_counts=True)
    table = np.zeros((len(labels), len(labels)))
    for (left, right), weight in moves.items():
        table[index[left], index[right]] = weight
    columns = np.array([column for _, column, _ in found], np.uint8)
    return {
        "labels": np.array(labels), "keys": keys, "counts": counts.astype(np.uint8), "columns": columns,
        "values": np.array([w for _, _, w in found], np.float32), "moves": table,
    }  # fmt: skip
