"""Whose figure the cell of a table is."""

from __future__ import annotations

from ..line.items import Firm
from ..scope import Scope
from ..slots.choose import NOTHING, Option, bucket
from ..slots.metric_reading import MetricReading
from ..slots.period_sort import sort_of
from .cells import ValueCell, of_row


def options(cell: ValueCell, reading: MetricReading, scope: Scope) -> list[Option[str]]:
    out = _of_names(cell, sort_of(reading), bool(scope.issuer))
    # the row of a table of firms names its own
    listed = cell.names.labels == "firm" and bool(out) and out[0].features[0].startswith("label")
    grouped = listed and scope.issuer in cell.names.firms
    if scope.issuer and not grouped:
        out.append(Option(scope.issuer, ["issuer", f"issuer {scope.issuer_source}"], scope.issuer))
    if len(scope.titled) == 1 and not grouped:
        out.append(Option(scope.titled[0], ["titled"], scope.titled[0]))
    for stated in [] if listed else scope.stated[-1:]:
        if stated.firm:
            out.append(Option(stated.firm, ["carried"], stated.firm))
    # where a label names a firm, the row above may be another one's
    own = bool(out) and out[0].features[0].startswith("label")
    for stated in (of_row(cell, scope) if own else scope.here)[-1:]:
        if stated.firm:
            out.append(Option(stated.firm, ["row fact"], stated.firm))
    for firm_named, _, _ in [] if listed else scope.firms[-1:]:
        out.append(Option(firm_named, ["named last"], firm_named))
    out.append(Option(NOTHING, ["nothing", f"nothing {'after firms' if out else 'else'}"], NOTHING))
    return out


def _of_names(cell: ValueCell, sort: str, issuer: bool) -> list[Option[str]]:
    """The firms that label, heads and captions of a cell name."""
    out: list[Option[str]] = []
    for said in cell.said:
        if said.where == "label" and sort == "holding" and cell.names.holders:
            continue  # the firm of a row holds the shares
        firms = [i for i in said.items if isinstance(i, Firm)]
        for firm in firms[:2]:
            rest = len(said.name) - (firm.end - firm.start)
            out.append(
                Option(
                    firm.entity,
                    [
                        f"{said.where} {bucket(said.rank, 0, 1)}",
                        f"{said.where} of {bucket(len(firms), 1, 2)}",
                        f"{said.where} rest {bucket(rest, 0, 6)}",
                        f"{said.where} labels {cell.names.labels}",
                        f"{said.where} heads {cell.names.heads}",
                        f"{said.where} issuer {issuer}",
                        f"{said.where} {'holding' if sort == 'holding' else 'own'}",
                    ],
                    firm.entity,
                )
            )
    return out


def named(cell: ValueCell, firm: str) -> bool:
    """Whether labels, heads, captions or headings name a firm."""
    return any(isinstance(item, Firm) and item.entity == firm for said in cell.said for item in said.items)
