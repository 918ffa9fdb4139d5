"""Excursions of vital signs: since when a sign was yellow or worse, how bad it got, and when it was green again.

The analysis judges the signs (:mod:`county.figures.vital_signs`); the backend records what it finds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from county.aggregate import NEVER_MS, Aggregate, Decision, StateColumn
from county.catalog import Name
from county.commands import CommandBody
from county.durations import DAY_MS
from county.figures.vital_sign_table import SEVERITY
from county.records import Record, RecordBody
from county.refusals import Refused, named

RETENTION_DAYS = 30
"""On the desk, since its end."""
ExcursionBand = Literal["yellow", "orange", "red"]
BANDS: tuple[ExcursionBand, ...] = ("yellow", "orange", "red")


class ExcursionCommand(CommandBody, frozen=True, kw_only=True):
    """A command about one excursion; only the backend itself gives it."""

    excursion_id: str


class OpenExcursion(ExcursionCommand, frozen=True, kw_only=True):
    """A sign has been yellow or worse for as long as its ``hold_s``."""

    sign: str
    band: ExcursionBand
    value: float


class WorsenExcursion(ExcursionCommand, frozen=True, kw_only=True):
    band: ExcursionBand
    value: float


class EndExcursion(ExcursionCommand, frozen=True, kw_only=True):
    """The sign is green again."""

    value: float


class ExcursionRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one excursion; it happened when the value was that of the band first."""

    excursion_id: str


class ExcursionOpened(ExcursionRecord, frozen=True, kw_only=True):
    sign: str
    band: ExcursionBand
    value: float


class ExcursionWorsened(ExcursionRecord, frozen=True, kw_only=True):
    band: ExcursionBand
    value: float


class ExcursionEnded(ExcursionRecord, frozen=True, kw_only=True):
    value: float


class VitalSignExcursion(Struct, frozen=True, kw_only=True, gc=False):
    """``band`` and ``value`` are the worst ones."""

    id: str
    sign: str
    band: ExcursionBand
    value: float
    began_ms: int
    worst_ms: int
    ended_ms: int | None = None


def excursion_id(sign: str, began_ms: int) -> str:
    """Identifies the excursion of a sign."""
    return f"{sign}:{began_ms}"


def decide(known: VitalSignExcursion | None, command: ExcursionCommand, decision: Decision) -> Sequence[RecordBody]:
    """One record, or none for what is known already.  Raises Refused."""
    if isinstance(command, OpenExcursion):
        if known is not None:
            return []
        signs = decision.desk.catalog.vital_signs
        if command.sign not in signs:
            raise Refused("vital_sign_unknown", sign=command.sign)
        _check_value(command.value)
        for other in decision.desk.states_of(EXCURSIONS.key):
            if other.sign == command.sign and other.ended_ms is None:
                raise Refused("excursion_open", **named("sign", signs[command.sign].name))
        return [
            ExcursionOpened(
                excursion_id=command.excursion_id, sign=command.sign, band=command.band, value=command.value
            )
        ]
    if known is None:
        raise Refused("excursion_unknown", excursion=command.excursion_id)
    if known.ended_ms is not None:
        return []
    assert isinstance(command, WorsenExcursion | EndExcursion)
    _check_value(command.value)
    if isinstance(command, EndExcursion):
        return [ExcursionEnded(excursion_id=known.id, value=command.value)]
    if SEVERITY[command.band] <= SEVERITY[known.band]:
        return []
    return [ExcursionWorsened(excursion_id=known.id, band=command.band, value=command.value)]


def _check_value(value: float) -> None:
    if not math.isfinite(value):
        raise Refused("excursion_no_number")


def apply(known: VitalSignExcursion | None, record: Record[Any]) -> VitalSignExcursion:
    """The excursion after ``record``.  Pure."""
    body, at_ms = record.body, record.happened_ms
    if isinstance(body, ExcursionOpened):
        return VitalSignExcursion(
            id=body.excursion_id, sign=body.sign, band=body.band, value=body.value, began_ms=at_ms, worst_ms=at_ms
        )
    assert known is not None, "it was opened"
    if isinstance(body, ExcursionEnded):
        return replace(known, ended_ms=at_ms)
    return replace(known, band=body.band, value=body.value, worst_ms=at_ms)


def _expires_ms(known: VitalSignExcursion) -> int | None:
    return None if known.ended_ms is None else known.ended_ms + RETENTION_DAYS * DAY_MS


EXCURSIONS = Aggregate(
    key="excursion", state=VitalSignExcursion, command=ExcursionCommand, record=ExcursionRecord,
    subject="excursion_id", decide=decide, apply=apply, expires_ms=_expires_ms, outline=VitalSignExcursion, may={},
    columns=(
        StateColumn("sign", "O", "never"), StateColumn("band", "|u1"), StateColumn("value", "<f8"),
        StateColumn("began_ms", "<i8", "never"), StateColumn("worst_ms", "<i8"), StateColumn("ended_ms", "<i8"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda known: (
        known.sign, BANDS.index(known.band), known.value, known.began_ms, known.worst_ms,
        NEVER_MS if known.ended_ms is None else known.ended_ms, _expires_ms(known) or NEVER_MS,
    ),
    names={
        OpenExcursion: Name("体征越限", "A vital sign leaves its range"),
        WorsenExcursion: Name("体征升级", "A vital sign gets worse"),
        EndExcursion: Name("体征恢复", "A vital sign is green again"),
    },
)  # fmt: skip
