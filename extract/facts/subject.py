"""Whose figure: the firm that a sentence is about, and the firm that carries over when it names none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from ...corpus.record import Record
from ...rules.fold import fold
from ...rules.legal_form import key
from ..text.document import Document
from .clause import clause_start, names_join
from .items import Item

_SOURCE_AFTER = regex.compile(
    r"(?:\([^()]{0,60}\))?(?:の|的)?(?:调べ|调查|资料|集计|报告|统计|数据|预测|调研|测算|によると|によれば|担当者|アナリスト|证券アナリスト|幹部|试算|予测|最新报告|口径|披露的数据)"
)
_SOURCE_BEFORE = regex.compile(r"(?:据|根据|按|按照|引述|引用|来自|源自|经)$")
_JA_TOPIC = regex.compile(
    r"(?:\([^()]{0,60}\)|」|』|\*\*){0,2}(?:側|自体|单体|社)?(?:は|が|も|では|には|の|における|、|,|:|=|$|\n|において|,)"
)
_JA_END = regex.compile(r"(?:\([^()]{0,60}\)|」|』|\*\*){0,2}。")
_JA_LEAD = regex.compile(
    r"[。\n][\s#*・‧■▼●◆-]*(?:(?:最后|次|続|续|もう一|残る|まず|[0-9一二三四五]社目|[0-9一二三四五]つ目|笔头)[^。\nは]{0,6}は)?[^。\nはが]{0,60}$"
)
"""A sentence that ends with a firm and has no other topic is about the firm: 「最後は、仲介大手のタイミー。」"""
_ANALYST = regex.compile(
    r"(?:的?分析师|证券)?(?:[将把](?:其|该股)?目标价|维持[^,。]{0,20}评级|给予|首予|重申|发表报告|发表研报|研报|最新报告|は?目标株価|は?投资判断|を担当)"
)
_SAYS = regex.compile(r"(?:证券)?(?:只|则|并|亦|也)?(?:预期|预计|预测|估计|料|认为|上调|下调|は[^。]{0,30}と(?:み|见)る)")
_SUBSIDIARY = regex.compile(r"(?:伞下の|子会社の|子会社|旗下的?|子公司|关连会社の|关联公司|孙公司)$")
_ZH_LEAD_IN = regex.compile(
    r"[\s\-•·‧*#■▼●◆◇□◎★▍①-⑳\d.)“「]*(?:料|估|预计|预期|认为|其中|而|但|不过|然而|此外|另外|另|至于|对于|对|反观|相比之下|同期|目前|先看|再看|当中|例如|刚|截至|于|在|自|早|如今|另有|还有|据悉|单看|此前|随后|其后|次日|只有|就连|连|轮到|说回|回到|前者|后者|今日|昨日|的|由于|虽然|尽管|如果|若|当|以)*"
    r"(?:[\p{Han}A-Za-z0-9]{0,14}?(?:的|商|厂|企业|巨头|龙头|公司|平台|品牌|独角兽|新兵|同业|股|双雄|一哥|车企|药企|机构|供应商|新秀|新星|老将|大厂|之王|龍頭))?[「『“\"《\s]*"
)
_ZH_HOLDER_AFTER = regex.compile(
    r"(?:\([^()]{0,60}\)|”|」)?(?:分别|合计|合共|各|共同|通过|透过|间接|直接|的)*(?:持有|持股|持|控制|认购|出资|领投|参投|跟投|入股|承销|保荐)"
)


def subject_candidates(document: Document, items: Sequence[Item], main: str | None = None) -> list[Item]:
    """Company items of one sentence that can be what the sentence is about, in order. `main`: the firm that the article is about."""
    text = document.folded
    out: list[Item] = []
    if not any(item.kind == "company" for item in items):
        return out
    figures = any(item.kind in ("value", "metric") for item in items)
    for index, item in enumerate(items):
        if item.kind != "company":
            continue
        before, after = text[max(item.start - 8, 0) : item.start], text[item.end : item.end + 70]
        opened = text.rfind("(", max(item.start - 40, 0), item.start)
        if opened > text.rfind(")", max(item.start - 40, 0), item.start) and out and out[-1].end <= opened:
            continue  # a remark on the firm before it
        if _SOURCE_AFTER.match(after) or _SOURCE_BEFORE.search(before):
            continue
        says = _SAYS.match(after) is not None
        if _ANALYST.match(after) or (
            says and (text[item.end - 2 : item.end] == "证券" or (main is not None and item.what.entity_id != main))
        ):
            continue
        if document.lang == "ja":
            last = index
            while _list_follows(items, last, text):
                last += 1
            if _JA_TOPIC.match(text[items[last].end : items[last].end + 70]) or (not figures and _presented(text, item)):
                out.append(item)
        elif _ZH_HOLDER_AFTER.match(after):
            continue
        elif (
            (out and out[-1] is items[index - 1] and _joined(items, index, text))
            or _owns_metric(items, index, text)
            or _leads(items, index, text)
        ):
            out.append(item)
    return out


def _owns_metric(items: Sequence[Item], index: int, text: str) -> bool:
    """Whether a metric word follows a firm: 「占智谱收入的84.8%」."""
    item, following = items[index], items[index + 1] if index + 1 < len(items) else None
    return following is not None and following.kind == "metric" and text[item.end : following.start] in ("", "的", "之")


def _leads(items: Sequence[Item], index: int, text: str) -> bool:
    """Whether a firm opens its clause, after dates, connectives and what it is called (「芯片龙头X」)."""
    item = items[index]
    start = clause_start(text, 0, item.start)
    prefix, at = "", start
    for other in items[:index]:
        if other.kind in ("date", "duration") and other.start >= start:
            prefix += text[at : other.start]
            at = other.end
    return _ZH_LEAD_IN.fullmatch(prefix + text[at : item.start]) is not None


def _presented(text: str, item: Item) -> bool:
    return (
        _JA_END.match(text[item.end : item.end + 70]) is not None
        and _JA_LEAD.search("\n" + text[max(item.start - 80, 0) : item.start]) is not None
    )


def _joined(items: Sequence[Item], index: int, text: str) -> bool:
    return index > 0 and items[index - 1].kind == "company" and names_join(text, items[index - 1], items[index])


def _list_follows(items: Sequence[Item], index: int, text: str) -> bool:
    return index + 1 < len(items) and items[index + 1].kind == "company" and names_join(text, items[index], items[index + 1])


def is_minor(text: str, item: Item) -> bool:
    """Whether a firm comes in as a subsidiary: its figures are its own, but the article goes on about the parent."""
    return _SUBSIDIARY.search(text[max(item.start - 8, 0) : item.start]) is not None


def main_company(records: Sequence[Record], title: str) -> str | None:
    """The firm that the article is about: clearly the most named, or the most named one of its headline."""
    counts: Counter[str] = Counter(r.entity_id for r in records if r.kind == "company" and r.entity_id)
    if not counts:
        return None
    ranked = counts.most_common()
    if len(ranked) == 1 or (ranked[0][1] >= 3 and ranked[0][1] >= 2 * ranked[1][1]):
        return ranked[0][0]
    named = {r.entity_id for r in records if r.kind == "company" and r.entity_id and r.text and _in_headline(r.text, title)}
    return named.pop() if len(named) == 1 else None


def _in_headline(name: str, title: str) -> bool:
    """Whether a headline holds a name, or the part of it that tells firms apart: 澄心 of 澄心生物科技股份有限公司."""
    core, head = key(name), fold(title).lower()
    return bool(core) and (core in head or (len(core) >= 4 and core[: 4 if core[0].isascii() else 3] in head))


def protagonists(records: Sequence[Record]) -> list[str]:
    """The two firms that are named most, both more than once, in the order of their first mention."""
    ids = [r.entity_id for r in records if r.kind == "company" and r.entity_id]
    top = [firm for firm, count in Counter(ids).most_common(3) if count > 1][:2]
    return sorted(top, key=ids.index) if len(top) == 2 else []
