from pathlib import Path

import pytest

from mokuromi.corpus.labelled import compile_gold, read_labelled
from mokuromi.errors import InputError

HEAD = "id: a\nlang: ja\npublished: 2025-12-22\ntitle: 決算\nissuer: 7203\n---\n"
TEXT = "[[company:東西商会|entity_id=tozai]]の[[date:2024年|start_date=2024-01-01|end_date=2025-01-01]]は[[money#a:3億円|value=300000000|unit=JPY]]の赤字\n"


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "news" / "a.gold"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    return path


def test_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + TEXT + "---\n# whose\ntozai | net_profit | 2024 | a | sign=- | optional\n")
    (gold,) = read_labelled(tmp_path)
    assert [gold] == [*compile_gold(path)] and gold.genre == "news"
    assert (
        gold.article.text == "東西商会の2024年は3億円の赤字\n"
        and gold.article.issuer == "7203"
        and str(gold.article.published) == "2025-12-22"
    )
    assert [(m["kind"], m["text"], gold.article.text[int(m["start"]) : int(m["end"])] == m["text"]) for m in gold.mentions] == [
        ("company", "東西商会", True),
        ("date", "2024年", True),
        ("money", "3億円", True),
    ]
    (fact,) = gold.facts
    assert (fact["company"], fact["metric"], fact["period"], fact["value"], fact["unit"], fact["basis"], fact["optional"]) == (
        *("tozai", "net_profit", "2024", "-300000000", "JPY", "actual", "yes"),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEAD + TEXT, "has 2 parts"),
        (HEAD + TEXT.replace("money", "mony") + "---\n", "no kind of mention"),
        (HEAD + TEXT + TEXT + "---\n", "stands twice"),
        (HEAD + TEXT + "[[money\n---\n", "a mark cannot be read"),
        (HEAD + TEXT + "---\ntozai | net_profit | 2024 | b\n", "NAME of a mention"),
        (HEAD + TEXT.replace("value=300000000|", "") + "---\ntozai | net_profit | 2024 | a | sign=-\n", "has no value"),
    ],
)
def test_errors_name_the_file(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=rf"a\.gold.*{message}"):
        [*compile_gold(write(tmp_path, content))]


def test_rows_of_json(tmp_path: Path) -> None:
    (tmp_path / "articles.jsonl").write_text('{"id": "a", "lang": "ja", "text": "3億円"}\n', encoding="utf-8")
    (tmp_path / "mentions.jsonl").write_text('{"article_id": "a", "kind": "money", "start": 0, "end": 3, "optional": true}\n')
    (tmp_path / "facts.jsonl").write_text("")
    (gold,) = read_labelled(tmp_path)
    assert gold.mentions[0]["optional"] == "yes" and gold.mentions[0]["start"] == "0" and not gold.facts
