"""What the viewer of a replayed drill knows of it besides what is recorded of its desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from county.drill.late_items import LateItem, late_items
from desktop.drill.room import DrillRoom
from desktop.session import Session
from layers.hazards import HazardsLayer, ToldHazard


class ToldOfDrill(NamedTuple):
    """Hazards that were stated, and expectations that were met late or missed."""

    hazards: Sequence[ToldHazard] = ()
    late: Sequence[LateItem] = ()

    def show_in(self, session: Session) -> None:
        """Show it in a replay."""
        session.layers.of(HazardsLayer).show(self.hazards)
        if session.late_marks is not None:
            session.late_marks.show(self.late)


def told_of_drill(room: DrillRoom) -> ToldOfDrill:
    """What a person in the drill has been told."""
    expectations = () if room.scenario is None else room.scenario.expectations
    over_ms = None if room.run is None else room.run.over_ms
    return ToldOfDrill(tuple(room.hazards.values()), late_items(expectations, room.scores.values(), over_ms))
