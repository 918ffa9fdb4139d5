"""What changed between a chosen moment of a replay and the shown one, and the way to each change."""

from __future__ import annotations

from itertools import count
from typing import Any

from psygnal import Signal

from desktop.replay.desk_then import DeskChange, DeskThen, changes_between
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
        self._numbers = count(1)
        self._request = ""

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
        self._visited = self._goes = None
        self._seen = ()
        self.follow()

    def stop(self) -> None:
        """Choose none."""
        self.since = self.until = None
        self.changes = ()
        self.changed.emit()

    def follow(self) -> None:
        """Compare with what is shown now, unless that is the moment of a change that was gone to."""
        timeline = self._timeline
        if self.since is None or timeline.is_seeking or self._goes is not None:
            return
        if timeline.moment == self._visited:
            return
        self._visited = None
        events, alarms = (self._layers.states(key) for key in ("event", "alarm"))
        seen = (timeline.moment, len(events), len(alarms), self._layers.fold.seq)
        if seen == self._seen:
            return
        self._seen = seen
        self.until = DeskThen.of(self._layers, timeline)
        assert self.ends is not None
        self.changes = tuple(changes_between(*self.ends, timeline.replay.marks()))
        self.changed.emit()

    def go_to(self, change: DeskChange) -> None:
        """Show the moment at which something changed: its records say which one that is."""
        if self.ends is None:
            return
        self._goes, self._request = change, f"change {next(self._numbers)}"
        self._timeline.pause()
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

    def arrived(self) -> None:
        """Another moment is shown."""
        if self._goes is not None and not self._request:
            self._goes, self._visited = None, self._timeline.moment

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
