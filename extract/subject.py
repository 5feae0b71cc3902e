"""Whose figure: the firm that a sentence is about, and the firm that carries over when it names none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from ..corpus.record import Record
from .document import Document
from .item import Item

_SOURCE_AFTER = regex.compile(r"(?:\([^()]{0,60}\))?(?:の|的)?(?:调べ|调查|资料|集计|报告|统计|数据|预测|调研|测算|によると|によれば|担当者|アナリスト|证券アナリスト|幹部|试算|予测|最新报告|口径|披露的数据)")
_SOURCE_BEFORE = regex.compile(r"(?:据|根据|按|按照|引述|引用|来自|源自|经)$")
_JA_TOPIC = regex.compile(r"(?:\([^()]{0,60}\)|」|』|\*\*){0,2}(?:側|自体|单体|社)?(?:は|が|も|では|には|の|における|、|,|:|$|\n|において|,)")
_JA_END = regex.compile(r"(?:\([^()]{0,60}\)|」|』|\*\*){0,2}。")
_JA_LEAD = regex.compile(r"[。\n][\s#*・‧■▼●◆-]*(?:(?:最后|次|続|续|もう一|残る|まず|[0-9一二三四五]社目|[0-9一二三四五]つ目|笔头)[^。\nは]{0,6}は)?[^。\nはが]{0,60}$")
"""A sentence that ends with a firm and has no other topic is about the firm: 「最後は、仲介大手のタイミー。」"""
_ANALYST = regex.compile(r"(?:的?分析师|证券)?(?:将(?:其|该股)?目标价|维持[^,。]{0,20}评级|给予|首予|重申|发表报告|发表研报|研报|最新报告|は?目标株価|は?投资判断|を担当)")
_SAYS = regex.compile(r"(?:证券)?(?:预期|预计|预测|估计|料|认为|上调|下调|は[^。]{0,30}と(?:み|见)る)")
_SUBSIDIARY = regex.compile(r"(?:伞下の|子会社の|子会社|旗下的?|子公司|关连会社の|关联公司|孙公司)$")
_ZH_BEFORE_OTHER = regex.compile(r"(?:据|根据|由|向|获|与|和|及|、|较|比|包括|如|被|给|以及|客户|保荐人|保荐人为|保荐机构为|保荐机构|股东|为|是|像|追赶|对手|竞争对手|同业|同业:|投资者|拥有|收购|入股|投资|有|携手|联合|进入|供应|供货|出售予|引入|引进|获得|来自|联手|委托|聘请|券商|承销商|保荐机构为|会计师|会计师为|审计师|律师|顾问|供应商|投资方|认购方|主办|主办券商|经办)$")
_ZH_CLAUSE = regex.compile(r"(?:^|[,。;:!?\n|\]\s(「『“\"*#▼■●◆-]|其中|对于|对|而|则|至于|方面|旗下|龙头|巨头|厂商|企业|公司|厂|商|独角兽|创企|的|早一日登场的|登场的)$")


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
        if _ANALYST.match(after) or (main is not None and item.what.entity_id != main and _SAYS.match(after)):
            continue
        if document.lang == "ja":
            last = index
            while _list_follows(items, last, text):
                last += 1
            if _JA_TOPIC.match(text[items[last].end : items[last].end + 70]) or (not figures and _presented(text, item)):
                out.append(item)
        elif out and out[-1] is items[index - 1] and _joined(items, index, text):
            out.append(item)
        elif not _ZH_BEFORE_OTHER.search(before) or _ZH_CLAUSE.search(before[:-1] if before.endswith("与") else before):
            out.append(item)
    return out


def _presented(text: str, item: Item) -> bool:
    return _JA_END.match(text[item.end : item.end + 70]) is not None and _JA_LEAD.search("\n" + text[max(item.start - 80, 0) : item.start]) is not None


def _joined(items: Sequence[Item], index: int, text: str) -> bool:
    from .clause import names_join

    return index > 0 and items[index - 1].kind == "company" and names_join(text, items[index - 1], items[index])


def _list_follows(items: Sequence[Item], index: int, text: str) -> bool:
    from .clause import names_join

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
    named = [r.entity_id for r in records if r.kind == "company" and r.entity_id and r.text and r.text in title]
    top = Counter(named).most_common()
    return top[0][0] if len(set(named)) == 1 else None
