"""What happens in the worked shift: 30 events, 10 alarms, one handover, two seats."""

from __future__ import annotations

from collections.abc import Sequence

from bench.connected import Reachable, sender
from bench.shift_hands import KeyHand, MouseHand, OutOfReach
from county import commands as c
from county.alarms import Alarm
from county.clock import SystemClock
from county.sensing import Reading
from county.shifts import HandOverShift, ShiftHandover, TakeOverShift
from desktop.action_keys import ACTION_KEYS
from layers.events import EventsLayer

Hand = MouseHand | KeyHand
TITLES = ("路边有垃圾", "路灯不亮", "占道经营", "树木倒伏", "井盖丢失")
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
    ((c.ClaimEvent, ""), (c.ReleaseClaim, ""), *USUAL),
)
"""Side paths of the first events, from the dispatch to the end."""

ALARM_WORK: dict[type[c.AlarmCommand], str] = {
    c.AcknowledgeAlarm: "alarm: acknowledge",
    c.ShelveAlarm: "alarm: shelve",
    c.SuppressAlarm: "alarm: suppress",
    c.TakeOutOfService: "alarm: take out of service",
}


class WorkedShift:
    """One shift at two seats, by one kind of hand."""

    def __init__(self, first: Hand, second: Hand, at: Reachable) -> None:
        self.first, self.second, self._at = first, second, at
        self.unreached: list[str] = []
        """What could not be done, and why."""
        self.ids: list[str] = []

    def work(self) -> None:
        """Raises RuntimeError when an answer does not come."""
        self.first.sit()
        places = [self.first.place() for _ in TITLES] if isinstance(self.first, MouseHand) else []
        at = self.first.place()
        for number in range(30):
            if number != 29:  # the last one is a duplicate of the one before it
                at = places[number % len(places)] if number == 28 and places else self.first.place()
            self._report(TITLES[4] if number >= 28 else TITLES[number % 4], at)
        self._file_and_dispatch()
        for number, event_id in enumerate(self.ids[:26]):
            self.first.select(event_id)
            self._walk(event_id, SIDE[number] if number < len(SIDE) else USUAL)
        self._other_ends()
        self._alarms()
        self._hand_over()

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

    def _file_and_dispatch(self) -> None:
        bulk = self.ids[:BULK]
        with self.first.doing("file several at once"):
            self._try(lambda: self.first.bulk_file(bulk), "file several at once")
        for event_id in bulk:
            self.first.until(lambda event_id=event_id: self.first.event(event_id).state == "filed", "filed together")
        for event_id in self.ids[:26]:
            self.first.select(event_id)
            filed = () if event_id in bulk else ((c.FileEvent, ""),)
            self._walk(event_id, (*filed, (c.DispatchEvent, "")))

    def _other_ends(self) -> None:
        """Rejected, merged and parted, corrected, handed over between the seats."""
        self.first.select(self.ids[26])
        self._walk(self.ids[26], ((c.RejectEvent, "不属受理范围"),))
        self.first.select(self.ids[29])
        self._walk(self.ids[29], ((c.MergeEvent, ""), (c.UnmergeEvent, "两处不同"), (c.MergeEvent, "")))
        mine = self.ids[27]
        self.first.select(mine)
        self._walk(mine, ((c.FileEvent, ""), (c.ClaimEvent, ""), (c.HandOverEvent, "请接续办理")))
        self.second.sit()
        self.second.until(lambda: mine in self.second.session.layers.states("event"), "the event at the other seat")
        self.second.select(mine)
        self._walk(mine, ((c.DispatchEvent, ""), *USUAL), self.second)
        self.first.sit()
        self.first.select(self.ids[28])
        self._walk(self.ids[28], ((c.FileEvent, ""), (c.DispatchEvent, ""), *USUAL))

    def _walk(self, event_id: str, path: Sequence[tuple[type[c.EventCommand], str]], hand: Hand | None = None) -> None:
        hand = hand or self.first
        for step, text in path:
            before = len(hand.event(event_id).timeline)
            with hand.doing(ACTION_KEYS[step].name.en.lower()):
                if not self._try(lambda step=step, text=text: hand.give(step, text), step.__name__):
                    return
            hand.until(
                lambda before=before: len(hand.event(event_id).timeline) > before,
                f"{step.__name__} of {event_id}: {hand.steps.problem.text()}",
            )

    def _try(self, do: object, what: str) -> bool:
        assert callable(do)
        try:
            do()
        except OutOfReach as error:
            self.unreached.append(f"{what}: {error}")
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
                self._try(hand.emergency, "emergency")
            hand.rest(1.5)
        steps: list[tuple[type[c.AlarmCommand], str]] = [
            (c.AcknowledgeAlarm, ""), (c.AcknowledgeAlarm, ""), (c.AcknowledgeAlarm, ""),
            (c.ShelveAlarm, "已知，正在处理"),
            (c.ShelveAlarm, "等待维修"), (c.SuppressAlarm, "现场计划施工"), (c.TakeOutOfService, "设备损坏"),
        ]  # fmt: skip
        for sensor, (step, text) in zip(bins, steps, strict=False):
            alarm = raised()[sensor]
            with hand.doing(ALARM_WORK[step]):
                self._try(lambda: hand.alarm(alarm.id, step, text), step.__name__)  # noqa: B023
            hand.until(lambda: session.layers.states("alarm")[alarm.id].state != alarm.state, f"{step.__name__}")  # noqa: B023
        with hand.doing("alarm: open its event"):
            self._try(lambda: hand.report_alarm(raised()[bins[7]].id), "event of an alarm")

    def _hand_over(self) -> None:
        shifts = self.first.session.layers.states("shift")
        with self.first.doing("hand over the shift"):
            self._try(lambda: self.first.hand_over_shift("两处积水继续关注"), HandOverShift.__name__)
        self.first.until(lambda: len(shifts) > 0, "the shift: " + self.first.window.shifts.problem.text())
        shift_id = next(iter(shifts))
        self.second.sit()
        at_second = self.second.session.layers.states("shift")
        self.second.until(lambda: shift_id in at_second, "the shift at the other seat")
        with self.second.doing("take over the shift"):
            self._try(lambda: self.second.take_over_shift(shift_id), TakeOverShift.__name__)

        def taken() -> bool:
            shift = at_second[shift_id]
            return isinstance(shift, ShiftHandover) and shift.state == "taken_over"

        self.second.until(taken, "the taken shift: " + self.second.window.shifts.problem.text())
