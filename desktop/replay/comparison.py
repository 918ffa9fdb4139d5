"""What changed between a chosen moment of a replay and the shown one, and the way to each change."""

from __future__ import annotations

from itertools import count
from typing import Any

from psygnal import Signal

from desktop.replay.desk_then import DeskChange, DeskThen, changes_between
from layers.alarms import AlarmBook
from layers.events import EventsLayer
from layers.registry import LayerSet
from services.protocol.messages import SubjectReply, Trouble
from services.protocol.replay import BY_TIME, ReplayMoment, Timeline


class MomentComparison:
    """Follows the timeline where :meth:`follow` is called; without a chosen moment it costs nothing."""

    changed = Signal()

    def __init__(self, layers: LayerSet, timeline: Timeline) -> None:
        self._layers, self._timeline = layers, timeline
        self.since: DeskThen | None = None
        """The desk at the chosen moment."""
        self.until: DeskThen | None = None
        """The desk that it is compared with."""
        self.changes: tuple[DeskChange, ...] = ()
        self._seen: tuple[object, ...] = ()
        """Of what the changes were found."""
        self._visited: ReplayMoment | None = None
        """The moment of a change that was gone to: the others stay listed."""
        self._goes: DeskChange | None = None
        """The change whose moment is being looked for, or is being sought."""
        self._left: ReplayMoment | None = None
        """What was shown then: if that changes meanwhile, somebody chose another moment."""
        self._numbers = count(1)
        self._request = ""
        """For the records of the change."""

    @property
    def ends(self) -> tuple[DeskThen, DeskThen] | None:
        """The earlier desk and the later one."""
        if self.since is None or self.until is None:
            return None
        later_first = self.until.moment.at_ms < self.since.moment.at_ms
        return (self.until, self.since) if later_first else (self.since, self.until)

    def begin(self) -> None:
        """Choose the shown moment."""
        self.since = self.until = DeskThen.of(self._layers, self._timeline)
        self._forget()
        self.follow()

    def stop(self) -> None:
        """Choose none."""
        self.since = self.until = None
        self.changes = ()
        self._forget()
        self.changed.emit()

    def _forget(self) -> None:
        """Nothing is gone to; an answer that is still to come is for nobody."""
        self._visited = self._goes = self._left = None
        self._request, self._seen = "", ()

    def follow(self) -> None:
        """Compare with what is shown now, unless that is the moment of a change that was gone to."""
        timeline = self._timeline
        if self.since is None or timeline.is_seeking:
            return
        if self._goes is not None:
            if self._request and timeline.moment == self._left:
                return
            self._visited = None if self._request else timeline.moment
            self._goes, self._request = None, ""
        if timeline.moment == self._visited:
            return
        self._visited = None
        versions = (self._layers.of(model).columns.version for model in (EventsLayer, AlarmBook))
        seen = (timeline.moment, *versions, len(self._layers.states("response")), self._layers.fold.seq)
        if seen == self._seen:
            return
        self._seen = seen
        self.until = DeskThen.of(self._layers, timeline)
        if timeline.moment == self.since.moment:  # its states may have arrived after it was chosen
            self.since = self.until
        assert self.ends is not None
        self.changes = tuple(changes_between(*self.ends, timeline.replay.marks()))
        self.changed.emit()

    def go_to(self, change: DeskChange) -> None:
        """Show the moment at which something changed: its records say which one that is."""
        if self.ends is None:
            return
        self._goes, self._request = change, f"change {next(self._numbers)}"
        self._timeline.pause()
        self._left = self._timeline.moment
        self._timeline.replay.subject(self._request, f"{change.thing}/{change.id}", self.ends[1].moment)

    def take(self, answer: object) -> None:
        """An answer that arrived."""
        if not isinstance(answer, SubjectReply | Trouble) or answer.request != self._request or self._goes is None:
            return
        self._request, change = "", self._goes
        moment = self._moment_of(change, answer.records) if isinstance(answer, SubjectReply) else None
        if moment is not None:
            self._timeline.seek(moment)
            return
        self._goes = None

    def _moment_of(self, change: DeskChange, records: list[Any]) -> ReplayMoment | None:
        assert self.ends is not None
        earlier = self.ends[0].moment
        both_known = all(desk.moment.happened_ms is None for desk in self.ends)
        later = [r for r in records if r.seq > earlier.seq] if both_known else records
        if not later:
            return None
        record = later[0] if change.how in ("new", "passed") else later[-1]
        if self._timeline.view == "known":
            return self._timeline.replay.moment_of(record.seq)
        return ReplayMoment(BY_TIME, record.happened_ms)
