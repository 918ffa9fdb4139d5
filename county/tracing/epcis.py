"""Scans from EPCIS 2.0 in JSON (GS1 EPCIS 2.0.1, JSON-LD binding): the fields that say what, when, where and why.

What a scan does not keep (sensor elements, dispositions, user extensions) is left out: it may name people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from county.explained import ExplainedLine
from county.tracing.scans import Goods, Scan, ScanAction, ScanCorrection, ScanKind, identified

KINDS: dict[str, ScanKind] = {
    "ObjectEvent": "object", "AggregationEvent": "aggregation", "TransformationEvent": "transformation",
    "TransactionEvent": "transaction", "AssociationEvent": "association",
}  # fmt: skip
ACTIONS: dict[str, ScanAction] = {"ADD": "add", "OBSERVE": "observe", "DELETE": "delete"}
_PARTIES = ("location", "possessing_party", "owning_party")
"""Kinds of a source or destination, the one that says most about the place first."""


class BadScan(ValueError):
    """An event that is no scan; the text says why."""

    def __init__(self, line: ExplainedLine) -> None:
        super().__init__(line)
        self.line = line


def events_of(document: Any) -> Sequence[Any]:
    """The events of an EPCISDocument, of a list of events, or the one event that it is.  Raises BadScan."""
    if isinstance(document, Mapping) and document.get("type") in KINDS:
        return [document]
    if isinstance(document, Mapping):
        body = document.get("epcisBody")
        body = body if isinstance(body, Mapping) else {}
        found = body.get("eventList", body.get("event", document.get("eventList")))
        if isinstance(found, Mapping):
            return [found]
        document = found
    if not isinstance(document, list):
        raise BadScan(ExplainedLine("is no EPCIS document: it has no eventList; send one of EPCIS 2.0 in JSON"))
    return document


def scan_of(event: Any) -> Scan:
    """The scan that an event says.  Raises BadScan."""
    if not isinstance(event, Mapping):
        raise BadScan(ExplainedLine("an event is no JSON object; send one of EPCIS 2.0"))
    kind = KINDS.get(str(event.get("type", event.get("isA", ""))))
    if kind is None:
        raise BadScan(
            ExplainedLine("{type} is no type of event; send one of {types}", type=_text(event, "type") or "–",
                          types=", ".join(KINDS))
        )  # fmt: skip
    action = _text(event, "action")
    if kind != "transformation" and action not in ACTIONS:
        raise BadScan(ExplainedLine("{type} needs an action: ADD, OBSERVE or DELETE", type=_text(event, "type")))
    children = kind in ("aggregation", "association")
    goods = () if kind == "transformation" else _goods(event, *(
        ("childEPCs", "childQuantityList") if children else ("epcList", "quantityList")
    ))  # fmt: skip
    changes = kind == "transformation"
    return identified(Scan(
        event_id=_text(event, "eventID"), kind=kind, at_ms=_time_ms(event, "eventTime"),
        action="" if changes else ACTIONS[action], biz_step=step_word(_text(event, "bizStep")),
        read_point=_id(event, "readPoint"), location=_id(event, "bizLocation"),
        parent="" if changes else _text(event, "parentID"), goods=goods,
        inputs=_goods(event, "inputEPCList", "inputQuantityList") if changes else (),
        outputs=_goods(event, "outputEPCList", "outputQuantityList") if changes else (),
        transformation=_text(event, "transformationID") if changes else "",
        documents=tuple(filter(None, (_text(each, "bizTransaction") for each in _items(event, "bizTransactionList")))),
        sent_from=_party(event, "sourceList", "source"), sent_to=_party(event, "destinationList", "destination"),
        wrong=_correction(event),
    ))  # fmt: skip


def step_word(step: str) -> str:
    """The word of a step of business: the end of a URN, of a web address or of a compact one; anything else stays."""
    return step.rstrip("/").replace("#", "/").rpartition("/")[2].rpartition(":")[2]


def _correction(event: Mapping[str, Any]) -> ScanCorrection | None:
    said = event.get("errorDeclaration")
    if not isinstance(said, Mapping):
        return None
    by = said.get("correctiveEventIDs")
    return ScanCorrection(
        at_ms=_time_ms(said, "declarationTime"),
        reason=step_word(_text(said, "reason")),
        corrected_by=tuple(each for each in by if isinstance(each, str)) if isinstance(by, list) else (),
    )


def _goods(event: Mapping[str, Any], single: str, classes: str) -> tuple[Goods, ...]:
    """Raises BadScan."""
    listed = event.get(single) or []
    if not isinstance(listed, list) or not all(isinstance(epc, str) for epc in listed):
        raise BadScan(ExplainedLine("{field} is no list of texts; write one", field=single))
    return (*map(Goods, listed), *amounts(event.get(classes), classes))


def amounts(listed: Any, field: str) -> tuple[Goods, ...]:
    """The goods of a list of quantityElements in ``field``; None: of none.  Raises BadScan."""
    found = []
    for each in _objects(listed, field):
        quantity = each.get("quantity")
        if quantity is not None and (isinstance(quantity, bool) or not isinstance(quantity, int | float)):
            raise BadScan(ExplainedLine("a quantity in {field} is no number; write one", field=field))
        found.append(Goods(_text(each, "epcClass"), None if quantity is None else float(quantity), _text(each, "uom")))
    return tuple(found)


def _party(event: Mapping[str, Any], listed: str, field: str) -> str:
    known = {step_word(_text(each, "type")): _text(each, field) for each in _items(event, listed)}
    return next((known[kind] for kind in _PARTIES if known.get(kind)), "")


def _id(event: Mapping[str, Any], field: str) -> str:
    place = event.get(field)
    return _text(place, "id") if isinstance(place, Mapping) else ""


def _items(event: Mapping[str, Any], field: str) -> Iterable[Mapping[str, Any]]:
    """Raises BadScan."""
    return _objects(event.get(field), field)


def _objects(listed: Any, field: str) -> Iterable[Mapping[str, Any]]:
    """Raises BadScan."""
    listed = listed or []
    if not isinstance(listed, list) or not all(isinstance(each, Mapping) for each in listed):
        raise BadScan(ExplainedLine("{field} is no list of objects; write one", field=field))
    return listed


def _text(event: Mapping[str, Any], field: str) -> str:
    value = event.get(field)
    return value.strip() if isinstance(value, str) else ""


def _time_ms(event: Mapping[str, Any], field: str) -> int:
    """Raises BadScan."""
    at: datetime | None = None
    with suppress(ValueError):
        at = datetime.fromisoformat(_text(event, field))
    if at is None or at.tzinfo is None:
        raise BadScan(ExplainedLine("{field} is no time with its zone, as 2026-11-29T08:30:00+08:00", field=field))
    return round(at.timestamp() * 1_000)
