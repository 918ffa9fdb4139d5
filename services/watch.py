"""The watch: judges readings by the catalogue's rules and asks the desk to raise and clear alarms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from county import commands as c
from county import numbering
from county.alarms import Alarm, AlarmState
from county.catalog import Catalog
from county.commands import Command
from county.fold import Change
from county.rules import RuleState, SlotChange
from county.sensing import ChannelTable, Readings, Sensor
from county.streams import Columns

_STANDING = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.SHELVED, AlarmState.SUPPRESSED})


class ClockAdvance(NamedTuple):
    """What the passing of time leads to, and whether more is due at the same moment."""

    commands: list[Command[Any]]
    more: bool


class Watch:
    """Rules of one realm on all its channels.

    The desk's alarms are the truth: a slot for which something was asked, or whose alarm has moved, is looked at before
    the next judgement.  So a refused or rolled back command, a shelf, or a sensor returned to service is noticed by
    itself.  Give the desk what a call returned, and :meth:`alarms_moved` what moved there, before the next call.
    """

    def __init__(
        self, channels: ChannelTable, catalog: Catalog, sensors: Iterable[Sensor], *, realm: str
    ) -> None:
        self._channels = channels
        self._catalog = catalog
        self._realm = realm
        self._rules = RuleState(channels, catalog, {sensor.id: sensor for sensor in sensors})
        self._alarms: Mapping[str, Alarm] = {}
        self._alarm_of: dict[int, str] = {}
        """Slot → id of its newest alarm, while that is not normal."""
        self._shelved: dict[int, None] = {}
        """Slots whose alarm is on the shelf, in the order in which they were seen there."""
        self._unsettled: set[int] = set()
        """Slots that must be looked at before the next judgement."""
        self._calm: dict[int, float] = {}
        """Slot of a shelved alarm whose condition is over → the value that ended it.  A shelf holds for its time, so
        the alarm only ends with it."""
        self._calm_before: dict[int, float] = {}
        self._asked: dict[int, AlarmState] = {}
        """State that a slot's alarm will have after what was asked for since the last look."""

    @property
    def most(self) -> int:
        """Changes after which one moment is over, whatever :meth:`tick` still asks for: each slot falls silent or is
        heard once, and comes off the shelf once."""
        return 2 * len(self._rules.slots)

    def restore(self, alarms: Mapping[str, Alarm]) -> None:
        """Follow ``alarms``, the desk's own mapping, from now on."""
        self._alarms = alarms
        self._alarm_of = {}
        self._shelved = {}
        self._calm = {}
        self._unsettled = set()
        self._rules.active[:] = self._rules.inhibited[:] = False
        for alarm in alarms.values():
            slot = self._slot(alarm)
            if slot is not None and alarm.state is not AlarmState.NORMAL:
                self._alarm_of[slot] = alarm.id
                self._unsettled.add(slot)
                if alarm.state in _STANDING and self._catalog.rules[alarm.rule].stale:
                    self._rules.mark_received(slot, alarm.raised_ms - round(alarm.value * 1000))

    def alarms_moved(self, changes: Iterable[Change]) -> None:
        """Something on the desk has moved, forward or back: of that only alarms matter here."""
        for change in changes:
            if change.key != "alarm":
                continue
            now: Alarm | None = change.state
            slot = self._slot(now or change.before)
            if slot is None:
                continue
            self._unsettled.add(slot)
            if now is not None and now.state is not AlarmState.NORMAL:
                self._alarm_of[slot] = now.id

    def _slot(self, alarm: Alarm) -> int | None:
        """Where the alarm belongs; None for one of a sensor, channel or rule that is gone."""
        number = self._channels.number.get((alarm.sensor_id, alarm.channel))
        return None if number is None else self._rules.slot_of.get((number, alarm.rule))

    def remember(self, newest: Columns) -> None:
        """What was judged before the start: nothing older than ``newest`` is judged again.

        Which channels were silent then is known from their alarms; for the others silence counts from the first tick,
        because nobody listened before.
        """
        self._rules.mark_judged(Readings.of(newest))

    def follow(self, jump_ms: int, now_ms: int) -> None:
        """The machine's clock was set by ``jump_ms`` to ``now_ms``: nobody was silent for longer or shorter by that."""
        self._rules.adjust_clock(jump_ms, now_ms)

    def graded(self, readings: Columns) -> Readings:
        """``readings`` with what is physically impossible marked bad: as they are to be stored and shown."""
        return self._rules.range_checked(Readings.of(readings))

    def savepoint(self) -> None:
        """From here on :meth:`rollback` can undo what is judged."""
        self._rules.savepoint()
        self._calm_before = dict(self._calm)

    def rollback(self) -> None:
        """Undo everything judged since the savepoint: its commit failed, and the same readings may come again."""
        self._rules.rollback()
        self._unsettled |= self._calm.keys() ^ self._calm_before.keys()
        self._calm = dict(self._calm_before)

    def judge(self, readings: Columns, now_ms: int) -> list[Command[Any]]:
        """Commands that ``readings`` lead to, in the order of their times."""
        self._look()
        return [command for change in self._rules.judge(Readings.of(readings), now_ms) for command in self._ask(change)]

    def tick(self, now_ms: int, limit: int) -> ClockAdvance:
        """Commands that the mere passing of time leads to: silent channels, and alarms whose shelf time is over.

        Of ``limit`` changes at most; while more are due, call again for the same moment.  However a moment is parted,
        its commands are the same in the same order.
        """
        self._look()
        changes = self._rules.tick(now_ms, limit)
        commands = [command for change in changes for command in self._ask(change)]
        if len(changes) == limit:
            return ClockAdvance(commands, more=True)
        for slot in self._shelved:
            if len(commands) >= limit:
                return ClockAdvance(commands, more=True)
            alarm_id = self._alarm_of[slot]
            until_ms = self._alarms[alarm_id].shelved_until_ms or 0
            if until_ms > now_ms:
                continue
            over: c.AlarmCommand = c.UnshelveAlarm(alarm_id=alarm_id)
            if slot in self._calm:
                over = c.ClearAlarm(alarm_id=alarm_id, value=self._calm[slot])
            commands.append(self._command(f"{alarm_id}:shelf over:{until_ms}", now_ms, over))
        return ClockAdvance(commands, more=False)

    def _look(self) -> None:
        """Take over from the desk which of the unsettled slots have an alarm."""
        for slot in sorted(self._unsettled):
            alarm = self._alarms.get(self._alarm_of.get(slot, ""))
            state = AlarmState.NORMAL if alarm is None else alarm.state
            if state is AlarmState.NORMAL:
                self._alarm_of.pop(slot, None)
            if state is AlarmState.SHELVED:
                self._shelved[slot] = None
            else:
                self._shelved.pop(slot, None)
                self._calm.pop(slot, None)
            self._rules.active[slot] = state in _STANDING and slot not in self._calm
            self._rules.inhibited[slot] = state is AlarmState.OUT_OF_SERVICE
        self._unsettled.clear()
        self._asked.clear()

    def _ask(self, change: SlotChange) -> list[Command[Any]]:
        self._unsettled.add(change.slot)
        number, rule_key = self._rules.slots[change.slot]
        alarm_id = self._alarm_of.get(change.slot, "")
        known = self._alarms.get(alarm_id)
        if known is not None and known.state is AlarmState.SHELVED:
            self._calm.pop(change.slot, None)
            if not change.raised:
                self._calm[change.slot] = change.value
            return []
        state = self._asked.get(change.slot, AlarmState.NORMAL if known is None else known.state)
        if not change.raised:
            unseen = state is AlarmState.UNACKNOWLEDGED
            self._asked[change.slot] = AlarmState.RETURNED if unseen else AlarmState.NORMAL
            body: c.AlarmCommand = c.ClearAlarm(alarm_id=alarm_id, value=change.value)
            return [self._command(f"{alarm_id}:clear:{change.at_ms}", change.at_ms, body)]
        self._asked[change.slot] = AlarmState.UNACKNOWLEDGED
        sensor_id, channel = self._channels.rows[number]
        if state is not AlarmState.RETURNED:
            alarm_id = numbering.alarm_id_of(change.at_ms, sensor_id, channel, rule_key)
            self._alarm_of[change.slot] = alarm_id
        body = c.RaiseAlarm(
            alarm_id=alarm_id,
            sensor_id=sensor_id,
            channel=channel,
            rule=rule_key,
            priority=self._catalog.rules[rule_key].priority,
            value=change.value,
            limit=float(self._rules.limit[change.slot]),
        )
        return [self._command(f"{alarm_id}:raise:{change.at_ms}", change.at_ms, body)]

    def _command(self, command_id: str, at_ms: int, body: c.AlarmCommand) -> Command[Any]:
        return Command(id=command_id, realm=self._realm, happened_ms=at_ms, body=body)
