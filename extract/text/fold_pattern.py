"""Pattern sources of the tables made ready for folded text."""

from ...rules.fold import fold_hanzi

_MARKS = str.maketrans("，；：", ",;:")


def folded(pattern: str) -> str:
    """A pattern over folded text: letters folded, and those full-width marks that are no metacharacters when folded."""
    return fold_hanzi(pattern).translate(_MARKS)
