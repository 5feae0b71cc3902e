"""A small neural tagger: the features of a unit as vectors, convolutions over the units around, and the probability of every label.

Each unit is the sum of the vectors of its features. A layer adds to each unit what it makes of the unit and of two others at a
distance that doubles from layer to layer. Labels follow each other as in a CRF.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .chain import FeatureIndex, Labels, Lattice, Scores
from .hashing import Hashes, Integers

Vectors = npt.NDArray[np.float32]

TEMPLATES = (0, 5, 6, 11, 13, 14, 15, 18, 21, 29, 25, 27, 28, 34, 35, 36, 37, 38, 39, 41, 44, 45)
"""Which rows of `features.Rows.keys` are read: the unit, pairs, classes, words, marks, run; the layers see what stands further off."""

STEPS = 31
"""So fine are the vectors in a file; finer ones find no more names and take more room."""


@dataclass(slots=True)
class NetWeights:
    """What a net has learned, in float32; `width` numbers stand for a unit."""

    keys: Hashes
    """(features,): the sorted hashes of the features."""
    table: Vectors
    """(features + 1, width): their vectors, the last one, of a feature that is not known, all 0."""
    bias: Vectors
    layers: Vectors
    """(layers, 3, width, width): for the unit before, the unit and the unit behind."""
    biases: Vectors
    out: Vectors
    """(width, labels)."""
    out_bias: Vectors
    moves: Vectors
    """(labels, labels)."""

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Named arrays for a file, the vectors in whole numbers up to `STEPS` with a scale for each."""
        scale = np.abs(self.table[:-1]).max(axis=1, initial=0) / STEPS
        whole = np.rint(self.table[:-1] / np.where(scale > 0, scale, 1)[:, None]).astype(np.int8)
        found = {name: getattr(self, name) for name in _AS_THEY_ARE}
        found |= {"keys": self.keys, "table": whole, "scale": scale.astype(np.float16)}
        return {f"net.{name}": array for name, array in found.items()}

    @classmethod
    def read(cls, path: Path) -> NetWeights | None:
        """Weights from a file with what `arrays` gives; None where it holds none. Raises OSError or ValueError where one is missing."""
        with np.load(path, allow_pickle=False) as file:
            if not any(name.startswith("net.") for name in file):
                return None
            try:
                table = file["net.table"].astype(np.float32) * file["net.scale"].astype(np.float32)[:, None]
                table = np.vstack([table, np.zeros((1, table.shape[1]), np.float32)])
                return cls(file["net.keys"], table, *(file[f"net.{name}"] for name in _AS_THEY_ARE))
            except KeyError as error:
                raise ValueError(f"no array {error}") from None


_AS_THEY_ARE = ("bias", "layers", "biases", "out", "out_bias", "moves")


_BLOCK = 64
"""So many places are multiplied at once: few enough for BLAS to stay on one core, where more would wait for each other."""


class SpacedUnits:
    """Where the units of several sentences stand with room between the sentences, so that no layer looks across."""

    def __init__(self, sizes: Integers, layers: int) -> None:
        room = 1 << max(layers - 1, 0)
        self.at = np.arange(int(sizes.sum())) + room * (np.repeat(np.arange(len(sizes)), sizes) + 1)
        self.total = -(-(int(sizes.sum()) + room * (len(sizes) + 1)) // _BLOCK) * _BLOCK
        self.real = np.zeros((self.total, 1), np.float32)
        self.real[self.at] = 1

    def spread(self, units: Vectors) -> Vectors:
        out = np.zeros((self.total, units.shape[1]), np.float32)
        out[self.at] = units
        return out


def times(x: Vectors, matrix: Vectors) -> Vectors:
    """The product of the vectors of a layout's places with a matrix."""
    out: Vectors = (x.reshape(-1, _BLOCK, x.shape[1]) @ matrix).reshape(len(x), -1)
    return out


def convolve(x: Vectors, layer: Vectors, bias: Vectors, step: int) -> Vectors:
    """What a layer makes of each place and of those `step` before and behind it, (places, width)."""
    out = times(x, layer[1])
    out[step:] += times(x, layer[0])[:-step]
    out[:-step] += times(x, layer[2])[step:]
    out += bias
    return out


class Net:
    """A net that reads the features of `features.read`."""

    def __init__(self, labels: Labels, weights: NetWeights) -> None:
        self.labels = labels
        self._weights, self._index = weights, FeatureIndex(weights.keys)

    def marginals(self, keys: Hashes, sizes: Integers) -> Scores:
        """(units, labels): the probability of each label of each unit; `keys` and `sizes` as `Chain.marginals` takes them."""
        w = self._weights
        units = np.zeros((keys.shape[1], w.table.shape[1]), np.float32)
        for row in self._index.rows(keys[list(TEMPLATES)]):
            units += w.table.take(row, axis=0)
        units += w.bias
        np.maximum(units, 0, out=units)
        layout = SpacedUnits(sizes, len(w.layers))
        x = layout.spread(units)
        for number, (layer, bias) in enumerate(zip(w.layers, w.biases, strict=True)):
            more = convolve(x, layer, bias, 1 << number)
            np.maximum(more, 0, out=more)
            more *= layout.real
            x += more
        scores = times(x, w.out)[layout.at] + w.out_bias
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        return Lattice(np.exp(scores, dtype=np.float64), np.exp(w.moves, dtype=np.float64), sizes).marginals()
