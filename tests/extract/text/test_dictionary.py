"""What the dictionaries say of a text by itself."""

import pytest

from mokuromi.extract.text.dictionary import is_person_zh, is_place


@pytest.mark.parametrize(
    ("text", "lang", "place"),
    [
        ("東京都", "ja", True),
        ("北海道", "ja", True),
        ("京都府", "ja", True),
        ("神奈川県", "ja", True),
        ("横浜市", "ja", True),
        ("渋谷区", "ja", True),
        ("軽井沢町", "ja", True),
        ("白川村", "ja", True),
        ("オハイオ州", "ja", True),
        ("四川省", "ja", True),
        ("東京・中央", "ja", True),
        ("東京・神奈川・埼玉", "ja", True),
        ("東京ガス", "ja", False),
        ("市", "ja", True),
        ("社", "ja", False),
        ("广东深圳", "zh", True),
        ("深圳能源", "zh", False),
    ],
)
def test_places(text, lang, place):
    assert is_place(text, lang) is place


@pytest.mark.parametrize(("text", "person"), [("王小明", True), ("小明", False), ("王", False), ("海岑", False)])
def test_persons_by_their_surname(text, person):
    assert is_person_zh(text) is person
