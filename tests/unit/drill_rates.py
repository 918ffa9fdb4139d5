"""What a drill decides by itself while the rate of its clock changes again and again."""

from __future__ import annotations

from collections.abc import Iterator

from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from county.records import RecordBody
from tests.drill_scenario import TEXT
from tests.unit.drill_day import BEGINS_MS, MINUTE, DrillDay

UNTIL_MS = BEGINS_MS + 34 * MINUTE


def decided_under(package: CountyPackage, rates: Iterator[float], each_ms: int) -> list[tuple[int, int, RecordBody]]:
    """Times and contents of all that the engine and the watch recorded in 34 minutes of the drill; each rate holds for
    so long by the machine's clock."""
    day = DrillDay(package, TEXT)
    day.start()
    while day.now_ms < UNTIL_MS:
        assert day.give("zhou", SetClockRate(rate=next(rates))) == ""
        day.wait(each_ms)
    assert day.give("zhou", SetClockRate(rate=0)) == ""
    for client in day.clients.values():
        client.close()
    return [
        (record.happened_ms, record.recorded_ms, record.body) for record in day.realm.records()
        if record.by in ("drill", "watch") and not record.command_id.startswith("drill:interrupted")
        and type(record.body).__name__ not in ("ClockRateSet", "BackendStarted")
        and BEGINS_MS < record.recorded_ms <= UNTIL_MS
    ]  # fmt: skip
