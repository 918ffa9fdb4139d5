"""Indicators that somebody reports: one value of a division in a period, or part and whole of a share in one record."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from county.aggregate import Aggregate, Decision, StateColumn
from county.catalog import Name
from county.durations import DAY_MS
from county.figures.evidence import is_evidence
from county.figures.indicator_limits import AMOUNT, Share, is_share, limits_of, needs_evidence, shares_of
from county.figures.indicator_names import indicator_names, nearest
from county.figures.inputs import RETENTION_DAYS, SENDERS, FigureCommand, check_report
from county.records import Record, RecordBody
from county.refusals import Refused, named
from county.within import check_division


class IndicatorCommand(FigureCommand, frozen=True, kw_only=True):
    """A command about one indicator of one division in one period."""

    indicator: str
    division: str
    period: str

    @property
    def key(self) -> str:
        """Identifies it: indicator, division and period."""
        return f"{self.indicator}/{self.division}/{self.period}"


class ReportIndicator(IndicatorCommand, frozen=True, kw_only=True):
    """``note``: the evidence, e.g. the survey that it comes from.

    ``whole``: of a share of two indicators that of the other one, of which ``value`` is a part: both in one record, so
    that nobody ever sees the one without the other.
    """

    value: float
    whole: float | None = None


class IndicatorRecord(RecordBody, frozen=True, kw_only=True):
    """A fact about one indicator of one division in one period."""

    indicator: str
    division: str
    period: str
    note: str = ""

    @property
    def key(self) -> str:
        """Identifies it, as :attr:`IndicatorCommand.key`."""
        return f"{self.indicator}/{self.division}/{self.period}"


class IndicatorReported(IndicatorRecord, frozen=True, kw_only=True):
    value: float
    whole: float | None = None


class Indicator(Struct, frozen=True, kw_only=True, gc=False):
    """The value of one indicator, as last reported, by record ``seq``.

    ``whole``: what was reported with it last, by record ``whole_seq``, 0 for none.  In its column it is 0 then: NaN
    would differ from itself at every comparison of columns.
    """

    id: str
    indicator: str
    division: str
    period: str
    value: float
    reports: int
    recorded_ms: int
    by: str
    note: str
    seq: int = 0
    whole: float | None = None
    whole_seq: int = 0


def known_whole(part: Indicator | None, whole: Indicator | None) -> float | None:
    """The whole of a share, reported with its part or by itself, whichever is newer."""
    if part is not None and part.whole is not None and (whole is None or part.whole_seq > whole.seq):
        return part.whole
    return None if whole is None else whole.value


def decide_indicator(known: Indicator | None, command: ReportIndicator, decision: Decision) -> Sequence[RecordBody]:
    """One record, or none for what is known already.  Raises Refused."""
    name = indicator_names(decision.desk.catalog).get(command.indicator)
    if name is None:
        near = nearest(command.indicator, decision.desk.catalog)
        raise Refused("indicator_unknown", indicator=command.indicator, **named("names", near))
    check_division(decision, command.division)
    if known is not None and _says_the_same(known, command, decision):
        return []
    check_report(command, command.period, 0 if known is None else known.reports, decision)
    _check_value(known, command, decision, name)
    if not is_evidence(command.note) and needs_evidence(command.indicator, decision.desk.catalog):
        raise Refused("indicator_no_evidence", **named("indicator", name))
    return [
        IndicatorReported(
            indicator=command.indicator, division=command.division, period=command.period, value=command.value,
            whole=command.whole, note=command.note,
        )
    ]  # fmt: skip


def _says_the_same(known: Indicator, command: ReportIndicator, decision: Decision) -> bool:
    if known.value != command.value:
        return False
    if command.whole is None:
        return True
    share = next((one for one in shares_of(decision.desk.catalog) if one.part == command.indicator), None)
    return share is not None and command.whole == known_whole(known, _other(share.whole, command, decision))


def _check_value(known: Indicator | None, command: ReportIndicator, decision: Decision, name: Name) -> None:
    """``name``: of the indicator.  Raises Refused."""
    catalog, key, value, whole = decision.desk.catalog, command.indicator, command.value, command.whole
    if not math.isfinite(value) or (whole is not None and not math.isfinite(whole)):
        raise Refused("indicator_no_number", **named("indicator", name))
    limits = limits_of(key, catalog)
    for number in (value, whole):
        if number is not None and not limits.least <= number <= limits.most:
            least, most = limits.text(limits.least), limits.text(limits.most)
            said = {"value": limits.text(number), "least": least, "most": most}
            raise Refused("indicator_beyond", **named("indicator", name), **said)
        if number is not None and limits.whole and not number.is_integer():
            raise Refused("indicator_no_count", value=limits.text(number), **named("indicator", name))
    found = [share for share in shares_of(catalog) if key in share]
    if whole is not None and not any(share.part == key for share in found):
        raise Refused("indicator_no_share", **named("indicator", name))
    for share in found:
        other = _other(share.whole if share.part == key else share.part, command, decision)
        part, among = _numbers(share, known, other, command)
        if part is not None and among is not None and not is_share(part, among):
            names = indicator_names(catalog)
            both = named("part", names[share.part]) | named("whole", names[share.whole])
            raise Refused("indicator_no_part", **both, n=AMOUNT.text(part), of=AMOUNT.text(among))


def _numbers(
    share: Share, known: Indicator | None, other: Indicator | None, command: ReportIndicator
) -> tuple[float | None, float | None]:
    """Part and whole of a share as they would be; ``other``: the indicator that the command is not about."""
    if share.part == command.indicator:
        return command.value, known_whole(known, other) if command.whole is None else command.whole
    return None if other is None else other.value, command.value


def _other(indicator: str, command: ReportIndicator, decision: Decision) -> Indicator | None:
    """Another indicator of the same division and period."""
    found: Indicator | None = decision.desk.find("indicator", f"{indicator}/{command.division}/{command.period}")
    return found


def apply_indicator(known: Indicator | None, record: Record[Any]) -> Indicator:
    """The indicator after ``record``.  Pure."""
    body = record.body
    whole, whole_seq = body.whole, record.seq
    if whole is None:  # what was reported with an earlier value still holds
        whole, whole_seq = (None, 0) if known is None else (known.whole, known.whole_seq)
    return Indicator(
        id=body.key, indicator=body.indicator, division=body.division, period=body.period, value=body.value,
        reports=1 if known is None else known.reports + 1, recorded_ms=record.recorded_ms, by=record.who,
        note=body.note, seq=record.seq, whole=whole, whole_seq=whole_seq,
    )  # fmt: skip


def _expires_ms(known: Indicator) -> int:
    return known.recorded_ms + RETENTION_DAYS * DAY_MS


INDICATORS = Aggregate(
    key="indicator", state=Indicator, command=IndicatorCommand, record=IndicatorRecord, subject="key",
    decide=decide_indicator, apply=apply_indicator, expires_ms=_expires_ms, outline=Indicator,
    may={ReportIndicator: SENDERS},
    columns=(
        StateColumn("indicator", "O", "never"), StateColumn("division", "O", "never"),
        StateColumn("period", "O", "never"),
        StateColumn("value", "<f8"), StateColumn("whole", "<f8", "rarely"), StateColumn("whole_seq", "<i8", "rarely"),
        StateColumn("proven", "|b1", "rarely"),
        StateColumn("expires_ms", "<i8"),
    ),
    project=lambda known: (
        known.indicator, known.division, known.period, known.value,
        known.whole or 0.0, known.whole_seq, is_evidence(known.note), _expires_ms(known),
    ),
    names={ReportIndicator: Name("填报指标", "Report an indicator")},
)  # fmt: skip
