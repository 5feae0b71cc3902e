"""mokuromi: figures and facts from Japanese and Chinese financial articles, reconciled with known figures."""

__version__ = "0.1.0"
