"""When injects are due by their times and delays alone, without conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from county.drill.inject_run import InjectRun
from county.drill.scenario import Inject


class InjectShift(NamedTuple):
    """An inject was delayed together with all later ones."""

    of: tuple[int, int, str]
    """Its :func:`order`."""
    by_ms: int


def order(inject: Inject) -> tuple[int, int, str]:
    """What decides which injects are later than another one."""
    return (0 if inject.at is None else inject.at, inject.no, inject.id)


def shifts(injects: Mapping[str, Inject], runs: Mapping[str, InjectRun]) -> list[InjectShift]:
    """The delays of a run that all later injects share."""
    return [
        InjectShift(order(injects[known.id]), known.shift_ms)
        for known in runs.values() if known.shift_ms and known.id in injects
    ]  # fmt: skip


def planned_ms(
    inject: Inject, known: InjectRun | None, shifted: list[InjectShift], zero_ms: int, after_ms: int | None
) -> int | None:
    """When ``inject`` is due in a run that began at ``zero_ms``; None: it has no time, or the inject before it was not
    delivered yet.  ``after_ms``: when that one was delivered."""
    own_ms = 0 if known is None else known.delay_ms + known.shift_ms
    if inject.at is not None:
        mine = order(inject)
        return zero_ms + inject.at + own_ms + sum(shift.by_ms for shift in shifted if shift.of < mine)
    if inject.after is not None and after_ms is not None:
        return after_ms + inject.after.delay + own_ms
    return None
