"""The messages of the assessment: its tree, the vital signs, and what casts doubt on them.

Client → analysis: KpiRequest, VitalSignsRequest.  Analysis → client: KpiTree, VitalSignsAnswer.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from county.figures.integrity import IntegrityCard
from county.figures.kpi import KpiScore
from county.figures.kpi_freeze import KpiSheet
from county.figures.kpi_outlook import KpiProjection, TownRank
from county.figures.metric import FigureValue, Period
from county.figures.vital_sign_table import Band
from services.protocol.messages import Count, Message

CARDS_OF_KIND_MAX = 30
"""With ten records each, all kinds are some 150 KB."""
DivisionCode = Annotated[str, Meta(max_length=15)]
PeriodText = Annotated[str, Meta(max_length=7)]


class KpiRequest(Message, frozen=True, kw_only=True):
    """Requests the tree of a quarter, half-year or year, as of a record."""

    request: str
    period: PeriodText
    division: DivisionCode = ""
    """A town; "" for the county."""
    as_of_seq: Count = 0
    """The last record that counts; 0: the newest one."""


class KpiLeafState(Struct, frozen=True, array_like=True, gc=False):
    """One leaf: its value, those of the quarters up to the period, and what the year's end will be."""

    id: str
    value: FigureValue
    quarters: tuple[float | None, ...]
    """Oldest first; the last one is that in which the period ends."""
    projection: KpiProjection
    seq: Count
    """The record that reported a manual value; 0 for none."""
    doubts: Count
    """Cards that cast doubt on the leaf."""
    cards: tuple[int, ...]
    """Places in ``KpiTree.cards`` of those of them that are there."""
    unproven: bool = False
    """A value was reported without the evidence that the leaf requires: it has none."""


class TownAssessment(Struct, frozen=True, array_like=True, gc=False):
    """A town: the score of every node."""

    division: str
    scores: tuple[KpiScore, ...]


class ProofRow(Struct, frozen=True, array_like=True, gc=False):
    """A record that proves a card."""

    seq: int
    happened_ms: int
    subject: str
    text: str


class ProvenCard(Struct, frozen=True, array_like=True, gc=False):
    """A card with what the first records that prove it say."""

    card: IntegrityCard
    rows: tuple[ProofRow, ...]


class KpiTree(Message, frozen=True, kw_only=True):
    """The tree as of record ``as_of_seq``."""

    request: str
    as_of_seq: Count
    as_of_ms: int
    head_hash: str
    period: str
    division: str
    definitions: str
    """Digest of the nodes and metrics that it was computed by."""
    leaves: list[KpiLeafState]
    scores: list[KpiScore]
    """Of all nodes and of the whole tree, in the order of the table."""
    towns: list[TownAssessment]
    ranks: list[TownRank]
    compared: list[str]
    """Leaves by which the towns are ranked."""
    unranked: list[str]
    """Towns without a rank: one of these leaves is of too small a sample there."""
    cards: list[ProvenCard]
    """Of each kind those with the most records, at most CARDS_OF_KIND_MAX."""
    sheet: KpiSheet | None
    """What was frozen, and scores of third parties."""
    differs: list[str]
    """Frozen leaves whose value as of the record they were frozen by is another one, computed again, or cannot be: all
    of them where the definitions differ, or that record is not known."""


class VitalSignsRequest(Message, frozen=True, kw_only=True):
    """Requests all vital signs as of a record."""

    request: str
    as_of_seq: Count = 0


class VitalSignState(Struct, frozen=True, array_like=True, gc=False):
    """One sign."""

    id: str
    value: FigureValue
    before: FigureValue
    """A day earlier."""
    period: Period
    """What the value counts."""
    raw: Band
    """The band of the value."""
    band: Band
    """What counts: worse only when it was held."""
    since_ms: int
    """Since when it has been out of its range; 0: it is not."""
    judged: float | None = None
    """What was compared with the bands: the value, or how unusual it is; None: nothing."""


class ShownExcursion(Struct, frozen=True, array_like=True, gc=False):
    """An excursion that is open, or ended lately."""

    id: str
    sign: str
    worst: Band
    value: float
    began_ms: int
    ended_ms: int | None


class VitalSignsAnswer(Message, frozen=True, kw_only=True):
    """The vital signs as of record ``as_of_seq``."""

    request: str
    as_of_seq: Count
    as_of_ms: int
    signs: list[VitalSignState]
    excursions: list[ShownExcursion]
    """Newest first."""
    judged_ms: int | None
    """Up to this time everything that was due is judged, 0: nothing yet; None: nobody judges in this realm."""
