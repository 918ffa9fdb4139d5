"""The watch: judges readings by the catalogue's rules and asks the desk to raise and clear alarms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from county import commands as c
from county import numbering
from county.alarms import Alarm, AlarmState
from county.catalog import Catalog
from county.commands import WATCH, Command
from county.rules import Change, RuleState
from county.sensing import ChannelTable, Readings, Sensor

_STANDING = frozenset({AlarmState.UNACKNOWLEDGED, AlarmState.ACKNOWLEDGED, AlarmState.SHELVED, AlarmState.SUPPRESSED})


class Watch:
    """Rules of one realm on all its channels.

    The desk's alarms are the truth: before every judgement the slots' standing is taken from them, so a refused or
    rolled back command, a shelf, or a sensor returned to service is noticed by itself.  So give the desk what a call
    returned before the next call.
    """

    def __init__(
        self, channels: ChannelTable, catalog: Catalog, sensors: Iterable[Sensor], *, realm: str = "live"
    ) -> None:
        self._channels = channels
        self._catalog = catalog
        self._realm = realm
        self._rules = RuleState(channels, catalog, {sensor.id: sensor for sensor in sensors})
        self._alarms: Mapping[str, Alarm] = {}
        self._alarm_of: dict[int, str] = {}
        """Slot → id of its newest alarm, while that is not normal."""
        self._calm: dict[int, float] = {}
        """Slot of a shelved alarm whose condition is over → the value that ended it.  A shelf holds for its time, so
        the alarm only ends with it."""

    def restore(self, alarms: Mapping[str, Alarm]) -> None:
        """Follow ``alarms``, the desk's own mapping, from now on."""
        self._alarms = alarms
        self._alarm_of = {}
        self._calm = {}
        for alarm in alarms.values():
            number = self._channels.number.get((alarm.sensor_id, alarm.channel))
            slot = self._rules.slot_of.get((number, alarm.rule)) if number is not None else None
            if slot is not None and alarm.state is not AlarmState.NORMAL:
                self._alarm_of[slot] = alarm.id
                if alarm.state in _STANDING and self._catalog.rules[alarm.rule].stale:
                    self._rules.heard(slot, alarm.raised_ms - round(alarm.value * 1000))
        self._rules.standing[:] = self._rules.held[:] = False

    def remember(self, newest: Readings) -> None:
        """What was judged before the start: nothing older than ``newest`` is judged again.

        Which channels were silent then is known from their alarms; for the others silence counts from the first tick,
        because nobody listened before.
        """
        self._rules.remember(newest)

    def follow(self, jump_ms: int, now_ms: int) -> None:
        """The machine's clock was set by ``jump_ms`` to ``now_ms``: nobody was silent for longer or shorter by that."""
        self._rules.follow(jump_ms, now_ms)

    def graded(self, readings: Readings) -> Readings:
        """``readings`` with what is physically impossible marked bad: as they are to be stored and shown."""
        return self._rules.graded(readings)

    def savepoint(self) -> None:
        """From here on :meth:`rollback` can undo what is judged."""
        self._rules.savepoint()

    def rollback(self) -> None:
        """Undo everything judged since the savepoint: its commit failed, and the same readings may come again."""
        self._rules.rollback()
        self.restore(self._alarms)

    def judge(self, readings: Readings, now_ms: int) -> list[Command]:
        """Commands that ``readings`` lead to, in the order of their times."""
        self._look()
        return [command for change in self._rules.take(readings, now_ms) for command in self._ask(change)]

    def tick(self, now_ms: int) -> list[Command]:
        """Commands that the mere passing of time leads to: silent channels, and alarms whose shelf time is over."""
        self._look()
        commands = [command for change in self._rules.tick(now_ms) for command in self._ask(change)]
        for slot, alarm_id in self._alarm_of.items():
            alarm = self._alarms.get(alarm_id)
            if alarm is None or alarm.state is not AlarmState.SHELVED or (alarm.shelved_until_ms or 0) > now_ms:
                continue
            over: c.Body = c.UnshelveAlarm(alarm_id=alarm_id)
            if slot in self._calm:
                over = c.ClearAlarm(alarm_id=alarm_id, value=self._calm[slot])
            commands.append(self._command(f"{alarm_id}:shelf over:{alarm.shelved_until_ms}", now_ms, over))
        return commands

    def _look(self) -> None:
        """Take over from the desk which slots have an alarm."""
        for slot, alarm_id in list(self._alarm_of.items()):
            alarm = self._alarms.get(alarm_id)
            state = AlarmState.NORMAL if alarm is None else alarm.state
            if state is AlarmState.NORMAL:
                del self._alarm_of[slot]
            if state is not AlarmState.SHELVED:
                self._calm.pop(slot, None)
            self._rules.standing[slot] = state in _STANDING and slot not in self._calm
            self._rules.held[slot] = state is AlarmState.OUT_OF_SERVICE

    def _ask(self, change: Change) -> list[Command]:
        number, rule_key = self._rules.slots[change.slot]
        known = self._alarms.get(self._alarm_of.get(change.slot, ""))
        if known is not None and known.state is AlarmState.SHELVED:
            self._calm.pop(change.slot, None)
            if not change.raised:
                self._calm[change.slot] = change.value
            return []
        if not change.raised:
            alarm_id = self._alarm_of[change.slot]
            body: c.Body = c.ClearAlarm(alarm_id=alarm_id, value=change.value)
            return [self._command(f"{alarm_id}:clear:{change.at_ms}", change.at_ms, body)]
        sensor_id, channel = self._channels.keys[number]
        again = known is not None and known.state is AlarmState.RETURNED
        alarm_id = (
            self._alarm_of[change.slot] if again else numbering.alarm_id_of(change.at_ms, sensor_id, channel, rule_key)
        )
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

    def _command(self, command_id: str, at_ms: int, body: c.Body) -> Command:
        return Command(id=command_id, realm=self._realm, actor=WATCH, happened_ms=at_ms, body=body)
