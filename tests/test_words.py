"""Words of Japanese and Chinese stand in rules/*.toml. What is left in Python stands here with its reason."""

import ast
import re
from pathlib import Path

import mokuromi

ROOT = Path(mokuromi.__file__).parent
ROOMS = ("rules", "corpus", "extract", "reconcile", "job")
EAST_ASIAN = re.compile(r"[぀-ヿ㐀-鿿＀-￯]")
LEFT: dict[str, tuple[int, str]] = {
    "rules/fold.py": (4, "what folding replaces"),
    "rules/gate.py": (1, "characters that most texts have, so that to look for them saves nothing"),
    "rules/legal_form.py": (2, "separators inside names, and the word that HD stands for"),
    "corpus/boxes.py": (5, "marks of footnotes and captions, leaders of dots, and brackets set tight"),
    "corpus/decode.py": (7, "frequent letters, by which encodings are told apart"),
    "corpus/edinet.py": (6, "column names of EDINET's files; this room reads no rules"),
    "corpus/html.py": (1, "the date on a page; this room reads no rules"),
    "corpus/pdf.py": (2, "page numbers; this room reads no rules"),
    "corpus/printed.py": (4, "marks, numerals, currencies and counters of figures, and how items begin; this room reads no rules"),
    "corpus/printed_rows.py": (13, "what a label breaks behind, and dashes"),
    "corpus/write.py": (4, "full-width signs that spreadsheets take for formulas"),
    "extract/amounts/commas.py": (4, "full-width commas between digits"),
    "extract/amounts/stated_units.py": (5, "numerals, and the particles between a currency and its unit"),
    "extract/amounts/table_units.py": (2, "numerals, and the joiners of a range inside a pattern of digits"),
    "extract/dates/extract.py": (1, "the sign of a year"),
    "extract/facts/slots/basis.py": (1, "a sign"),
    "extract/facts/tables/cell_parts.py": (2, "brackets"),
    "extract/facts/tables/cells.py": (1, "marks around labels"),
    "extract/facts/tables/cell_periods.py": (1, "marks around labels"),
    "extract/facts/tables/cut_names.py": (1, "the joints of a range"),
    "extract/facts/tables/heads.py": (1, "numerals"),
    "extract/facts/line/items.py": (1, "marks between words"),
    "extract/facts/line/scan.py": (1, "marks and joints between the words of a list"),
    "extract/facts/slots/metric_options.py": (1, "signs"),
    "extract/facts/slots/other_measures.py": (1, "words of about, which tell nothing of what a figure is of"),
    "extract/facts/slots/part_options.py": (2, "quotation marks"),
    "extract/facts/line/place.py": (1, "marks that end a clause, and a feature's name"),
    "extract/names/candidates.py": (9, "ranges of scripts"),
    "extract/names/proposals.py": (4, "marks around names"),
    "extract/names/heads.py": (5, "a mark of items, the last letter of a trade, and ranges of scripts"),
    "extract/names/ner/marks.py": (1, "a range of scripts"),
    "extract/names/shapes.py": (19, "marks, ranges of scripts and tags of UniDic"),
    "extract/names/weigh.py": (1, "marks around names and headings"),
    "extract/names/evidence.py": (34, "examples of features"),
    "extract/names/whole.py": (4, "a script's first letter, the dot between parts of a name and a tag of UniDic"),
    "extract/names/context.py": (6, "ranges of scripts and marks"),
    "extract/names/declared.py": (2, "marks"),
    "extract/names/directory.py": (7, "ranges of scripts"),
    "extract/names/extract.py": (4, "ranges of scripts"),
    "extract/names/firms.py": (1, "marks"),
    "extract/names/likeness.py": (6, "ranges of scripts"),
    "extract/names/misprint.py": (4, "ranges of scripts"),
    "extract/names/ner/corpora.py": (1, "a tag of UniDic"),
    "extract/names/ner/features.py": (13, "ranges of scripts, marks, tags of UniDic"),
    "extract/names/ner/gate.py": (1, "ranges of scripts"),
    "extract/names/ner/generate.py": (14, "syllables and joints of invented names for training"),
    "extract/names/ner/plugin.py": (2, "labels of other recognizers"),
    "extract/names/ner/recognizer.py": (4, "marks around names"),
    "extract/names/records.py": (4, "ranges of scripts"),
    "extract/names/said.py": (10, "ranges of scripts, marks and joiners of names"),
    "extract/names/span.py": (24, "ranges of scripts and tags of UniDic"),
    "extract/shared.py": (3, "the sentences that are read to load what processes share"),
    "extract/text/blocks.py": (1, "numerals with what makes a line a figure"),
    "extract/text/dictionary.py": (14, "tags of UniDic"),
    "extract/text/document.py": (5, "marks that end sentences, and brackets in them"),
    "extract/text/grid.py": (1, "marks of bullets"),
    "extract/text/lines.py": (9, "bars, rules, numerals and ranges of scripts"),
    "extract/text/flattened.py": (3, "full-width marks behind keys and around units"),
    "extract/text/reading.py": (12, "voicing marks, ranges of scripts, marks around line breaks"),
    "extract/text/units.py": (4, "two joints, a scale and a smaller unit of one letter inside a pattern of units"),
    "job/nightly/doctor.py": (3, "the sentences that the check extracts"),
}


def strings(path: Path) -> list[str]:
    """The string literals of a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    return [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in documentation]


def counts() -> dict[str, int]:
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if number := sum(EAST_ASIAN.search(text) is not None for text in strings(path)):
                found[path.relative_to(ROOT).as_posix()] = number
    return found


def test_words_stand_in_tables() -> None:
    """More than is listed is a word that belongs into a table; less is a line to shorten here."""
    assert counts() == {name: number for name, (number, _) in LEFT.items()}
