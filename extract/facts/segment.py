"""The part of a company that a figure is of, as written: クラウド, 海外, 人形机器人."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import regex

from ...rules.fold import fold_hanzi
from ..text.document import Document
from . import clause
from .items import Item

if TYPE_CHECKING:
    from .metric_link import Link

SEGMENT = regex.compile(
    fold_hanzi(
        r"(?:海外|国内|境外|境内|内地|大陆|中国|北美|欧洲|亚太|日本|米国|美国|东南亚|国际|クラウド|オンプレミス|云端|云|本地化|线上|线下|直营|加盟|事業|部門|业务|板块|分部|セグメント|产品|製品|服务|サービス|订阅|广告|硬件|软件|车用|消费|工业|企业级|个人|法人|机器人|ロボット|客户|取引先|部署|市场|地区|平台|芯片|游戏|电商|前五大|前十大|人型|人形)"
    )
)
_NOUN_BEFORE = regex.compile(r"(?r)[\p{Han}\p{Katakana}ーA-Za-z0-9々・&+.\-]+(?:的|の)?$")
_GENERIC = regex.compile(
    fold_hanzi(
        r"^(?:公司|集团|連結|连结|合并|合併|主营|总|全年|年度|单季|年化|累计|累計|登録|登録者|注册|年間|年内|期内|首日|上市|收盘|当期|当年|单月|季度|整体|综合|综合の|全体|平均|月平均|日平均|日均|日次平均|日次|每月|月间|企业|企業向け|本期|报告期|报告期内|全体|全社|実现|实现|录得|账面|账上|手头|在手|现|公司的|产生|经营|营业|年|同|该|其|约|达|当前|总计|本年|今年|去年|同比|目前|最新|投后|整個|整个|個人|个人|活跃|付费|有料|有償|正式|全职|通年|通期|年次|コア|コアビジネス|主要|全社|单体|有效|稼働|機関|机构|実質|実際|毎日|日々|の|的|预测|预期|预计|基本|稀释|全球|世界|国内|市场|股东|母公司|归属|普通股|公開|发行|最终|拟|净|毛|税后|税前|税引き|税引後|未经审计|经审计|本|由|和|及|与|为|占|是|亿|万|并|但|而|向|对|将|已|第|家|名|人|预|因|受|以|按|计|的总)$"
    )
)
_SUBSET = regex.compile(fold_hanzi(r"月活|日活|月間アクティブ|アクティブ|活跃|付费|有料|注册|月间"))
_JOINED = regex.compile(
    rf"([\p{{Han}}\p{{Katakana}}ーA-Za-z0-9・&+\-]+?)(?:の|的)?(?:{clause.JOIN})([\p{{Han}}\p{{Katakana}}ーA-Za-z0-9・&+\-]+?)(?:展開|事业|业务|部门|部署)?(?:の|的)?$"
)
_LIMIT = regex.compile("に限|单看|方面")
_LATIN = regex.compile(r"[A-Za-z][A-Za-z0-9\-. ]+")
_TAIL = regex.compile(r"(?:の|的|は|が|も|约|近|由|に占める|における|在|贡献了?)+$")
_LAST_NOUN = regex.compile(r"(?r)[\p{Han}\p{Katakana}ーA-Za-z0-9・&+\-]+$")
_NEXT_NOUN = regex.compile(r"(?:は|が)([\p{Han}\p{Katakana}ーA-Za-z0-9]{2,12})")
_LIST_TAIL = regex.compile(r"(?:それぞれ|分别|依次|各自|は|が|为|の|的|:|,|、|展开|事业|业务)+$")
_LIMITED = regex.compile(
    fold_hanzi(r"([\p{Katakana}ー\p{Han}A-Za-z0-9]{2,12})(?:に限れば|に限ると|に限る|单看|方面|事業に限れば|业务方面)")
)

_FRAME = regex.compile(
    fold_hanzi(r"(?:业务|财务|业绩|经营|运营|营运|研发|人员|股东|资金|技术|市场|产品|盈利|用户|客户|行业|公司|集团|同业|股价|其他|另一)")
)
"""What 方面 opens a paragraph with: 業務方面, 財務方面 name no part of the company."""


def segment_of(document: Document, items: Sequence[Item], first: int, found: Link) -> str:
    """The segment of a group, or ""; for a holding the holder, for a share the part."""
    text = document.folded
    if found.relation == "ownership":
        return _holder(document, items, first, found)
    if found.relation == "share":
        return _part(document, items, first, found)
    if found.relation == "other" or not found.words:
        return ""
    word = found.words[0]
    subset = _SUBSET.match(text, word.start, word.end)
    if subset:
        return document.text[subset.start() : subset.end()]
    index = items.index(word) if word in items and word.end > word.start else -1
    if index >= 0 and word.start < items[first].start:
        edge = word.start
        while index and items[index - 1].kind == "date" and edge - items[index - 1].end <= 2:
            index -= 1
            edge = items[index].start
        start = max([clause.clause_start(text, 0, edge)] + [i.end for i in items[:index]])
        noun = _noun_before(document, start, edge)
        if noun:
            return noun
    begin = document.sentences[document.sentence_at(items[first].start)][0]
    reach = max(begin, items[first].start - clause.REACH)
    if not _LIMIT.search(text, reach, items[first].start):
        return ""
    limited = _LIMITED.search(text, reach, items[first].start)
    if limited and not _FRAME.fullmatch(limited[1]) and not any(i.start < limited.end(1) and limited.start(1) < i.end for i in items):
        return document.text[limited.start(1) : limited.end(1)]
    return ""


def _noun_before(document: Document, start: int, end: int) -> str:
    match = _NOUN_BEFORE.search(document.folded[start:end])
    if match is None:
        return ""
    noun = document.text[start + match.start() : start + match.end()].removesuffix("の").removesuffix("的")
    noun = noun.removeprefix("来自")
    folded = fold_hanzi(noun)
    if len(noun) < 2 or _GENERIC.match(folded) or not (SEGMENT.search(folded) or _LATIN.fullmatch(noun)):
        return ""
    return noun


def _holder(document: Document, items: Sequence[Item], first: int, found: Link) -> str:
    if found.segment:
        names = [i for i in items[:first] if i.kind == "company" and document.folded[i.start : i.end] == found.segment]
        if names:
            return document.text[names[-1].start : names[-1].end]
    return found.segment or ""


def _part(document: Document, items: Sequence[Item], first: int, found: Link) -> str:
    """X of 「X占收入的30%」, 「X的收入占比」, 「Xが30%を占め」, 「その85%の収益はXから」."""
    text, value = document.folded, items[first]
    cues = [i for i in items if i.kind == "cue" and i.what == "share"]
    word = found.words[0] if found.words else None
    stop = next((i.start for i in reversed(cues) if i.start < value.start), None)
    if stop is not None and word is not None and word.end > word.start and word.end <= stop and stop - word.end <= 2:
        stop = word.start
    if stop is None:
        stop = value.start
    for item in reversed(items[:first]):
        if item.kind == "date" and 0 <= stop - item.end <= 1:
            stop = item.start
    edges = [clause.clause_start(text, 0, stop)]
    for item in items:
        # a count right before the word of share belongs to the part: 主要取引先3社の比率
        if item.end <= stop and (
            item.kind in ("date", "company")
            or (item.kind == "value" and stop - item.end > 1)
            or (item.kind == "cue" and item.what in ("of_which", "now", "same"))
        ):
            edges.append(item.end)
    start = max(edges)
    piece = _TAIL.sub("", text[start:stop].rstrip())
    match = _LAST_NOUN.search(piece)
    if match and len(match.group()) >= 2 and not _GENERIC.match(match.group()):
        begin = match.start() + match.group().rfind("的") + 1
        return document.text[start + begin : start + match.end()]
    if word is not None and word.start > value.end:
        after = _NEXT_NOUN.match(text[word.end : word.end + 16])
        if after:
            return document.text[word.end + after.start(1) : word.end + after.end(1)]
    return ""


def segments_before(document: Document, items: Sequence[Item], first: int, found: Link, count: int) -> list[str]:
    """Segments of a list, one for each value: 「AおよびBの顧客数はそれぞれ…」, 「顧客はAとBがそれぞれ…」."""
    text = document.folded
    start, value = document.sentences[document.sentence_at(items[first].start)][0], items[first]
    stops = [value.start] + [w.start for w in found.words if start < w.start < value.start]
    for stop in stops[::-1]:
        piece = text[max(start, stop - 40) : stop]
        piece = _LIST_TAIL.sub("", piece)
        match = _JOINED.search(piece)
        if match and count == 2:
            base = max(start, stop - 40)
            return [document.text[base + match.start(i) : base + match.end(i)] for i in (1, 2)]
    return []
