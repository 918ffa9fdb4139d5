"""Alarm rules over columns of readings: threshold with hysteresis and duration, rate of rise, staleness.

A *slot* is one rule on one channel.  :class:`RuleState` is the state of the rules between readings; the owner of the
alarms sets which slots have an alarm (``active``) or are out of service (``inhibited``).  No clock is read: times are
those of the readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from county.catalog import AlarmRule, Catalog, Channel
from county.durations import HOUR_MS
from county.sensing import ChannelTable, Quality, Readings, channel_types
from county.sensors import Sensor

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
NEVER = np.iinfo(np.int64).min
FUTURE_MS = 600_000
"""Readings dated further ahead of the backend's clock are refused.  Those dated less far ahead are judged at the time
of their arrival and give way to whatever arrives later: a wrong clock never blinds its sensor."""

UNJUDGED = (Quality.BAD, Quality.PLAYED)
LOOP_MAX = 24
"""Number of readings up to which a loop is faster than numpy: a channel with many readings needs as many rounds."""


def unit_of(rule: AlarmRule, channel: Channel) -> str:
    """Unit of an alarm's value and limit: seconds without a reading, or the channel's unit, per hour for a rate."""
    if rule.stale:
        return "s"
    return f"{channel.unit}/h" if rule.rate_per_h is not None else channel.unit


@dataclass(frozen=True)
class SlotChange:
    """A slot whose alarm must be raised or cleared."""

    slot: int
    raised: bool
    at_ms: int
    value: float


class RuleState:
    """All rules of a county on all its channels: n slots, sorted by channel number."""

    def __init__(
        self, channels: ChannelTable, catalog: Catalog, sensors: Iterable[Sensor], loop_max: int = LOOP_MAX,
        *, heard_only: bool = False,
    ) -> None:  # fmt: skip
        """``heard_only``: a channel that never sent anything is not judged as silent."""
        self._loop_max = loop_max
        self._heard_only = heard_only
        self._rule_keys = list(catalog.rules)
        of_type: dict[tuple[str, str], list[int]] = {}
        for number, rule in enumerate(catalog.rules.values()):
            of_type.setdefault((rule.kind, rule.channel), []).append(number)
        self._type, types = channel_types(channels, sensors)
        """Constants are stored by type and by rule: 100,000 sensors have 300,000 slots."""
        kinds = [catalog.sensor_kinds[kind] for kind, _ in types]
        rows = [kind.channel(key) for kind, (_, key) in zip(kinds, types, strict=True)]
        self._lo, self._hi = np.array([row.lo for row in rows]), np.array([row.hi for row in rows])
        self._stale_ms = np.array([round(kind.stale_s * 1000) for kind in kinds], dtype=np.int64)
        rules = [*catalog.rules.values()]
        self._sign = np.array([-1.0 if rule.below is not None else 1.0 for rule in rules])
        self._is_rate = np.array([rule.rate_per_h is not None for rule in rules], dtype=bool)
        self._retired = np.array([rule.retired for rule in rules], dtype=bool)
        """Rules that raise no new alarms; one that is already active can still clear."""
        self._is_stale = np.array([rule.stale for rule in rules], dtype=bool)
        self._limit = np.array([_limit(rule, catalog.sensor_kinds[rule.kind].stale_s) for rule in rules])
        self._hysteresis = np.array([rule.hysteresis for rule in rules])
        self._for_ms = np.array([round(rule.for_s * 1000) for rule in rules], dtype=np.int64)
        self._first, self._channel, self._rule = _slots(self._type, [of_type.get(key, []) for key in types])
        n = len(self._rule)
        self._stale_slot = np.flatnonzero(self._is_stale[self._rule])
        self._rate_slot = np.flatnonzero(self._is_rate[self._rule])
        """Slots of staleness rules, and of rates."""
        self.active = np.zeros(n, dtype=bool)
        """Slots that have an alarm: these can clear, the others can raise."""
        self.inhibited = np.zeros(n, dtype=bool)
        """Slots out of service: these can neither raise nor clear."""
        self._since_ms = np.full(n, NEVER)
        """Since when the condition has been true, NEVER while it is false."""
        self._received_ms = np.full(len(channels), NEVER)
        self._judged_ms = np.full(len(channels), NEVER)
        # Two reference samples, replaced at least for_s apart: the window of a rate is for_s to 2 * for_s.
        rates = len(self._rate_slot)
        self._older_ms, self._older = np.full(rates, NEVER), np.zeros(rates)
        self._newer_ms, self._newer = np.full(rates, NEVER), np.zeros(rates)
        self._memory = (self._since_ms, self._judged_ms, self._older_ms, self._older, self._newer_ms, self._newer)
        self._saved = [array.copy() for array in self._memory]
        self._is_saved = False
        """Whether readings were judged since the savepoint; only then is there anything to undo."""

    def __len__(self) -> int:
        """Number of slots."""
        return len(self._rule)

    def of_slot(self, slot: int) -> tuple[int, str]:
        """Channel number and rule key of a slot."""
        return int(self._channel[slot]), self._rule_keys[self._rule[slot]]

    def limit(self, slot: int) -> float:
        """Limit that the value is compared with, in the unit of :func:`unit_of`."""
        return float(self._limit[self._rule[slot]])

    def slot(self, channel: int, rule: str) -> int | None:
        """The slot of a channel number and a rule key; None when the rule does not judge that channel."""
        first, end = self._first[channel : channel + 2].tolist()
        return next((slot for slot in range(first, end) if self._rule_keys[self._rule[slot]] == rule), None)

    def savepoint(self) -> None:
        """Set the point to which :meth:`rollback` undoes."""
        self._is_saved = False

    def rollback(self) -> None:
        """Undo the readings judged since the savepoint, except the times at which their channels were last received."""
        if self._is_saved:
            for saved, array in zip(self._saved, self._memory, strict=True):
                array[:] = saved

    def _save(self) -> None:
        if not self._is_saved:
            for saved, array in zip(self._saved, self._memory, strict=True):
                saved[:] = array
            self._is_saved = True

    def mark_received(self, slot: int, at_ms: int) -> None:
        """The channel of ``slot`` was received at ``at_ms``, unless a later time is known already."""
        number = self._channel[slot]
        self._received_ms[number] = max(self._received_ms[number], at_ms)

    def mark_judged(self, readings: Readings) -> None:
        """``readings`` were judged before, except those of bad quality and those played from a file."""
        fit = ~np.isin(readings.quality, UNJUDGED)
        np.maximum.at(self._judged_ms, readings.channel[fit], readings.at_ms[fit])

    def adjust_clock(self, jump_ms: int, now_ms: int) -> None:
        """The clock by which staleness is measured was set by ``jump_ms`` to ``now_ms``.

        Times in the future of the new clock are limited to it: readings would not be judged until then.
        """
        self._received_ms[self._received_ms != NEVER] += jump_ms
        for times_ms in (self._received_ms, self._judged_ms, self._since_ms, self._older_ms, self._newer_ms):
            np.minimum(times_ms, now_ms, out=times_ms)

    def judge(self, readings: Readings, now_ms: int) -> list[SlotChange]:
        """Judge readings in the order of their times; n columns as in :class:`~county.sensing.Readings`.

        Not judged are readings that are bad or out of range (the channel still counts as received), played from a file
        (it does not), not newer than one already judged, or so old that the channel is stale anyway: importing history
        raises no alarms.  One dated ahead of ``now_ms`` is judged as of now, those of one channel in the order of their
        times; it does not make later arrivals old.
        """
        self._save()
        channel = readings.channel.astype(np.int64)
        own = readings.quality != Quality.PLAYED
        np.maximum.at(self._received_ms, channel[own], np.minimum(readings.at_ms[own], now_ms))
        fit = ~np.isin(readings.quality, UNJUDGED) & self._in_range(readings)
        fit &= (readings.at_ms <= now_ms + FUTURE_MS) & (readings.at_ms > now_ms - self._stale_ms[self._type[channel]])
        changes: list[SlotChange] = []
        rounds = list(_rounds(channel, readings.at_ms, np.flatnonzero(fit)))
        for left, part in zip(reversed(range(len(rounds))), rounds, strict=True):
            judged_ms = self._judged_ms[channel[part]]
            part = part[(readings.at_ms[part] > judged_ms) | (judged_ms > now_ms)]
            self._judged_ms[channel[part]] = readings.at_ms[part]
            at_ms = readings.at_ms[part]
            at_ms = np.where(at_ms > now_ms, now_ms - left, at_ms)  # distinct, as commands are identified by it
            step = self._step if len(part) > self._loop_max else self._step_singly
            changes += step(channel[part], at_ms, readings.value[part])
        return changes

    def outstanding(self, readings: Readings, now_ms: int) -> list[SlotChange]:
        """Changes that the newest reading of each channel, judged before, should have led to.

        Thresholds only: a rate has no meaning after a pause, and a condition that must last counts from that reading.
        """
        channel = readings.channel.astype(np.int64)
        fit = ~np.isin(readings.quality, UNJUDGED) & self._in_range(readings)
        fit &= (readings.at_ms <= now_ms + FUTURE_MS) & (readings.at_ms > now_ms - self._stale_ms[self._type[channel]])
        at_ms, value = np.full(len(self._first) - 1, NEVER), np.full(len(self._first) - 1, np.nan)
        at_ms[channel[fit]], value[channel[fit]] = np.minimum(readings.at_ms[fit], now_ms), readings.value[fit]
        at, level, rule = at_ms[self._channel], value[self._channel], self._rule
        judged = (at != NEVER) & ~(self._is_stale | self._is_rate)[rule] & ~self.inhibited
        past = self._sign[rule] * (level - self._limit[rule])
        holds = judged & (past >= 0)
        self._since_ms[holds] = at[holds]
        raised = holds & ~self.active & (~self._retired & (self._for_ms == 0))[rule]
        cleared = judged & self.active & (past < -self._hysteresis[rule])
        moved = np.flatnonzero(raised | cleared)
        self.active[moved] = raised[moved]
        return [SlotChange(int(slot), bool(raised[slot]), int(at[slot]), float(level[slot])) for slot in moved]

    def range_checked(self, readings: Readings) -> Readings:
        """``readings`` with the quality of those outside their channel's physical range set to bad.

        Readings played from a file keep their quality.
        """
        unchanged = self._in_range(readings) | (readings.quality == Quality.PLAYED)
        quality = np.where(unchanged, readings.quality, np.uint8(Quality.BAD))
        return Readings(readings.channel, readings.at_ms, readings.value, quality)

    def _in_range(self, readings: Readings) -> NDArray[np.bool_]:
        of_type = self._type[readings.channel]
        lo, hi = self._lo[of_type], self._hi[of_type]
        return (readings.value >= lo) & (readings.value <= hi)

    def _step(self, channel: I64, at_ms: I64, value: F64) -> list[SlotChange]:
        """Judge readings of distinct channels, one each."""
        first, count = self._first[channel], self._first[channel + 1] - self._first[channel]
        slot = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
        at, level = np.repeat(at_ms, count), np.repeat(value, count)
        judged = ~self._is_stale[self._rule[slot]]
        slot, at, level = slot[judged], at[judged], level[judged]
        rule = self._rule[slot]
        rates = np.flatnonzero(self._is_rate[rule])
        level[rates] = self._rate_per_h(slot[rates], at[rates], level[rates])
        past = self._sign[rule] * (level - self._limit[rule])
        holds = past >= 0
        since = np.where(holds, np.where(self._since_ms[slot] == NEVER, at, self._since_ms[slot]), NEVER)
        self._since_ms[slot] = since
        waits = np.where(self._is_rate, 0, self._for_ms)[rule]
        raised = holds & (at - np.where(holds, since, at) >= waits)
        raised &= ~(self.inhibited[slot] | self.active[slot] | self._retired[rule])
        cleared = ~self.inhibited[slot] & self.active[slot] & (past < -self._hysteresis[rule])
        moved = np.flatnonzero(raised | cleared)
        self.active[slot[moved]] = raised[moved]
        return [SlotChange(int(slot[i]), bool(raised[i]), int(at[i]), float(level[i])) for i in moved]

    def _step_singly(self, channel: I64, at_ms: I64, value: F64) -> list[SlotChange]:
        """The same as :meth:`_step`, as a loop over the readings."""
        changes = []
        for number, at, measured in zip(channel.tolist(), at_ms.tolist(), value.tolist(), strict=True):
            for slot in range(self._first[number], self._first[number + 1]):
                rule = self._rule[slot]
                if self._is_stale[rule]:
                    continue
                level = self._rate_of_one(slot, at, measured) if self._is_rate[rule] else measured
                past = float(self._sign[rule] * (level - self._limit[rule]))
                holds = past >= 0
                since = int(self._since_ms[slot])
                since = NEVER if not holds else at if since == NEVER else since
                self._since_ms[slot] = since
                if self.inhibited[slot]:
                    continue
                if self.active[slot]:
                    moved = past < -self._hysteresis[rule]
                else:
                    waits = 0 if self._is_rate[rule] else self._for_ms[rule]
                    moved = holds and at - since >= waits and not self._retired[rule]
                if moved:
                    raised = not self.active[slot]
                    self.active[slot] = raised
                    changes.append(SlotChange(slot, bool(raised), at, level))
        return changes

    def _rate_of_one(self, slot: int, at: int, level: float) -> float:
        return float(self._rate_per_h(np.array([slot]), np.array([at]), np.array([level]))[0])

    def _rate_per_h(self, slot: NDArray[np.int64], at: I64, level: F64) -> F64:
        """Rise per hour at slots of rates since the older reference sample; NaN while that is less than the rule's
        ``for_s`` old."""
        place, for_ms = np.searchsorted(self._rate_slot, slot), self._for_ms[self._rule[slot]]
        new = self._older_ms[place] == NEVER
        for samples_ms, samples in ((self._older_ms, self._older), (self._newer_ms, self._newer)):
            samples_ms[place[new]], samples[place[new]] = at[new], level[new]
        over_ms = at - self._older_ms[place]
        known = (over_ms >= for_ms) & (over_ms > 0)
        rate = np.full(len(slot), np.nan)
        rate[known] = (level - self._older[place])[known] * HOUR_MS / over_ms[known]
        on = at - self._newer_ms[place] >= np.maximum(for_ms, 1)
        moved = place[on]
        self._older_ms[moved], self._older[moved] = self._newer_ms[moved], self._newer[moved]
        self._newer_ms[moved], self._newer[moved] = at[on], level[on]
        return rate

    def tick(self, now_ms: int, limit: int) -> list[SlotChange]:
        """Judge staleness; returns at most ``limit`` changes, the rest is found by the next tick.

        A channel without any reading counts as received at the first tick, unless only heard ones are judged.
        """
        if not self._heard_only:
            self._received_ms[self._received_ms == NEVER] = now_ms
        slot = self._stale_slot
        channel = self._channel[slot]
        age_ms = now_ms - self._received_ms[channel]
        stale = (age_ms > self._stale_ms[self._type[channel]]) & (self._received_ms[channel] != NEVER)
        moved = ~self.inhibited[slot] & (stale != self.active[slot]) & ~(stale & self._retired[self._rule[slot]])
        first = np.flatnonzero(moved)[:limit]
        self.active[slot[first]] = stale[first]
        return [SlotChange(int(slot[i]), bool(stale[i]), now_ms, float(age_ms[i]) / 1000) for i in first]


def _limit(rule: AlarmRule, stale_s: float) -> float:
    if rule.stale:
        return stale_s
    return next(limit for limit in (rule.above, rule.below, rule.rate_per_h) if limit is not None)


def _slots(of_type: NDArray[np.uint16], rules: Sequence[Sequence[int]]) -> tuple[I32, I32, NDArray[np.uint16]]:
    """The first slot of every channel and the number of slots; the channel and the rule of every slot.

    ``rules``: numbers of the rules of each type of channel.
    """
    count = np.array([len(some) for some in rules], dtype=np.int64)
    of_channel = count[of_type]
    first = np.append(0, np.cumsum(of_channel))
    channel = np.repeat(np.arange(len(of_type), dtype=np.int32), of_channel)
    turn = np.arange(first[-1]) - first[channel]
    flat = np.fromiter(chain.from_iterable(rules), np.uint16)
    rule = flat[(np.cumsum(count) - count)[of_type[channel]] + turn]
    return first.astype(np.int32), channel, rule


def _rounds(channel: I64, at_ms: I64, index: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """``index`` split so that every part has each channel at most once, each channel's readings in time order."""
    order = index[np.lexsort((at_ms[index], channel[index]))]
    if not len(order):
        return
    sorted_channel = channel[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_channel[1:] != sorted_channel[:-1])))
    turn = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    ends = np.cumsum(np.bincount(turn))
    yield from np.split(order[np.argsort(turn, kind="stable")], ends[:-1])
