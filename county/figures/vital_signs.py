"""Judges vital signs: which band a value is in, when a sign gets worse, and what a plate says of its signs.

A sign gets worse only when its value has been that bad for ``hold_s``; it gets better at once.  A value that is unknown
is in no band: it is never green, proves no duration, and ends no excursion.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from msgspec import Struct

from county.figures.excursions import BANDS, ExcursionBand
from county.figures.metric import FigureValue
from county.figures.vital_sign_table import SEVERITY, Band, VitalSign

_BY_SEVERITY: dict[int, Band] = {severity: band for band, severity in SEVERITY.items()}


class Standing(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Where one sign stands after a judgement."""

    at_ms: int = 0
    """When it was judged last; 0: never."""
    since_ms: tuple[int, int, int] = (0, 0, 0)
    """Since when the value has been yellow, orange and red or worse; 0: it is not."""
    began_ms: int = 0
    """Of the excursion that is open; 0: none is."""
    worst: int = 0
    """Severity of the worst band of that excursion."""


class ExcursionStep(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What a judgement changes: to be recorded."""

    kind: Literal["open", "worsen", "end"]
    sign: str
    began_ms: int
    """Of the excursion."""
    at_ms: int
    """When the value was that of the band first."""
    value: float
    band: ExcursionBand = "yellow"
    """Of ``open`` and ``worsen``."""


class Judged(NamedTuple):
    """The standing after a judgement, and what it changes."""

    standing: Standing
    steps: tuple[ExcursionStep, ...]


class PlateState(NamedTuple):
    """A plate is as bad as its worst sign, and says how many of them are how bad."""

    band: Band
    red: int
    orange: int
    yellow: int
    unknown: int
    signs: int


def band_of(sign: VitalSign, value: float | None) -> Band:
    """The band of a value; ``unknown`` for none."""
    if value is None:
        return "unknown"
    better = 1 if sign.direction == "up" else -1
    severity = sum(better * value >= better * limit for limit in sign.bands)
    return _BY_SEVERITY[severity]


def judged_value(figure: FigureValue) -> float | None:
    """The value by which a sign or a trend is judged; None for what is unknown, or of too small a sample: one of two
    is no reason for an alarm."""
    return None if figure.quality == "small_sample" else figure.value


def judge(key: str, sign: VitalSign, standing: Standing, at_ms: int, value: float | None) -> Judged:
    """The standing after a value at ``at_ms``, which is after the one before."""
    band = band_of(sign, value)
    if value is None:
        return Judged(Standing(at_ms, (0, 0, 0), standing.began_ms, standing.worst), ())
    severity = SEVERITY[band]
    yellow, orange, red = (
        (since or at_ms) if severity >= place else 0 for place, since in enumerate(standing.since_ms, start=1)
    )
    since = yellow, orange, red
    hold_ms = 1000 * sign.hold_s
    held = max((n for n, begun in enumerate(since, start=1) if begun and at_ms - begun >= hold_ms), default=0)
    began_ms, worst = standing.began_ms, standing.worst
    if began_ms and severity == 0:
        step = ExcursionStep("end", key, began_ms, at_ms, value)
        return Judged(Standing(at_ms, since), (step,))
    if held and not began_ms:
        began_ms, worst = since[0], held
        steps = [ExcursionStep("open", key, began_ms, began_ms, value, BANDS[held - 1])]
        return Judged(Standing(at_ms, since, began_ms, worst), tuple(steps))
    if held > worst and began_ms:
        step = ExcursionStep("worsen", key, began_ms, since[held - 1], value, BANDS[held - 1])
        return Judged(Standing(at_ms, since, began_ms, held), (step,))
    return Judged(Standing(at_ms, since, began_ms, worst), ())


def shown_band(raw: Band, worst: Band | None) -> Band:
    """What a screen shows of a sign: not worse than its open excursion, as what was not held does not count yet.

    ``raw``: of the newest value; ``worst``: of the open excursion, None without one."""
    if raw == "unknown":
        return raw
    return _BY_SEVERITY[min(SEVERITY[raw], 0 if worst is None else SEVERITY[worst])]


def plate_state(bands: Iterable[Band]) -> PlateState:
    """Of the bands of its signs: the worst known one; unknown only when nothing is known of any."""
    found = list(bands)
    worst = max((SEVERITY[band] for band in found), default=-1)
    counts = {band: found.count(band) for band in SEVERITY}
    return PlateState(
        _BY_SEVERITY[worst], counts["red"], counts["orange"], counts["yellow"], counts["unknown"], len(found)
    )
