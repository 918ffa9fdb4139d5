"""What the viewer of a replayed drill knows of it besides what is recorded of its desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from county.drill.evaluation import BookmarkSet, EvaluatorNoteWritten
from county.drill.late_items import LateItem, late_items
from county.drill.standing import DrillStanding
from county.drill.told import ToldAnswer, ToldDelivery, ToldNote
from desktop.drill.room import DrillRoom

_NOTES = frozenset({EvaluatorNoteWritten.__name__, BookmarkSet.__name__})


class ToldOfDrill(NamedTuple):
    """Injects, their answers and the notes of evaluators, and expectations that were met late or missed."""

    viewer: DrillStanding | None = None
    """None: whoever has the recording itself, and with it all that is in it."""
    deliveries: Sequence[ToldDelivery] = ()
    answers: Sequence[ToldAnswer] = ()
    notes: Sequence[ToldNote] = ()
    late: Sequence[LateItem] = ()


def told_of_drill(room: DrillRoom) -> ToldOfDrill:
    """What a person in the drill has been told."""
    expectations = () if room.scenario is None else room.scenario.expectations
    over_ms = None if room.run is None else room.run.over_ms
    firsts = (note.steps[0] for note in room.notes.values())
    return ToldOfDrill(
        viewer=room.who, deliveries=room.told, answers=tuple(room.answers),
        notes=tuple(ToldNote(first.recorded_ms, first.note) for first in firsts if first.kind in _NOTES),
        late=late_items(expectations, room.scores.values(), over_ms),
    )  # fmt: skip
