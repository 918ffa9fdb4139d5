"""Interprets a row as a scan of goods, by its own columns or by the fields of an event of EPCIS."""

from __future__ import annotations

import re
from typing import Any

from county.explained import ExplainedLine
from county.tables import aliases
from county.tables.values import is_gap, quoted
from county.tracing.epcis import BadScan, amounts, step_word
from county.tracing.scans import Goods, Scan, ScanAction, ScanCorrection, ScanKind, identified
from services.intake.items import BadRow, Scanned
from services.intake.row_cells import RowCells

_LISTED = re.compile(r"[;；、\n]")
_BY_STEP: dict[str, ScanAction] = {
    "commissioning": "add", "packing": "add", "unpacking": "delete", "destroying": "delete",
    "decommissioning": "delete",
}  # fmt: skip
"""What a step does where no column says it; any other one observes."""


def scanned(cells: RowCells) -> Scanned:
    """The scan of a row.  Raises BadRow."""
    kind: ScanKind = cells.one_of("scan_kind", ScanKind, "object")
    at_ms = cells.moment_ms()
    if at_ms is None:
        raise BadRow(ExplainedLine("has no time; a scan needs one"))
    said = cells.text("biz_step") or cells.text("scan_kind")
    step = aliases.meaning("biz_step", said) or step_word(cells.text("biz_step"))
    changes = kind == "transformation"
    action: ScanAction = "" if changes else cells.one_of("action", ScanAction, _BY_STEP.get(step, "observe"))
    goods = (*_goods(cells, "goods"), *_goods(cells, "amounts"))
    if len(goods) == 1 and goods[0].quantity is None and (quantity := cells.number("quantity")) is not None:
        goods = (Goods(goods[0].epc, quantity, cells.text("unit")),)
    scan = Scan(
        event_id=cells.identifier("event_id"), kind=kind, at_ms=at_ms, action=action, biz_step=step,
        read_point=cells.text("read_point"), location=cells.text("location"),
        parent="" if changes else cells.text("parent"), goods=() if changes else goods,
        inputs=(*_goods(cells, "inputs"), *_goods(cells, "input_amounts")) if changes else (),
        outputs=(*_goods(cells, "outputs"), *_goods(cells, "output_amounts")) if changes else (),
        transformation=cells.text("transformation") if changes else "",
        documents=tuple(filter(None, _LISTED.split(cells.text("documents")))),
        sent_from=cells.text("sent_from"), sent_to=cells.text("sent_to"), wrong=_correction(cells, at_ms),
    )  # fmt: skip
    return Scanned(cells.row.where, at_ms, identified(scan))


def _correction(cells: RowCells, at_ms: int) -> ScanCorrection | None:
    said = cells.text("wrong")
    return ScanCorrection(at_ms=at_ms, reason=said) if said else None


def _goods(cells: RowCells, field: str) -> tuple[Goods, ...]:
    """``L1 1000 kg; L2`` or a list of EPCIS.  Raises BadRow."""
    value = cells.raw(field)
    if isinstance(value, list):
        if all(isinstance(each, str) for each in value):
            return tuple(map(Goods, value))
        try:
            return amounts(value, cells.name(field))
        except BadScan as error:
            raise BadRow(error.line) from None
    if is_gap(value):
        return ()
    return tuple(_one(cells, field, part.strip()) for part in _LISTED.split(cells.lines(field)) if part.strip())


def _one(cells: RowCells, field: str, part: str) -> Goods:
    """Raises BadRow."""
    words: list[Any] = part.split()
    if len(words) == 1:
        return Goods(words[0])
    if len(words) > 3:
        raise BadRow(ExplainedLine(
            "{column} {value} is not goods with their quantity and unit, as L1 1000 KGM; separate several with ;",
            column=cells.name(field), value=quoted(part),
        ))  # fmt: skip
    quantity = cells.number_in(cells.name(field), words[1], "")
    return Goods(words[0], quantity, words[2] if len(words) == 3 else "")
