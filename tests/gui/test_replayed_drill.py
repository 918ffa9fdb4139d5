"""What a viewer of a replay sees of the drill at a moment: no more than it could know then."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import MagicMock

from county.drill.inject_run import InjectDelivered
from county.drill.told import ToldDelivery
from desktop.replay.replayed_drill import ReplayedDrill
from desktop.replay.told_of_drill import ToldOfDrill
from services.protocol.replay import ReplayExtent, ReplayMoment
from tests.recorded_journals import numbered
from tests.unit.drill_day import DRILL

DELIVERED_MS, OPENED_MS = 1_000, 5_000
FIRST, LAST = ReplayMoment(0, 0), ReplayMoment(9, 9_000)


def test_a_delivery_to_others_appears_when_the_evaluation_opened_it_to_the_viewer() -> None:
    own, theirs = numbered([
        (DELIVERED_MS, InjectDelivered(drill=DRILL.id, inject_id=id, attempt=1, due_ms=0)) for id in ("I01", "I02")
    ])  # fmt: skip
    timeline = SimpleNamespace(moment=FIRST, replay=MagicMock(extent=ReplayExtent(FIRST, LAST), read_share=1.0))
    timeline.replay.moment_of = lambda seq: ReplayMoment(seq, DELIVERED_MS)
    drill = ReplayedDrill(timeline, MagicMock())  # type: ignore[arg-type]
    drill.show(ToldOfDrill(deliveries=(ToldDelivery(own, DELIVERED_MS), ToldDelivery(theirs, OPENED_MS))))
    shown = []
    for known_ms in (DELIVERED_MS - 1, DELIVERED_MS, OPENED_MS - 1, OPENED_MS):
        timeline.moment = ReplayMoment(9, known_ms)
        shown.append([one.record.body.inject_id for one in drill.told])
    assert shown == [[], ["I01"], ["I01"], ["I01", "I02"]]
