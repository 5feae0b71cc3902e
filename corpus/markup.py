"""HTML markup -> lines of text: a block a line, a table as rows with bars. Linear and without recursion, whatever the nesting."""

from __future__ import annotations

from dataclasses import dataclass, field

_BLOCKS = frozenset(
    ("p", "div", "br", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "ul", "ol", "dd", "dt", "hr", "pre")
) | frozenset(("section", "article", "header", "footer", "nav", "main", "figure", "title", "blockquote"))
_HIDDEN = frozenset(("script", "style", "noscript", "template", "head"))
_MOST_COLUMNS = 60
_MOST_SPAN = 1000
_DEEPEST = 12
"""Tables within tables; what is nested deeper is read as blocks."""
_LONG_CELL = 300
"""Characters; a table with a longer cell lays out the page and holds no figures in columns."""


def visible_text(markup: str) -> str:
    """All text of HTML outside scripts, one line a block; tables of figures are rows `| a | b |`."""
    from lxml import etree

    target = _MarkupReader()
    parser = etree.HTMLParser(target=target, huge_tree=True, encoding="utf-8")
    # libxml2 ends a document at a NUL
    parser.feed(markup.replace("\0", "").encode("utf-8", "replace"))
    try:
        text: str = parser.close()
    except etree.XMLSyntaxError:  # nothing but a document type, a comment or white space
        text = target.close()
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


@dataclass
class _MarkupCell:
    parts: list[str] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    head: bool = False

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


@dataclass
class _MarkupTable:
    """A table as it is read. `nested`: it holds another table, and so lays out the page."""

    rows: list[list[_MarkupCell]] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    nested: bool = False
    in_head: bool = False
    head_rows: int = 0


class _MarkupReader:
    """A target of lxml's parser."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._hidden = 0
        self._tables: list[_MarkupTable] = []
        self._deeper = 0
        """How many tables are open below the deepest that is read as one."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "table" and len(self._tables) == _DEEPEST:
            self._deeper += 1
        elif tag == "table":
            if self._tables:
                self._tables[-1].nested = True
            else:
                self.parts.append("\n")
            self._tables.append(_MarkupTable())
        elif self._tables and not self._deeper and tag in ("tr", "td", "th", "thead"):
            self._cell(tag, attributes)
        elif tag in _BLOCKS:
            self._out("\n")

    def _cell(self, tag: str, attributes: dict[str, str]) -> None:
        table = self._tables[-1]
        if tag == "thead":
            table.in_head = True
        elif tag == "tr":
            table.rows.append([])
        else:
            if not table.rows:
                table.rows.append([])
            columns, rows = (_span(attributes.get(name, "")) for name in ("colspan", "rowspan"))
            table.rows[-1].append(_MarkupCell([], columns, rows, tag == "th" or table.in_head))

    def end(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag == "thead" and self._tables:
            self._tables[-1].in_head = False
        elif tag == "table" and self._deeper:
            self._deeper -= 1
        elif tag == "table" and self._tables:
            table = self._tables.pop()
            self._out("\n")
            for line in _lines(table):
                self._out(line + "\n")
        elif tag in _BLOCKS and not (self._tables and tag in ("tr", "td", "th")):
            self._out("\n")

    def data(self, text: str) -> None:
        if not self._hidden:
            # a line end of the markup is a space; those that count are ours
            self._out(text.replace("\n", " ").replace("\r", " "))

    def _out(self, text: str) -> None:
        if not self._tables:
            self.parts.append(text)
            return
        table = self._tables[-1]
        if table.rows and table.rows[-1]:
            table.rows[-1][-1].parts.append(text)
        else:
            table.caption.append(text)

    def comment(self, text: str) -> None:
        pass

    def close(self) -> str:
        while self._tables or self._deeper:
            self.end("table")
        return "".join(self.parts)


def _span(text: str) -> int:
    return max(1, min(int(text), _MOST_SPAN)) if text.strip().isdigit() and len(text) < 6 else 1


def _lines(table: _MarkupTable) -> list[str]:
    """The caption, then the rows: cells between bars where the table has columns, else each cell as its blocks."""
    caption = [line for line in "".join(table.caption).split("\n") if line.strip()]
    cells = [cell for row in table.rows for cell in row]
    columned = max((len(row) for row in table.rows), default=0) > 1 and not table.nested
    if not columned or any(len(cell.text) > _LONG_CELL for cell in cells):
        return caption + ["".join(cell.parts) for cell in cells]
    grid = _grid(table)
    out = ["| " + " | ".join(text.replace("|", "/") for text in row) + " |" for row in grid]
    heads = 0
    while heads < len(table.rows) and table.rows[heads] and all(cell.head for cell in table.rows[heads]):
        heads += 1
    if 0 < heads < len(out):
        out.insert(heads, "|" + "---|" * len(grid[0]))
    return caption + out


def _grid(table: _MarkupTable) -> list[list[str]]:
    """The squares of a table; what is merged stands in the first of its squares."""
    out: list[list[str]] = []
    reaching: dict[int, int] = {}
    for cells in table.rows:
        row: list[str] = []
        for cell in cells:
            while reaching.get(len(row), 0) and len(row) < _MOST_COLUMNS:
                row.append("")
            at = len(row)
            row += [cell.text, *[""] * (cell.columns - 1)][: max(_MOST_COLUMNS - at, 0)]
            if cell.rows > 1:
                reaching.update((column, cell.rows) for column in range(at, len(row)))
        while reaching.get(len(row), 0):
            row.append("")
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1}
        out.append(row)
    width = max((len(row) for row in out), default=0)
    return [[*row, *[""] * (width - len(row))] for row in out if any(row)]
