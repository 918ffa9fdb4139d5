"""The watch: judges readings by the catalogue's rules and issues commands to raise and clear alarms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from county import commands as c
from county import numbering
from county.alarms import Alarm, AlarmState
from county.catalog import Catalog
from county.commands import Command
from county.fold import Change
from county.realm import Realm
from county.rules import RuleState, SlotChange
from county.sensing import ChannelTable, Readings
from county.sensors import Sensor
from county.streams import Columns

_STANDING = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.SHELVED, AlarmState.SUPPRESSED})

_ENDS: Mapping[AlarmState, type[c.UnshelveAlarm | c.UnsuppressAlarm | c.ReturnToService]] = {
    AlarmState.SHELVED: c.UnshelveAlarm,
    AlarmState.SUPPRESSED: c.UnsuppressAlarm,
    AlarmState.OUT_OF_SERVICE: c.ReturnToService,
}
"""What the watch does at the chosen end of each."""


class ClockAdvance(NamedTuple):
    """Effects of elapsed time, and whether more are due at the same time."""

    commands: list[Command[Any]]
    more: bool


class Watch:
    """Rules of one realm on all its channels.

    The desk's alarms are authoritative: a slot for which a command was issued, or whose alarm has changed, is
    resynchronised before the next judgement.  So refused or rolled back commands, shelving, and sensors returned to
    service need no special case.  Pass the returned commands to the desk in their order, its changes to
    :meth:`alarms_moved`, then the commands to :meth:`settle`; until then their slots are judged by what will change.
    """

    def __init__(self, channels: ChannelTable, catalog: Catalog, sensors: Iterable[Sensor], *, realm: str) -> None:
        """In a drill a sensor that never sent anything is not silent: without a background only those of its injects
        send."""
        self._channels = channels
        self._catalog = catalog
        self._realm = realm
        self._rules = RuleState(channels, catalog, sensors, heard_only=Realm(realm).kind == "drill")
        self._alarms: Mapping[str, Alarm] = {}
        self._alarm_of: dict[int, str] = {}
        """Slot → id of its newest alarm, while that is not normal."""
        self._aside: dict[int, None] = {}
        """Slots whose alarm is set aside until a chosen end, in the order in which that was noticed."""
        self._unsettled: set[int] = set()
        """Slots that must be resynchronised before the next judgement."""
        self._cleared_while_shelved: dict[int, float] = {}
        """Slot of a shelved alarm whose condition has cleared → the value that cleared it.  A shelf lasts its full
        time, so the alarm is cleared only at its end."""
        self._cleared_before: dict[int, float] = {}
        self._expected: dict[int, AlarmState] = {}
        """Expected state of a slot's alarm after the commands issued since the last resynchronisation."""
        self._slot_of: dict[str, int] = {}
        """Ids of the commands that are not settled yet → their slot."""
        self._issued: Counter[int] = Counter()
        """Number of these by slot."""
        self._new: list[Command[Any]] = []
        """Those issued since the savepoint."""

    @property
    def most(self) -> int:
        """Limit on the changes of one moment, whatever :meth:`tick` still has due: each slot becomes stale or recovers
        once, and one end of a shelving, suppression or absence from service is carried out."""
        return 2 * len(self._rules)

    def restore(self, alarms: Mapping[str, Alarm]) -> None:
        """Follow ``alarms``, the desk's own mapping, from now on."""
        self._alarms = alarms
        self._alarm_of = {}
        self._aside = {}
        self._cleared_while_shelved = {}
        self._unsettled = set()
        self._expected = {}
        self._slot_of = {}
        self._issued = Counter()
        self._rules.active[:] = self._rules.inhibited[:] = False
        for alarm in alarms.values():
            slot = self._slot(alarm)
            if slot is not None and alarm.state is not AlarmState.NORMAL:
                self._alarm_of[slot] = alarm.id
                self._unsettled.add(slot)
                if alarm.state in _STANDING and self._catalog.rules[alarm.rule].stale:
                    self._rules.mark_received(slot, alarm.raised_ms - round(alarm.value * 1000))

    def alarms_moved(self, changes: Iterable[Change]) -> None:
        """The desk has changed, forward or back; only alarms matter here."""
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
        """The alarm's slot; None when its sensor, channel or rule no longer exists."""
        number = self._channels.number.get((alarm.sensor_id, alarm.channel))
        return None if number is None else self._rules.slot(number, alarm.rule)

    def remember(self, newest: Columns, now_ms: int) -> list[Command[Any]]:
        """Set the readings judged before the start: nothing older than ``newest`` is judged again.

        Returns commands where ``newest`` and the alarms disagree: the backend ended between storing a reading and
        raising or clearing its alarm.  Channels stale at that time are known from their alarms; for the others
        staleness counts from the first tick, because nothing was received before.
        """
        readings = Readings.of(newest)
        self._rules.mark_judged(readings)
        self._resync()
        return [command for change in self._rules.outstanding(readings, now_ms) for command in self._commands(change)]

    def follow(self, jump_ms: int, now_ms: int) -> None:
        """The machine's clock was set by ``jump_ms`` to ``now_ms``: shift the staleness timers by that."""
        self._rules.adjust_clock(jump_ms, now_ms)

    def graded(self, readings: Columns) -> Readings:
        """``readings`` with physically impossible values marked bad: as stored and shown."""
        return self._rules.range_checked(Readings.of(readings))

    def settle(self, commands: Iterable[Command[Any]]) -> None:
        """The desk has decided ``commands``, or they are given up: their slots follow the desk again."""
        for command in commands:
            slot = self._slot_of.pop(command.id, None)
            if slot is None:
                continue
            self._issued[slot] -= 1
            if not self._issued[slot]:
                del self._issued[slot]

    def savepoint(self) -> None:
        """Start of the range that :meth:`rollback` can undo."""
        self._new = []
        self._rules.savepoint()
        self._cleared_before = dict(self._cleared_while_shelved)

    def rollback(self) -> None:
        """Undo all judgements since the savepoint: its commit failed, and the same readings may be resent."""
        self.settle(self._new)
        self._new = []
        self._rules.rollback()
        self._unsettled |= self._cleared_while_shelved.keys() ^ self._cleared_before.keys()
        self._cleared_while_shelved = dict(self._cleared_before)

    def resynchronize(self) -> None:
        """Take the state of every slot from the desk again, after a failure in the middle of a judgement.

        Commands issued since the savepoint are given up.
        """
        self.settle(self._new)
        self._new = []
        self._unsettled.update(range(len(self._rules)))

    def judge(self, readings: Columns, now_ms: int) -> list[Command[Any]]:
        """Commands for ``readings``, in order of their times."""
        self._resync()
        changes = self._rules.judge(Readings.of(readings), now_ms)
        return [command for change in changes for command in self._commands(change)]

    def tick(self, now_ms: int, limit: int) -> ClockAdvance:
        """Commands due to elapsed time: stale channels, and the chosen ends of what was set aside.

        At most ``limit`` changes; while more are due, call again for the same moment.  The split does not change the
        commands or their order.
        """
        self._resync()
        changes = self._rules.tick(now_ms, limit)
        commands = [command for change in changes for command in self._commands(change)]
        if len(changes) == limit:
            return ClockAdvance(commands, more=True)
        for slot in self._aside:
            if len(commands) >= limit:
                return ClockAdvance(commands, more=True)
            if slot in self._issued:  # the alarm may have cleared meanwhile
                continue
            alarm = self._alarms[self._alarm_of[slot]]
            until_ms = alarm.aside_until_ms or 0
            if until_ms > now_ms:
                continue
            body: c.AlarmCommand = _ENDS[alarm.state](alarm_id=alarm.id)
            if slot in self._cleared_while_shelved:
                body = c.ClearAlarm(alarm_id=alarm.id, value=self._cleared_while_shelved[slot])
            commands.append(self._command(f"{alarm.id}:aside over:{until_ms}", now_ms, body))
        return ClockAdvance(commands, more=False)

    def _resync(self) -> None:
        """Read from the desk which of the unsettled slots have an alarm."""
        for slot in sorted(self._unsettled - self._issued.keys()):
            self._expected.pop(slot, None)
            alarm = self._alarms.get(self._alarm_of.get(slot, ""))
            state = AlarmState.NORMAL if alarm is None else alarm.state
            if state is AlarmState.NORMAL:
                self._alarm_of.pop(slot, None)
            if alarm is not None and state in _ENDS and alarm.aside_until_ms is not None:
                self._aside[slot] = None
            else:
                self._aside.pop(slot, None)
            if state is not AlarmState.SHELVED:
                self._cleared_while_shelved.pop(slot, None)
            self._rules.active[slot] = state in _STANDING and slot not in self._cleared_while_shelved
            self._rules.inhibited[slot] = state is AlarmState.OUT_OF_SERVICE
        self._unsettled &= self._issued.keys()

    def _commands(self, change: SlotChange) -> list[Command[Any]]:
        self._unsettled.add(change.slot)
        number, rule_key = self._rules.of_slot(change.slot)
        alarm_id = self._alarm_of.get(change.slot, "")
        known = self._alarms.get(alarm_id)
        if known is not None and known.state is AlarmState.SHELVED:
            self._cleared_while_shelved.pop(change.slot, None)
            if not change.raised:
                self._cleared_while_shelved[change.slot] = change.value
            return []
        state = self._expected.get(change.slot, AlarmState.NORMAL if known is None else known.state)
        if not change.raised:
            unseen = state is AlarmState.UNACKNOWLEDGED
            self._expected[change.slot] = AlarmState.RETURNED if unseen else AlarmState.NORMAL
            body: c.AlarmCommand = c.ClearAlarm(alarm_id=alarm_id, value=change.value)
            return [self._issue(change.slot, f"{alarm_id}:clear:{change.at_ms}", change.at_ms, body)]
        self._expected[change.slot] = AlarmState.UNACKNOWLEDGED
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
            limit=self._rules.limit(change.slot),
        )
        return [self._issue(change.slot, f"{alarm_id}:raise:{change.at_ms}", change.at_ms, body)]

    def _issue(self, slot: int, command_id: str, at_ms: int, body: c.AlarmCommand) -> Command[Any]:
        command = self._command(command_id, at_ms, body)
        if command_id not in self._slot_of:
            self._slot_of[command_id] = slot
            self._issued[slot] += 1
            self._new.append(command)
        return command

    def _command(self, command_id: str, at_ms: int, body: c.AlarmCommand) -> Command[Any]:
        return Command(id=command_id, realm=self._realm, happened_ms=at_ms, body=body)
