"""Bare cells of tables as records: value, unit and precision by label, head and caption."""

from datetime import date

import pytest

from mokuromi.corpus.article import Article
from mokuromi.extract.pipeline import Engine

ENGINE = Engine(ner=False)
TABLES = [
    ("（单位：万元）\n项目　2023年　2024年\n收入　1,200　(35)", "zh-Hans", ["1,200=12000000CNY", "(35)=-350000CNY"]),
    ("財務摘要（百萬港元）\n　　　　2023年　　2024年\n收入　　20.5　　21.0\n每股股息（港仙）　14.6　14.2", "zh-Hant",
     ["20.5=20500000HKD", "21.0=21000000HKD", "14.6=0.146HKD", "14.2=0.142HKD"]),
    ("單位：新臺幣仟元\n年度　111年　112年\n營業收入　1,203　982\n每股盈餘　2.38　-0.59", "zh-Hant",
     ["1,203=1203000TWD", "982=982000TWD", "2.38=2.38TWD", "-0.59=-0.59TWD"]),
    ("| 项目 | 2024年 | 2023年 | 增减（%） |\n|---|---|---|---|\n| 营业收入（亿元） | 41 | 37 | 9.5 |", "zh-Hans",
     ["41=4100000000CNY", "37=3700000000CNY", "9.5=9.5percent"]),
    ("（単位：億円、カッコ内は前年同期比増減率％）\n　　　　売上高　　営業利益\n甲社　　6,938(▲4.0)　　▲33(—)\n乙社　　2,436(1.3)　　166(▲9.6)", "ja",
     ["6,938=693800000000JPY", "▲4.0=-4percent", "▲33=-3300000000JPY", "2,436=243600000000JPY", "1.3=1.3percent", "166=16600000000JPY",
      "▲9.6=-9.6percent"]),
    ("氏名　所有株式数（株）　割合（％）\n甲野太郎　1,240（120）　38.75（3.75）\n乙山花子　640　20.00", "ja",
     ["1,240=1240shares", "120=120shares", "38.75=38.75percent", "3.75=3.75percent", "640=640shares", "20.00=20percent"]),
    ("招股價（港元）　14.80 - 17.60\n每手股數　200\n發售股份數目　32,418,000", "zh-Hant",
     ["14.80 - 17.60=14.8..17.6HKD", "200=200shares", "32,418,000=32418000shares"]),
    ("所得款項\n　所得款項總額　732.65百萬港元\n　上市開支　(81.43)百萬港元", "zh-Hant", ["732.65百萬港元=732650000HKD", "(81.43)百萬港元=-81430000HKD"]),
    ("最低/最高价（元）　15.88/31.20\n总市值（百万元）　8,841.92", "zh-Hans", ["15.88=15.88CNY", "31.20=31.2CNY", "8,841.92=8841920000CNY"]),
    ("　　　　売上高　１株当たり純利益\n　　　　百万円　円　銭\n前期　18,204　23.45\n当期　17,141　△1.20", "ja",
     ["18,204=18204000000JPY", "23.45=23.45JPY", "17,141=17141000000JPY", "△1.20=-1.2JPY"]),
    ("| 項目（百万円） | 2023年 |\n|---|---|\n| 売上高 | 10 | 12 | 14 |\n| 費用 | 8 |", "ja", ["10=10000000JPY", "8=8000000JPY"]),
    ("　　2023年　2024年\n（人民幣千元）\n收入　1　2\n毛利率　31.1　32.2\n項目數　3　4", "zh-Hant",
     ["1=1000CNY", "2=2000CNY", "31.1=31.1percent", "32.2=32.2percent"]),
    ("十大成交（港元）\n甲集團(00700)　548.500　+6.500　+1.20%\n乙控股(09988)　161.900　-3.800　-2.40%", "zh-Hant",
     ["548.500=548.5HKD", "+1.20%=1.2percent", "161.900=161.9HKD", "-2.40%=-2.4percent"]),
    ("收益 虧損\n人民幣千元 人民幣千元\n124,538 (2,958)", "zh-Hant", ["124,538=124538000CNY", "(2,958)=-2958000CNY"]),
    ("项目　2023年　2024年\n成立年份　2010　2011\n编号　7　8", "zh-Hans", []),
    ("金額は百万円単位で表示し、単位未満は切り捨てている。", "ja", []),
    ("甲集团(44.150,-0.85,-1.89%)领跌。", "zh-Hans", ["-1.89%=-1.89percent"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lang", "want"), TABLES)
def test_cells(text: str, lang: str, want: list[str]) -> None:
    records, _ = ENGINE.extract(Article("a", text, lang, date(2025, 6, 1)))
    found = []
    for r in records:
        if r.kind in ("money", "percent", "quantity") and r.value is not None:
            high = f"..{r.value_max.normalize():f}" if r.value_max is not None else ""
            found.append(f"{text[r.start : r.end]}={r.value.normalize():f}{high}{r.unit}")
    assert found == want
