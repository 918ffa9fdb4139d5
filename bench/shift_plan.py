"""What happens in the worked shift: 30 events, 10 alarms, one handover, two seats."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.connected import Reachable, sender
from bench.key_hand import KeyHand
from bench.mouse_hand import MouseHand
from bench.working_hand import OutOfReach
from county import commands as c
from county.alarms import Alarm
from county.clock import SystemClock
from county.events.table import BY_COMMAND
from county.sensing import Reading
from county.shifts import HandOverShift, ShiftHandover, TakeOverShift
from desktop.input.action_keys import ACTION_KEYS
from layers.events import EventsLayer

Hand = MouseHand | KeyHand
TITLES = ("路边有垃圾", "路灯不亮", "占道经营", "树木倒伏", "井盖丢失")
PEOPLE = ("张伟", "李娜")
"""At the first and the second seat."""
BULK = 3
"""Events that are filed together."""
HOT, FIRE = 95.0, 5.0
"""°C in a bin, and of the channel of a smoke detector: far above the limits of the rules."""
USUAL: tuple[tuple[type[c.EventCommand], str], ...] = (
    (c.AcceptTask, ""), (c.FeedBack, "已处置完毕"), (c.CloseEvent, "现场复核属实"), (c.FollowUpEvent, ""),
    (c.EvaluateEvent, ""),
)  # fmt: skip
"""From the dispatch to the end."""
SIDE: tuple[tuple[tuple[type[c.EventCommand], str], ...], ...] = (
    (*((c.ReturnTask, "不属本单位职责"), (c.DispatchEvent, "")), *USUAL),
    ((c.AcceptTask, ""), (c.RequestExtension, "材料未到"), (c.ExtendDeadline, ""), *USUAL[1:]),
    ((c.AcceptTask, ""), (c.RequestExtension, "等待配件"), (c.RefuseExtension, "当日可完成"), *USUAL[1:]),
    ((c.AcceptTask, ""), (c.SuspendEvent, "雨停后施工"), (c.ResumeEvent, ""), *USUAL[1:]),
    ((c.SuperviseEvent, "住建局今日18时前办结"), *USUAL),
    ((c.AcceptTask, ""), (c.FeedBack, "已清理"), (c.ReworkEvent, "仍有残留"), *USUAL[1:]),
    ((c.ClaimEvent, ""), (c.NoteEvent, "来电人要求回复"), (c.ReleaseClaim, ""), *USUAL),
)
"""Side paths of the first events, from the dispatch to the end."""

BESIDES = {BY_COMMAND[one].record.__struct_config__.tag for one in (
    c.ClaimEvent, c.ReleaseClaim, c.HandOverEvent, c.NoteEvent, c.SuperviseEvent,
)}  # fmt: skip
"""Kinds of entries after which a unit's step before them still counts."""
ALARM_WORK: dict[type[c.AlarmCommand], str] = {
    c.AcknowledgeAlarm: "alarm: acknowledge",
    c.ShelveAlarm: "alarm: shelve",
    c.SuppressAlarm: "alarm: suppress",
    c.TakeOutOfService: "alarm: take out of service",
}


class WorkedShift:
    """One shift at two seats, by one kind of hand.

    Of the events, the last four are rejected, handed over to the other seat, gone on with, and merged into that one;
    the others go the usual way, the first of them with a side path each.
    """

    def __init__(self, first: Hand, second: Hand, at: Reachable, events: int, say: Callable[[str], None]) -> None:
        """``events``: at least :data:`BULK` + 4; ``say``: gets each piece of work before it is done."""
        self.first, self.second, self._at, self._events, self._say = first, second, at, events, say
        self.undone: list[str] = []
        """What could not be done, and why."""
        self.ids: list[str] = []

    def work(self) -> None:
        self.first.sit()
        at = self.first.place()
        for number in range(self._events):
            is_duplicate = number == self._events - 1
            at = at if is_duplicate else self.first.place()
            title = TITLES[4] if number >= self._events - 2 else TITLES[number % 4]
            self._try("report", lambda: self._report(title, at))  # noqa: B023
        usual = self.ids[:-4]
        self._file_and_dispatch(usual)
        for number, event_id in enumerate(usual):
            self._walk(event_id, SIDE[number] if number < len(SIDE) else USUAL)
        self._try("other ends", lambda: self._other_ends(*self.ids[-4:]))
        self._try("alarms", self._alarms)
        self._try("shift", self._hand_over)

    def _report(self, title: str, at: object) -> None:
        known = set(self.first.session.layers.states("event"))
        self.first.report(title, at)  # type: ignore[arg-type]
        found: set[str] = set()

        def come() -> bool:
            chosen = self.first.session.focus.selection
            found.clear()
            if chosen is not None and chosen.layer == EventsLayer.key and chosen.ids[0] not in known:
                found.add(chosen.ids[0])
            return bool(found)

        self.first.until(come, "the reported event: " + self.first.window.report.problem.text())
        self.ids.append(found.pop())

    def _file_and_dispatch(self, usual: Sequence[str]) -> None:
        bulk: list[str] = []

        def several() -> None:
            bulk.extend(self.first.neighbours(usual, BULK))
            self.first.bulk_file(bulk)
            self.first.until(
                lambda: all(self.first.event(one).state == "filed" for one in bulk), "events filed together"
            )

        with self.first.doing("file several at once"):
            self._try("file several at once", several)
        for event_id in usual:
            filed = self.first.event(event_id).state == "filed"
            self._walk(event_id, (*(() if filed else ((c.FileEvent, ""),)), (c.DispatchEvent, "")))

    def _other_ends(self, rejected: str, mine: str, main: str, duplicate: str) -> None:
        """Rejected, merged and parted, handed over between the seats."""
        self._walk(rejected, ((c.RejectEvent, "不属受理范围"),))
        self._walk(duplicate, ((c.MergeEvent, ""), (c.UnmergeEvent, "两处不同"), (c.MergeEvent, "")))
        if self._walk(mine, ((c.FileEvent, ""), (c.ClaimEvent, ""), (c.HandOverEvent, "请接续办理"))):
            self.second.sit()
            at_second = self.second.session.layers.states("event")
            self.second.until(lambda: at_second.get(mine) == self.first.event(mine), "the event at the other seat")
            self._walk(mine, ((c.DispatchEvent, ""), *USUAL), self.second)
            self.first.sit()
        self._walk(main, ((c.FileEvent, ""), (c.DispatchEvent, ""), *USUAL))

    def _walk(self, event_id: str, path: Sequence[tuple[type[c.EventCommand], str]], hand: Hand | None = None) -> bool:
        """Select the event and give it these steps; whether all could be given."""
        hand = hand or self.first

        def done_by_unit(step: type[c.EventCommand]) -> bool:
            """Whether a simulated unit of the demo county took the step since a person's last one on the way."""
            timeline = hand.event(event_id).timeline
            by_hand = (n for n, entry in enumerate(timeline) if entry.actor in PEOPLE and entry.kind not in BESIDES)
            last = max(by_hand, default=-1)
            return BY_COMMAND[step].record.__struct_config__.tag in {entry.kind for entry in timeline[last + 1 :]}

        def give(step: type[c.EventCommand], text: str) -> None:
            before = len(hand.event(event_id).timeline)
            if done_by_unit(step):
                return
            try:
                hand.give(step, text)
            except RuntimeError:
                if done_by_unit(step):
                    return
                raise
            hand.until(
                lambda: len(hand.event(event_id).timeline) > before, f"{event_id}: {hand.steps.problem.text()}"
            )
            given = [entry.kind for entry in hand.event(event_id).timeline[before:]]
            if BY_COMMAND[step].record.__struct_config__.tag not in given:
                raise OutOfReach(f"{event_id}: {given} instead")

        if not self._try("select an event", lambda: hand.select(event_id)):
            return False
        for step, text in path:
            with hand.doing(ACTION_KEYS[step].name.en.lower()):
                if not self._try(step.__name__, lambda: give(step, text)):  # noqa: B023
                    self._try("leave the form", hand.leave)
                    return False
        return True

    def _try(self, what: str, do: Callable[[], None]) -> bool:
        self._say(what)
        try:
            do()
        except (OutOfReach, RuntimeError) as error:
            self.undone.append(f"{what}: {error}")
            self._say(self.undone[-1])
            return False
        return True

    def _alarms(self) -> None:
        session, hand = self.first.session, self.first
        bins = [one.id for one in session.package.sensors if one.kind == "bin"][:8]
        smoke = [one.id for one in session.package.sensors if one.kind == "smoke"][:2]
        now_ms = SystemClock().now_ms()
        with sender(self._at) as link:
            rows = [Reading(sensor_id=one, channel="temperature", at_ms=now_ms, value=HOT) for one in bins]
            rows += [Reading(sensor_id=one, channel="density", at_ms=now_ms, value=FIRE) for one in smoke]
            link.submit_readings(rows)
        wanted = {*bins, *smoke}

        def raised() -> dict[str, Alarm]:
            alarms = session.layers.states("alarm").values()
            mine = (one for one in alarms if isinstance(one, Alarm) and one.rule in ("bin_hot", "smoke_fire"))
            return {one.sensor_id: one for one in mine if one.sensor_id in wanted}

        hand.until(lambda: len(raised()) >= len(wanted), f"ten alarms, {sorted(wanted - set(raised()))}")
        hand.rest(1.5)
        for _ in smoke:
            with hand.doing("take up an emergency of the band"):
                self._try("emergency", hand.emergency)
            hand.rest(1.5)
        steps: list[tuple[type[c.AlarmCommand], str]] = [
            (c.AcknowledgeAlarm, ""), (c.AcknowledgeAlarm, ""), (c.AcknowledgeAlarm, ""),
            (c.ShelveAlarm, "已知，正在处理"),
            (c.ShelveAlarm, "等待维修"), (c.SuppressAlarm, "现场计划施工"), (c.TakeOutOfService, "设备损坏"),
        ]  # fmt: skip

        def handled(alarm: Alarm, step: type[c.AlarmCommand], text: str) -> None:
            hand.alarm(alarm.id, step, text)
            hand.until(
                lambda: session.layers.states("alarm")[alarm.id].state != alarm.state,
                f"another state of {alarm.id}: {hand.window.alarms.problem.text()}",
            )

        for sensor, (step, text) in zip(bins, steps, strict=False):
            alarm = raised()[sensor]
            with hand.doing(ALARM_WORK[step]):
                self._try(step.__name__, lambda: handled(alarm, step, text))  # noqa: B023
        with hand.doing("alarm: open its event"):
            self._try("event of an alarm", lambda: hand.report_alarm(raised()[bins[7]].id))

    def _hand_over(self) -> None:
        shifts = self.first.session.layers.states("shift")
        with self.first.doing("hand over the shift"):
            self._try(HandOverShift.__name__, lambda: self.first.hand_over_shift("两处积水继续关注"))
        self.first.until(lambda: len(shifts) > 0, "the shift: " + self.first.window.shifts.problem.text())
        shift_id = next(iter(shifts))
        self.second.sit()
        at_second = self.second.session.layers.states("shift")
        self.second.until(lambda: shift_id in at_second, "the shift at the other seat")
        with self.second.doing("take over the shift"):
            self._try(TakeOverShift.__name__, lambda: self.second.take_over_shift(shift_id))

        def taken() -> bool:
            shift = at_second[shift_id]
            return isinstance(shift, ShiftHandover) and shift.state == "taken_over"

        self.second.until(taken, "the taken shift: " + self.second.window.shifts.problem.text())
