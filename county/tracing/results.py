"""What following a batch through its scans found."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from county.names import Name
from county.tracing.settings import Stage

Way = Literal["seed", "forward", "backward"]
"""seed: the batch that was asked for, and what it contains."""
Holding = Literal["has", "had", "sold", "sent", "used"]
HOLDINGS: dict[Holding, Name] = {
    "has": Name("现有", "Has it"),
    "had": Name("曾有", "Had it"),
    "sold": Name("已售出", "Sold it"),
    "sent": Name("已发出", "Sent it on"),
    "used": Name("已加工", "Used it up"),
}
GapKind = Literal["origin", "arrival", "departure", "packing", "inputs", "outputs"]
GAPS: dict[GapKind, Name] = {
    "origin": Name("来源缺失：首次扫描前无产生记录", "No origin: nothing says where it came into being"),
    "arrival": Name("收货缺失：发出后没有收货记录", "No arrival: it was sent and never received"),
    "departure": Name("发货缺失：收到前没有发货记录", "No departure: it was received and never sent"),
    "packing": Name("装箱缺失：从未装入却被拆出", "No packing: it was unpacked and never packed"),
    "inputs": Name("投入缺失：加工没有投入记录", "No inputs: a transformation names none"),
    "outputs": Name("产出缺失：加工没有产出记录", "No outputs: a transformation names none"),
}
NOTES: dict[str, Name] = {
    "places_unknown": Name("{n} 个读点不在本县读点表中", "{n} read points are not in the county's table"),
    "batches_hidden": Name("另有 {n} 个批次未列出", "{n} more batches are not listed"),
    "flows_hidden": Name("另有 {n} 条流向未列出", "{n} more flows are not listed"),
    "conflicts": Name(
        "{n} 条扫描与已有事件号相同而内容不同，以先到者为准",
        "{n} scans have the id of another one with other content; the first counts",
    ),
    "corrected": Name("{n} 条扫描已更正作废", "{n} scans were declared wrong and do not count"),
    "late": Name("{n} 条扫描迟到 1 天以上", "{n} scans arrived more than a day after they happened"),
}


class TraceNote(Struct, frozen=True, array_like=True, gc=False):
    key: str
    count: int


class TracePlace(Struct, frozen=True, gc=False, kw_only=True):
    """A read point on the way."""

    id: str
    name: str = ""
    """"" where the county does not know it."""
    kind: str = ""
    stage: Stage | Literal[""] = ""
    x_m: float | None = None
    y_m: float | None = None
    phone: str = ""
    """Of the business, as the county package has it."""


class TracedBatch(Struct, frozen=True, gc=False, kw_only=True):
    """A batch on the way."""

    epc: str
    way: Way
    depth: int
    """Transformations away from the batch that was asked for."""
    from_ms: int
    """Forward: since when it may be affected; backward: until when it went into what was asked for."""
    places: tuple[int, ...]
    """Where it was, in the order of time: indices into the places."""
    quantity: float | None = None
    unit: str = ""
    """What came into being of it, where scans say that in one unit."""


class TraceHolding(Struct, frozen=True, gc=False, kw_only=True):
    """A place that has or had affected goods."""

    place: int
    holding: Holding
    batches: tuple[str, ...]
    since_ms: int
    last_ms: int
    quantity: float | None = None
    """What is left there, for ``has``, where scans say it in one unit; None: not known."""
    unit: str = ""


class TraceFlow(Struct, frozen=True, gc=False, kw_only=True):
    """Goods that went from one place to another."""

    origin: int
    target: int
    way: Way
    batches: int
    first_ms: int
    last_ms: int
    quantity: float | None = None
    unit: str = ""
    is_gap: bool = False
    """Nothing says that they were sent, or that they arrived."""


class Processing(Struct, frozen=True, gc=False, kw_only=True):
    """A transformation on the way, and its balance."""

    id: str
    way: Way
    place: int
    at_ms: int
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    input_amount: float | None = None
    output_amount: float | None = None
    unit: str = ""
    """Both in this unit; None: quantities are missing, or have units that cannot be added."""
    unexplained: float | None = None
    """Share of the input that did not come out; below 0: more came out."""
    is_unbalanced: bool = False


class TraceGap(Struct, frozen=True, gc=False, kw_only=True):
    """A link that must have been there and was not scanned."""

    kind: GapKind
    way: Way
    batch: str
    place: int
    """Index into the places; -1: not known."""
    at_ms: int


class TraceCircle(Struct, frozen=True, gc=False, kw_only=True):
    """Goods that came back: the walk ends where it has been."""

    batches: tuple[str, ...]
    places: tuple[int, ...]
    """Empty for batches that go into each other; else the places of one batch, in the order of time."""


class TraceFound(Struct, frozen=True, gc=False, kw_only=True):
    """Everything about one batch."""

    batch: str
    product: Name | None
    first_ms: int
    last_ms: int
    """Of its own scans."""
    places: tuple[TracePlace, ...]
    batches: tuple[TracedBatch, ...]
    holdings: tuple[TraceHolding, ...]
    """Of affected goods: whom to tell, whoever has them first."""
    flows: tuple[TraceFlow, ...]
    processings: tuple[Processing, ...]
    gaps: tuple[TraceGap, ...]
    circles: tuple[TraceCircle, ...]
    on_way: int
    """Batches that were sent a short while ago and have not arrived yet."""
    forward: int
    backward: int
    """Batches in all, also those that are not listed."""
    notes: tuple[TraceNote, ...]


class BatchMatch(Struct, frozen=True, gc=False):
    """A batch whose identifier contains what was asked for."""

    epc: str
    product: Name | None
    scans: int
    first_ms: int
    last_ms: int


class TraceAnswer(Struct, frozen=True, kw_only=True):
    """What was found: the batch, or several that may be meant, or neither."""

    found: TraceFound | None = None
    matches: tuple[BatchMatch, ...] = ()
    scans: int
    """Of the county, that count."""
    batches: int
    newest_ms: int
    """When the latest of them happened; 0: there are none."""
