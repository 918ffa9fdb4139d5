"""季度冻结: the values of the assessment's leaves as they were decided, and what third parties say of them.

A quarter is monitored, a half-year reviewed, a year assessed.  What was frozen never changes, be it the value of a leaf
or the points of a node: a value that is reported later appears beside it, computed again, and is not written into it.
Scores of third parties are of their own.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.authority import Role
from county.catalog import Catalog, Name, digest_of
from county.commands import CommandBody
from county.figures.definition import definition_digest
from county.figures.kpi import TOTAL, KpiScore, scores
from county.figures.kpi_table import NO_NAME, KpiNode, leaves_of, offered_nodes
from county.figures.metric import FigureValue, Interval, Metric, Quality, share_of
from county.figures.periods import PeriodKind, kind_of, span_ms
from county.records import Record, RecordBody
from county.refusals import Refused, named
from county.within import check_division

ASSESSORS = frozenset({Role.LEADER, Role.ADMIN})
"""Who may freeze, and enter the scores of third parties."""
FreezeKind = Literal["monitor", "review", "assess"]
KINDS: dict[PeriodKind, FreezeKind] = {"quarter": "monitor", "half": "review", "year": "assess"}
KIND_NAMES: dict[FreezeKind, Name] = {
    "monitor": Name("季度监测", "Quarterly monitoring"), "review": Name("半年评估", "Half-yearly review"),
    "assess": Name("年度考核", "Yearly assessment"),
}  # fmt: skip
LONGEST_INSTITUTION = 60
"""Characters of the name of a third party."""
RATINGS_MAX = 40
LONGEST_REASON = 200
"""Characters of a note: a whole sheet fits into one frame."""
VALUE_MAX = 1e12


class FrozenLeaf(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """The value of one leaf.  None: it had none."""

    id: str
    value: float | None
    num: float | None = None
    den: int | None = None
    quality: Quality = "ok"


class KpiCommand(CommandBody, frozen=True, kw_only=True):
    """A command about the sheet of one division and period."""

    division: str
    period: str
    note: str = ""

    @property
    def key(self) -> str:
        """Identifies the sheet."""
        return f"{self.division}/{self.period}"


class FreezeKpi(KpiCommand, frozen=True, kw_only=True):
    """Freeze the values of all leaves as of record ``as_of_seq``; ``note``: by which decision."""

    leaves: tuple[FrozenLeaf, ...]
    as_of_seq: int
    definitions: str
    """:func:`definitions_digest` of the catalogue that they were computed by."""


class RateKpi(KpiCommand, frozen=True, kw_only=True):
    """What a third party gives for a node; ``note``: its report."""

    institution: str
    node: str
    points: float


class KpiRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about the sheet of one division and period."""

    division: str
    period: str
    note: str = ""

    @property
    def key(self) -> str:
        """Identifies the sheet, as :attr:`KpiCommand.key`."""
        return f"{self.division}/{self.period}"


class KpiFrozen(KpiRecord, frozen=True, kw_only=True):
    """``scores``: of all nodes, by the tree of that day; other weights later do not change them."""

    leaves: tuple[FrozenLeaf, ...]
    scores: tuple[KpiScore, ...]
    as_of_seq: int
    definitions: str


class KpiRated(KpiRecord, frozen=True, kw_only=True):
    institution: str
    node: str
    points: float


class ThirdPartyRating(Struct, frozen=True, kw_only=True, gc=False):
    """What a third party gave for a node, as last entered."""

    institution: str
    node: str
    points: float
    by: str
    recorded_ms: int
    note: str


class KpiSheet(Struct, frozen=True, kw_only=True, gc=False):
    """The assessment of one division in one period."""

    id: str
    division: str
    period: str
    leaves: tuple[FrozenLeaf, ...] = ()
    scores: tuple[KpiScore, ...] = ()
    """As frozen; empty where the record does not tell them."""
    as_of_seq: int = 0
    """0: it is not frozen."""
    definitions: str = ""
    frozen_ms: int = 0
    frozen_by: str = ""
    note: str = ""
    ratings: tuple[ThirdPartyRating, ...] = ()

    @property
    def is_frozen(self) -> bool:
        """Otherwise it only has scores of third parties."""
        return bool(self.as_of_seq)

    @property
    def kind(self) -> FreezeKind:
        kind = kind_of(self.period)
        assert kind is not None, "it was decided"
        return KINDS[kind]

    @property
    def total(self) -> KpiScore | None:
        """The frozen score of the whole tree; None where there is none."""
        return next((score for score in self.scores if score.id == TOTAL), None)


def frozen_value(leaf: FrozenLeaf, metric: Metric | None) -> FigureValue:
    """The value of a leaf as it was frozen; the interval of a share is that of its numbers.

    ``metric``: of the leaf; None for one that is reported."""
    interval = _interval(leaf) if metric is not None and metric.is_share else None
    low, high = (None, None) if interval is None else interval
    return FigureValue(leaf.num, leaf.den, leaf.value, low, high, leaf.quality)


def frozen_scores(leaves: Sequence[FrozenLeaf], catalog: Catalog) -> tuple[KpiScore, ...]:
    """The scores that the values of leaves give by the tree of ``catalog``."""
    nodes = leaves_of(catalog.kpi)
    small: dict[str, Interval | None] = {}
    for leaf in leaves:
        if leaf.quality == "small_sample" and leaf.id in nodes:
            metric = catalog.metrics.get(nodes[leaf.id].metric)
            small[leaf.id] = _interval(leaf) if metric is not None and metric.is_share else None
    return tuple(scores(catalog.kpi, {leaf.id: leaf.value for leaf in leaves}, small).values())


def _interval(leaf: FrozenLeaf) -> Interval | None:
    if leaf.num is None or not leaf.den or not 0 <= leaf.num <= leaf.den:
        return None
    share = share_of(leaf.num, leaf.den, leaf.den)
    assert share.low is not None, "it has a denominator"
    assert share.high is not None
    return Interval(share.low, share.high)


def definitions_digest(catalog: Catalog) -> str:
    """64 hex digits (SHA-256) of the offered nodes and the metrics that they are measured by; names, departments,
    sources and which reports are refused define nothing."""
    nodes = offered_nodes(catalog.kpi)
    rows = {
        key: digest_of(replace(node, name=NO_NAME, owner="", source="", values="amounts"))
        for key, node in nodes.items()
    }
    rows |= {
        node.metric: definition_digest(catalog.metrics[node.metric], catalog)
        for node in nodes.values() if node.metric
    }  # fmt: skip
    return hashlib.sha256("\n".join(f"{key} {rows[key]}" for key in sorted(rows)).encode()).hexdigest()


def decide(known: KpiSheet | None, command: KpiCommand, decision: Decision) -> Sequence[RecordBody]:
    """One record, or none for the rating that is known already.  Raises Refused."""
    check_division(decision, command.division)
    if len(command.note) > LONGEST_REASON:
        raise Refused("text_too_long", limit=str(LONGEST_REASON))
    span, kind = span_ms(command.period), kind_of(command.period)
    if span is None or kind not in KINDS:
        raise Refused("kpi_period_invalid", period=command.period)
    if span.stop > decision.now_ms:
        raise Refused("kpi_period_runs", period=command.period)
    if not command.note.strip():
        raise Refused("kpi_note_missing", period=command.period)
    catalog = decision.desk.catalog
    if isinstance(command, RateKpi):
        return _rating(known, command, offered_nodes(catalog.kpi))
    assert isinstance(command, FreezeKpi)
    if known is not None and known.as_of_seq:
        raise Refused("kpi_frozen", period=command.period)
    if [leaf.id for leaf in command.leaves] != list(leaves_of(catalog.kpi)) or not command.leaves:
        raise Refused("kpi_definitions_differ", period=command.period)
    if command.definitions != definitions_digest(catalog):
        raise Refused("kpi_definitions_differ", period=command.period)
    if command.as_of_seq < 1 or not all(map(_is_sound, command.leaves)):
        raise Refused("kpi_values_invalid", period=command.period)
    if all(leaf.value is None for leaf in command.leaves):
        raise Refused("kpi_nothing_to_freeze", period=command.period)
    return [
        KpiFrozen(
            division=command.division, period=command.period, leaves=command.leaves,
            scores=frozen_scores(command.leaves, catalog), as_of_seq=command.as_of_seq,
            definitions=command.definitions, note=command.note,
        )
    ]  # fmt: skip


def _rating(known: KpiSheet | None, command: RateKpi, nodes: dict[str, KpiNode]) -> Sequence[RecordBody]:
    node = nodes.get(command.node)
    most = 100.0 if not command.node else 0.0 if node is None else node.weight
    if (node is None and command.node) or not 0 <= command.points <= most:  # also what is no number
        name = Name(command.node or "-", command.node or "-") if node is None else node.name
        raise Refused("kpi_rating_invalid", **named("node", name), most=f"{most:g}")
    if not 1 <= len(command.institution.strip()) <= LONGEST_INSTITUTION:
        raise Refused("kpi_institution_missing", limit=str(LONGEST_INSTITUTION))
    ratings = () if known is None else known.ratings
    said = command.institution, command.node, command.points, command.note
    if said in [(one.institution, one.node, one.points, one.note) for one in ratings]:
        return []
    if len(ratings) >= RATINGS_MAX:
        raise Refused("figure_too_often", period=command.period, limit=str(RATINGS_MAX))
    return [
        KpiRated(
            division=command.division, period=command.period, institution=command.institution, node=command.node,
            points=command.points, note=command.note,
        )
    ]  # fmt: skip


def _is_sound(leaf: FrozenLeaf) -> bool:
    numbers = [number for number in (leaf.value, leaf.num, leaf.den) if number is not None]
    return all(math.isfinite(number) and abs(number) <= VALUE_MAX for number in numbers)


def apply(known: KpiSheet | None, record: Record[Any]) -> KpiSheet:
    """The sheet after ``record``.  Pure."""
    body = record.body
    sheet = known or KpiSheet(id=body.key, division=body.division, period=body.period)
    if isinstance(body, KpiFrozen):
        return replace(
            sheet, leaves=body.leaves, scores=body.scores, as_of_seq=body.as_of_seq, definitions=body.definitions,
            frozen_ms=record.recorded_ms, frozen_by=record.who, note=body.note,
        )  # fmt: skip
    rating = ThirdPartyRating(
        institution=body.institution, node=body.node, points=body.points, by=record.who,
        recorded_ms=record.recorded_ms, note=body.note,
    )  # fmt: skip
    others = [one for one in sheet.ratings if (one.institution, one.node) != (body.institution, body.node)]
    return replace(sheet, ratings=(*others, rating))


KPI_SHEETS = Aggregate(
    key="kpi", state=KpiSheet, command=KpiCommand, record=KpiRecord, subject="key", decide=decide, apply=apply,
    expires_ms=lambda sheet: None, outline=KpiSheet, may={FreezeKpi: ASSESSORS, RateKpi: ASSESSORS},
    columns=(
        StateColumn("division", "O", "never"), StateColumn("period", "O", "never"), StateColumn("frozen_ms", "<i8"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda sheet: (sheet.division, sheet.period, sheet.frozen_ms, NEVER_MS),
    names={
        FreezeKpi: Name("冻结考核数值", "Freeze the assessment"),
        RateKpi: Name("登记第三方评分", "Enter the score of a third party"),
    },
)  # fmt: skip
