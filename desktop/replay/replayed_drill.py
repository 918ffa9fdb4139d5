"""The drill of a replay, as far as its viewer was told of it: marks of all of it, and what was received by the shown
moment.  Empty in a recording of no drill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from county.drill.inject_run import InjectDelivered
from county.drill.run import DrillRun
from county.drill.standing import DrillStanding
from county.drill.told import ToldAnswer, ToldDelivery, ToldNote
from county.records import Record
from desktop.drill.received import ReceivedInjects
from desktop.replay.late_marks import LateMarks
from desktop.replay.moment_marks import MomentMark, MomentMarks
from desktop.replay.told_of_drill import ToldOfDrill
from layers.hazards import HazardsLayer, told_hazards
from layers.registry import LayerSet
from services.protocol.replay import BY_TIME, Replay, ReplayMoment, Timeline


class PlayItem(NamedTuple):
    """An inject or a note that is marked."""

    about: Record[InjectDelivered] | ToldNote

    @property
    def kind(self) -> Literal["inject", "note"]:
        return "note" if isinstance(self.about, ToldNote) else "inject"


PlayMark = MomentMark[PlayItem]
NOBODY = DrillStanding("", None, frozenset())
"""Whoever has the recording itself."""


class ReplayedDrill(ReceivedInjects):
    """Follows a timeline; nothing in it is asked of anybody."""

    def __init__(self, timeline: Timeline, layers: LayerSet) -> None:
        self._timeline, self._layers = timeline, layers
        self._told = ToldOfDrill()
        self.late = LateMarks(timeline.replay)
        self.play = MomentMarks[PlayItem](timeline.replay, _moment)
        """Injects and notes; they are no records of the timeline, which everybody may read."""

    def show(self, told: ToldOfDrill) -> None:
        """Replace all that was told."""
        self._told = told
        last = self._timeline.replay.extent.last
        injects = (one.record for one in told.deliveries if one.record.seq <= last.seq)
        notes = (note for note in told.notes if note.at_ms <= last.known_ms)
        self.late.show(told.late)
        self.play.show([*map(PlayItem, injects), *map(PlayItem, notes)])
        self._layers.of(HazardsLayer).show(told_hazards(told.deliveries))
        self.changed.emit()

    # ---- at the shown moment

    @property
    def run(self) -> DrillRun | None:
        found: DrillRun | None = self._layers.states("drill").get(self._timeline.replay.realm)
        return found

    @property
    def who(self) -> DrillStanding:
        return NOBODY if self._told.viewer is None else self._told.viewer

    @property
    def of_all(self) -> bool:
        return self._told.viewer is None or self._told.viewer.sees_all

    @property
    def told(self) -> Sequence[ToldDelivery]:
        return [one for one in self._told.deliveries if self._has_come(one.record.seq, one.since_ms)]

    @property
    def answers(self) -> Sequence[ToldAnswer]:
        return [record for record in self._told.answers if self._has_come(record.seq, record.recorded_ms)]

    def _has_come(self, seq: int, since_ms: int) -> bool:
        moment = self._timeline.moment
        return seq <= moment.seq and since_ms <= moment.at_ms


def _moment(replay: Replay, item: PlayItem) -> ReplayMoment:
    if isinstance(item.about, ToldNote):
        return replay.moment_at(item.about.at_ms)._replace(seq=BY_TIME)
    return replay.moment_of(item.about.seq)
