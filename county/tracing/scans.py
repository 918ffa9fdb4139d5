"""Scans: what happened to goods, by the five kinds of events of EPCIS 2.0 (GS1, 2022), as senders report them.

A scan names no person: only goods, places and documents.  Scans arrive in batches, one record a batch; the desk keeps
of each sender how many there were, and nothing else.  The analysis follows the batches through all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Name
from county.commands import CommandBody
from county.records import Record, RecordBody
from county.refusals import Refused
from county.rules import FUTURE_MS

ScanKind = Literal["object", "aggregation", "transformation", "transaction", "association"]
ScanAction = Literal["", "add", "observe", "delete"]
"""EPCIS: of a new thing or relation, of one that goes on, of one that ends; "" of transformations."""
SCAN_KINDS: dict[ScanKind, Name] = {
    "object": Name("物品", "Object"),
    "aggregation": Name("装箱/拆箱", "Aggregation"),
    "transformation": Name("加工", "Transformation"),
    "transaction": Name("交易", "Transaction"),
    "association": Name("关联", "Association"),
}
SCANS_MAX = 200
"""Of one command."""
GOODS_MAX = 500
"""Of one scan."""
QUANTITY_MAX = 1e12
SENDERS = PERSONS | {Role.GATEWAY}


class Goods(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """One thing by its serial number, or an amount of a lot (EPCIS: EPC, or quantityElement of an EPC class)."""

    epc: str
    quantity: float | None = None
    """None: a single thing, or not known."""
    unit: str = ""
    """Code of UN/CEFACT Recommendation 20, as KGM; "": pieces."""


class ScanCorrection(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """EPCIS errorDeclaration: the scan with the same id was wrong, and counts no longer."""

    at_ms: int
    reason: str = ""
    corrected_by: tuple[str, ...] = ()
    """Ids of the scans that say what is right."""


class Scan(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One event of EPCIS."""

    event_id: str
    """The same scan sent again counts once."""
    kind: ScanKind
    at_ms: int
    """When it happened, whenever it arrives."""
    action: ScanAction = ""
    biz_step: str = ""
    """The word of the Core Business Vocabulary, as shipping."""
    read_point: str = ""
    location: str = ""
    """EPCIS bizLocation: where the goods are afterwards; "": where they were read."""
    parent: str = ""
    """What contains the goods, or what they are associated with."""
    goods: tuple[Goods, ...] = ()
    """Of a transformation (): it has inputs and outputs."""
    inputs: tuple[Goods, ...] = ()
    outputs: tuple[Goods, ...] = ()
    transformation: str = ""
    """Scans of one transformation that takes long share this id."""
    documents: tuple[str, ...] = ()
    """Ids of orders, despatch advices, invoices."""
    sent_from: str = ""
    sent_to: str = ""
    """Of deliveries: EPCIS source and destination, of the kind location, else possessing or owning party."""
    wrong: ScanCorrection | None = None


class ScanCommand(CommandBody, frozen=True, kw_only=True):
    """A command about the scans of one sender."""

    sender: str


class CaptureScans(ScanCommand, frozen=True, kw_only=True):
    """Scans as they were read, together or not at all."""

    scans: tuple[Scan, ...]


class ScanBatchRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the scans of one sender."""

    sender: str


class ScansCaptured(ScanBatchRecord, frozen=True, kw_only=True):
    scans: tuple[Scan, ...]


class ScanSender(Struct, frozen=True, kw_only=True, gc=False):
    """How many scans a sender has sent, also those that were sent before."""

    id: str
    scans: int
    batches: int
    newest_ms: int
    """Time of its latest scan."""
    recorded_ms: int


def identified(scan: Scan) -> Scan:
    """``scan`` with an id: its own, else one that follows from what it says, so that it counts once all the same.  A
    correction has that of what it corrects."""
    if scan.event_id:
        return scan
    content = msgspec.msgpack.encode(replace(scan, wrong=None))
    return replace(scan, event_id=f"sha256:{hashlib.sha256(content).hexdigest()[:40]}")


def check_scan(scan: Scan, now_ms: int) -> None:
    """Raises Refused for a scan that says nothing, or what cannot be."""
    if not scan.event_id:
        raise Refused("scan_without_id")
    goods = (*scan.goods, *scan.inputs, *scan.outputs)
    if len(goods) > GOODS_MAX:
        raise Refused("scan_too_large", scan=scan.event_id, limit=str(GOODS_MAX))
    if scan.at_ms < 0 or scan.at_ms > now_ms + FUTURE_MS:
        raise Refused("scan_time", scan=scan.event_id)
    for each in goods:
        if not each.epc:
            raise Refused("scan_without_goods", scan=scan.event_id)
        if each.quantity is not None and not 0 <= each.quantity <= QUANTITY_MAX:  # not NaN either
            raise Refused("scan_quantity", scan=scan.event_id, goods=each.epc)
    if scan.kind == "transformation":
        if scan.goods or scan.action:
            raise Refused("scan_not_of_kind", scan=scan.event_id, kind=scan.kind)
        if not goods:
            raise Refused("scan_without_goods", scan=scan.event_id)
        return
    if scan.inputs or scan.outputs or scan.transformation or not scan.action:
        raise Refused("scan_not_of_kind", scan=scan.event_id, kind=scan.kind)
    if scan.kind in ("aggregation", "association"):
        if not scan.parent:
            raise Refused("scan_without_parent", scan=scan.event_id)
        if not goods and scan.action != "delete":  # without goods a container is emptied
            raise Refused("scan_without_goods", scan=scan.event_id)
    elif not goods:
        raise Refused("scan_without_goods", scan=scan.event_id)


def decide(known: ScanSender | None, command: CaptureScans, decision: Decision) -> Sequence[RecordBody]:
    """One record.  Raises Refused when one of the scans cannot be."""
    if not command.sender:
        raise Refused("scan_without_sender")
    if not 1 <= len(command.scans) <= SCANS_MAX:
        raise Refused("scans_too_many", limit=str(SCANS_MAX))
    for scan in command.scans:
        check_scan(scan, decision.now_ms)
    return [ScansCaptured(sender=command.sender, scans=command.scans)]


def apply(known: ScanSender | None, record: Record[Any]) -> ScanSender:
    """The sender after ``record``.  Pure."""
    body = record.body
    newest_ms = max(scan.at_ms for scan in body.scans)
    if known is None:
        return ScanSender(
            id=body.sender, scans=len(body.scans), batches=1, newest_ms=newest_ms, recorded_ms=record.recorded_ms
        )
    return replace(
        known, scans=known.scans + len(body.scans), batches=known.batches + 1,
        newest_ms=max(known.newest_ms, newest_ms), recorded_ms=record.recorded_ms,
    )  # fmt: skip


SCANS = Aggregate(
    key="scans", state=ScanSender, command=ScanCommand, record=ScanBatchRecord, subject="sender", decide=decide,
    apply=apply, expires_ms=lambda known: None, outline=ScanSender, may={CaptureScans: SENDERS},
    columns=(
        StateColumn("scans", "<i8", "often"), StateColumn("newest_ms", "<i8", "often"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda known: (known.scans, known.newest_ms, NEVER_MS),
    names={CaptureScans: Name("上传扫描记录", "Send scans")},
)  # fmt: skip
