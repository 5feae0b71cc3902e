"""Which of the three languages an article is in: by its kana, then by its letters' forms."""

from functools import cache

from ..errors import InputError

_SAMPLE = 20_000
_JA_KANA = 0.05
"""Share of hiragana among kana and hanzi from which a text is Japanese; Chinese news quotes a の or a name at most."""
_JA = ("ja", "jpn", "jp", "japanese")
_ZH = ("zh", "zho", "chi", "cmn", "yue", "cn", "chinese")


def detect(text: str) -> str:
    """ "ja", "zh-Hans" or "zh-Hant". A text without kana and hanzi is called "ja"."""
    hiragana, katakana, hanzi, foreign = _counts(text)
    total = hiragana + katakana + hanzi
    if hiragana > _JA_KANA * total or not hanzi:
        return "ja"
    # Chinese quotes names in katakana, a Japanese table may have nothing else: the forms of the hanzi decide
    order = ("ja", "zh-Hans", "zh-Hant") if katakana > _JA_KANA * total else ("zh-Hans", "zh-Hant", "ja")
    return min(order, key=foreign.__getitem__)


def narrow(lang: str | None, text: str) -> str:
    """A BCP 47 tag as written in the input -> "ja", "zh-Hans" or "zh-Hant".

    A script subtag decides; a bare or regional zh is decided by the script that `text` is written in, and by the
    region where the text shows none. Empty: detected. Raises InputError for any other language.
    """
    tag = (lang or "").strip().replace("_", "-").lower()
    if not tag or tag == "und":
        return detect(text)
    primary, *subtags = tag.split("-")
    if primary in _JA:
        return "ja"
    if primary not in _ZH:
        raise InputError(f"lang {lang!r} is neither Japanese nor Chinese; write ja, zh-Hans or zh-Hant, or leave it out")
    if "hans" in subtags:
        return "zh-Hans"
    if "hant" in subtags:
        return "zh-Hant"
    *_, foreign = _counts(text)
    if foreign["zh-Hans"] != foreign["zh-Hant"]:
        return min(("zh-Hans", "zh-Hant"), key=foreign.__getitem__)
    return "zh-Hant" if primary == "yue" or {"tw", "hk", "mo"} & set(subtags) else "zh-Hans"


def _counts(text: str) -> tuple[int, int, int, dict[str, int]]:
    """Hiragana, katakana, hanzi, and the hanzi whose form each language does not write."""
    classes = text[:_SAMPLE].translate(_classes())
    count = [classes.count(chr(c)) for c in range(10)]
    foreign = {lang: sum(count[c] for c in range(8) if c & bit) for lang, bit in _BIT.items()}
    return count[8], count[9], sum(count[:8]), foreign


_BIT = {"ja": 1, "zh-Hans": 2, "zh-Hant": 4}


@cache
def _classes() -> dict[int, str]:
    """Code point -> \\x08 for hiragana, \\t for katakana; for a hanzi the bits of the languages that do not write it so."""
    import opencc

    chars = [chr(c) for c in range(0x4E00, 0xA000)]
    joined = "\n".join(chars)
    hans, hant, kyujitai, shinjitai = (opencc.OpenCC(k).convert(joined).split("\n") for k in ("t2s", "s2t", "jp2t", "t2jp"))
    table: dict[int, str] = dict.fromkeys(range(10), "")
    table |= dict.fromkeys(range(0x3041, 0x3097), "\x08")
    table |= dict.fromkeys((*range(0x30A1, 0x30FB), 0x30FC, *range(0xFF66, 0xFF9E)), "\t")
    for n, char in enumerate(chars):
        japanese_only = kyujitai[n] != char and hant[n] == char
        bits = _BIT["ja"] * (shinjitai[n] != char or not _in_jis(char))
        bits |= _BIT["zh-Hans"] * (hans[n] != char or japanese_only)
        bits |= _BIT["zh-Hant"] * ((hant[n] != char and not _in_big5(char)) or japanese_only)
        table[ord(char)] = chr(bits)
    return table


def _in_big5(char: str) -> bool:
    """Whether Taiwan's common characters hold it: 台 and 里 are Simplified and Traditional alike."""
    try:
        return char.encode("big5") < b"\xc6\xa1"
    except UnicodeEncodeError:
        return False


def _in_jis(char: str) -> bool:
    try:
        char.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return len(char.encode("euc_jp")) == 2
