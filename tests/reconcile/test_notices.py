"""Results and allotment announcements of firms listed in Hong Kong, as text, against known figures: one command."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mokuromi.job import cli

NOTICES = Path(__file__).parent / "notices"
COMPANIES = """id,name,aliases,ticker,fiscal_year_end
lanling,嵐嶺機器人控股有限公司,嵐嶺機器人,9876,12
chenghai,澄海藥業（杭州）股份有限公司,澄海藥業,2675,12
shuiyun,水雲餐飲集團有限公司,水雲餐飲,8123,3
"""
CASES = [  # notice, its day, known figures: company,metric,period,value,unit and the status that each is to have
    (
        "annual_results",
        "2026-03-25",
        """lanling,revenue,2025,1284560000,CNY exact
lanling,revenue,2024,1003210000,CNY exact
lanling,revenue_growth_yoy,2025,28.0,percent exact
lanling,gross_profit,2025,449596000,CNY exact
lanling,gross_margin,2025,35.0,percent exact
lanling,net_profit,2025,-96412000,CNY exact
lanling,net_profit,2024,-142877000,CNY exact
lanling,rnd_expense,2025,301442000,CNY exact
lanling,selling_expense,2025,188210000,CNY exact
lanling,admin_expense,2025,62800000,CNY mismatch
lanling,employees,2025-12-31,1862,persons exact
lanling,cash,2025-12-31,918400000,CNY exact""",
    ),
    (
        "interim_results",
        "2025-11-21",
        """shuiyun,revenue,FY2026-03-H1,1108512000,HKD rounded
shuiyun,revenue_growth_yoy,2025-04..2025-09,6.3,percent exact
shuiyun,net_profit,2025-04..2025-09,85628000,HKD rounded
shuiyun,net_profit,2024-04..2024-09,92121000,HKD rounded
shuiyun,net_profit_growth_yoy,2025-04..2025-09,-7.1,percent exact
shuiyun,stores,2025-09-30,78,stores mismatch
shuiyun,employees,2025-09-30,2310,persons exact
shuiyun,cash,2025-09-30,402700000,HKD exact""",
    ),
    (
        "allotment",
        "2025-11-17",
        """chenghai,offer_price,2025-11-18,18.60,HKD exact
chenghai,offer_shares,2025-11-18,28600000,shares exact
chenghai,net_proceeds,2025-11-18,478200000,HKD exact
chenghai,oversubscription,2025-11-18,1500,times exact
chenghai,revenue,2025,1500,HKD -""",
    ),
]


@pytest.mark.parametrize(("notice", "day", "known"), CASES, ids=[case[0] for case in CASES])
def test_figures_of_a_notice(tmp_path: Path, notice: str, day: str, known: str) -> None:
    rows = [line.rsplit(" ", 1) for line in known.splitlines()]
    (tmp_path / "companies.csv").write_text(COMPANIES, encoding="utf-8")
    (tmp_path / "known.csv").write_text("\n".join(["company,metric,period,value,unit", *(row for row, _ in rows)]), encoding="utf-8")
    base = ["reconcile", str(NOTICES / f"{notice}.txt"), "--known", str(tmp_path / "known.csv"), "--published", day, "--format", "csv"]
    done = CliRunner().invoke(cli.app, [*base, "--companies", str(tmp_path / "companies.csv"), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    with open(tmp_path / "out" / "reconciliation.csv", encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    statuses: dict[int, set[str]] = {}
    for row in found:
        if row["known_source"]:
            statuses.setdefault(int(row["known_source"].rpartition(":")[2]) - 2, set()).add(row["status"])
    for n, (row, status) in enumerate(rows):
        assert status in statuses.get(n, {"-"}), f"{row} is {statuses.get(n)}"
    assert sum(row["status"] == "mismatch" for row in found) == sum(status == "mismatch" for _, status in rows)
