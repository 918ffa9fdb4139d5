"""What the events of a prepared journal consist of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from county import records as r
from county.durations import DAY_MS
from county.records import RecordBody

ALARMS = 0.1
"""Alarms per event."""
ALARM_MS = (0, 300_000, 5_400_000)
"""Time of each record of an alarm after the first."""
Bodies = Callable[[str, str, tuple[float, float], str, int], Sequence[RecordBody]]
"""The records of an event, given its number, subclass, place in metres, division and the time of its report."""


@dataclass(frozen=True)
class SeededEvents:
    """The records of every event, and when each follows the report."""

    steps_ms: tuple[int, ...]
    bodies: Bodies
    """As many records."""

    @property
    def records_per_event(self) -> float:
        """With those of the alarms in between."""
        return len(self.steps_ms) + ALARMS * len(ALARM_MS)


def _short(event: str, subclass: str, xy_m: tuple[float, float], division: str, at_ms: int) -> tuple[RecordBody, ...]:
    return (
        r.EventReported(
            event_id=event, subclass=subclass, title="市民反映道路旁有垃圾堆放，影响通行", source="hotline",
            x_m=xy_m[0], y_m=xy_m[1], division=division, level="general", reporter=f"r-{event[-7:].lower():0>20}",
        ),
        r.EventFiled(event_id=event),
        r.EventDispatched(
            event_id=event, unit="city_management", due_ms=at_ms + DAY_MS, choice=r.Choice("department"),
        ),
        r.TaskAccepted(event_id=event),
        r.HandlingFedBack(event_id=event, note="已到场处置，现场清理完毕"),
        r.EventClosed(event_id=event),
        r.EventEvaluated(event_id=event, score=5),
    )  # fmt: skip


def _like_traffic(
    event: str, subclass: str, xy_m: tuple[float, float], division: str, at_ms: int
) -> tuple[RecordBody, ...]:
    unit = "repair_team-007"
    why = r.Choice("nearest_free", {
        "sent": "1", "way": "via", "km": "5.9", "minutes": "14", "via": "C087 C044", "next_1": "repair_team-003",
        "next_1_minutes": "29", "next_2": "repair_team-009", "next_2_minutes": "36",
    })  # fmt: skip
    return (
        r.EventReported(
            event_id=event, subclass=subclass, title="金潭村文化广场路灯不亮", source="hotline",
            x_m=xy_m[0], y_m=xy_m[1], division=division, level="general", reporter=f"r-{event[-7:].lower():0>20}",
            address="金潭村文化广场东侧路口", note="来电人称连续 7 盏不亮，夜间出行不便",
        ),
        r.EventFiled(event_id=event),
        r.EventDispatched(
            event_id=event, unit=unit, due_ms=at_ms + DAY_MS, amber_ms=at_ms + DAY_MS // 2, choice=why,
        ),
        r.TaskAccepted(event_id=event),
        r.UnitArrived(event_id=event, unit=unit),
        r.HandlingFedBack(event_id=event, note="已清理完毕，现场恢复整洁，附近居民已告知"),
        r.EventClosed(event_id=event, note="现场核查属实，予以结案"),
        r.FollowUpMade(event_id=event, note="电话回访", satisfied=True, solved=True),
        r.EventEvaluated(event_id=event, score=5),
    )  # fmt: skip


SLOW = SeededEvents((0, 600_000, 1_200_000, 3_600_000, 36_000_000, 39_600_000, 172_800_000), _short)
"""Events that take two days, with short texts."""
TRAFFIC = SeededEvents(
    (0, 625_000, 937_000, 1_000_000, 1_180_000, 1_700_000, 2_220_000, 2_480_000, 2_730_000), _like_traffic
)
"""Events that take as long and have as long texts as those of the demo traffic: in the demo county the state of one
that is evaluated takes 1,760 bytes; the mean of 1,234 events of the traffic in a drill of 13 hours was 1,709."""
