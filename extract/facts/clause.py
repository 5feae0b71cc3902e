"""Small questions about the text between the items of a sentence. All patterns run on folded text."""

from __future__ import annotations

import regex

from .items import Item

AFTER = r"(?:以上|以下|以内|未満|未满|超|余り?|馀|程度|前后|弱|强|左右|多|近く|近|あまり|ほど|规模|台|名|份|上下|\+)?"
BRACKET = r"(?:\([^()]{0,60}\)|「[^「」]{0,40}」)?"
JOIN = r"(?:および|及び|ならびに|并びに|以及|并|和|与|及|と|又|暨|或|や|から|、|,|/|・|;)"

_VALUE_GAP = regex.compile(rf"{AFTER}\s*{BRACKET}\s*[、,/・]?\s*(?:{JOIN})?\s*(?:则|约|近|逾|超|超过|过)?\s*")
_LIST_GAP = regex.compile(rf"\s*{BRACKET}(?:末|时点|中|まで|にかけて|の)?\s*[、,/・]?\s*(?:{JOIN})?\s*")
_METRIC_GAP = regex.compile(rf"(?:额|率|余额|净额|账面价值)?\s*{BRACKET}\s*[、,/・]?\s*(?:{JOIN})?\s*")
_CONVERSION = regex.compile(r"\s*[(（\[](?:约合|约|相当于|折合|换算で|換算で|=|约为|合|≈|折约|約)?[^()（）0-9]{0,4}$")
_POSSESSIVE = regex.compile(rf"{AFTER}(?P<by>的|の|もの|という|となる)?")
REACH = 120
"""No clause is looked at farther back than this: text without punctuation must not make work pile up."""
_BOUNDARY = regex.compile(r"(?r)[、;。!?|\n(（「]|[,:](?!(?<=\d.)\d)")
_PUNCTUATION = regex.compile(r"[,、。;:!?()「」\[\]|\n]")

_TRANSPARENT = regex.compile(
    r"(?:依序|依次|上看|站上|冲上|挑战|及现金等价物|及等价物|等价物|账面价值|余额|金额|数量|总数|家数|水平|[两二三四五]率|[两三四五]项|[两三四五]者|涵盖|覆盖|遍及|服务|拥有|约|近|逾|超过|超|突破|达到|达|为|是|至|到|在|报|于|有|仅|只有|高达|已|已达|已经|录得|实现|接近|还有|也|则|就|只|共|共计|总计|合计|累计|合共|均|都|最多|最高|最低|至少|不足|不到|不超过|不低于|不少于"
    r"|分别|依次|各|各自|较|比|由|从|自|降|升|增|增至|降至|升至|跌至|减至|扩大至|收窄至|攀升至|提高至|上升至|下降至|飙升至|升到|降到|拉高到|拉高|提升至|提升到|缩小至|缩窄至|变为|变|再|又|首次|一度|净|逼近|录|录入|来到|微增|微降|大增|大减|急增|骤降|折合|折|每股|每|价|总额|规模|介乎|区间|上限|下限|以|按"
    r"|それぞれ|およそ|おおよそ|ほぼ|计|总|过去最高|过去最大|过去最多|最高益|最大で|日平均|日次|月间|年间|通期で|全体で|全部で|合わせて|わずか|すでに|既に|现在|一律|ともに|いずれも|初めて|推定|平均|うち)$"
)
_REACHED = regex.compile(r"[\p{Han}]{1,4}(?:至|到)$")
_NOUN = regex.compile(r"(?r)[\p{Han}\p{Katakana}ーA-Za-z0-9々・&+.\-]+$")
_PARTICLE = regex.compile(
    r"(?:において|における|に対し|については|について|に限れば|とすると|によると|ベースで|时点で|末で|の|は|が|も|を|に|で|と|へ|から|まで|では|には|とも|だけで|だった|となり|となる|として)$"
)


def values_join(text: str, left: Item, right: Item) -> bool:
    """Whether two values stand in one list: 「A、B」, 「A和B」, with a bracketed remark between them."""
    return right.start - left.end <= 70 and _VALUE_GAP.fullmatch(text, left.end, right.start) is not None


def names_join(text: str, left: Item, right: Item) -> bool:
    """Whether two dates, companies or metric words stand in one list."""
    gap = _METRIC_GAP if left.kind == "metric" else _LIST_GAP
    return 0 < right.start - left.end <= 70 and gap.fullmatch(text, left.end, right.start) is not None


def is_conversion(text: str, left: Item, right: Item) -> bool:
    """Whether `right` restates `left` in brackets: 「243.77億元（約5,400億円）」."""
    return (
        right.start - left.end <= 12
        and _CONVERSION.search(text[left.end : right.start]) is not None
        and text[right.end : right.end + 6].find(")") >= 0
    )


def possessive_end(text: str, end: int) -> tuple[int, bool]:
    """Where the noun after a value begins, and whether の/的 links it: 「12億円以上の赤字」."""
    match = _POSSESSIVE.match(text, end, end + 8)
    if match is None:
        return end, False
    return match.end(), match["by"] is not None


def clause_start(text: str, start: int, at: int) -> int:
    """The start of the clause that `at` stands in, not before `start`. A comma between digits is no boundary."""
    start = max(start, at - REACH)
    last = _BOUNDARY.search(text, start, at)
    return last.end() if last else start


def has_break(text: str, start: int, end: int) -> bool:
    """Whether punctuation stands between two offsets."""
    return _PUNCTUATION.search(text, start, end) is not None


def head_noun(text: str, start: int, end: int) -> str:
    """The noun that a value right of `end` would be a figure of, as far as no item of the table covers it, or "".

    Verbs, adverbs and particles that may stand between a metric and its value are skipped.
    """
    piece = text[start:end].rstrip()
    while True:
        shorter = _TRANSPARENT.sub("", _REACHED.sub("", piece)).rstrip(" :~,、")
        if shorter == piece:
            break
        piece = shorter
    if piece and "ぁ" <= piece[-1] <= "ゖ":
        particle = _PARTICLE.search(piece)
        if particle is None:
            return ""  # a verb form
        if particle.group() not in ("は", "が", "も"):
            return ""
        piece = piece[: particle.start()]
    noun = _NOUN.search(piece)
    return noun.group() if noun and len(noun.group()) >= 2 else ""
