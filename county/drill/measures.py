"""By which records of the desk an expectation is measured: what starts its time, and what ends it."""

from __future__ import annotations

from typing import NamedTuple

from county import records as r
from county.records import RecordBody
from county.response.evacuations import EvacueesArrived
from county.response.levels import ResponseLevelAdjusted, ResponseLevelSet
from county.response.notices import NoticeAcknowledged
from county.response.plans import PlanLevelAdjusted, PlanStarted
from county.response.situation_reports import SituationReportSent


class Measure(NamedTuple):
    """``starts`` is None for the delivery of the inject; an observed expectation has no ``ends``.

    ``alarm_acknowledged`` of an inject that feeds no sensor runs from its delivery to its acknowledgement.
    """

    starts: tuple[type[RecordBody], ...] | None
    ends: tuple[type[RecordBody], ...]


_SENT = (r.EventDispatched, r.UnitAdded)
MEASURES: dict[str, Measure] = {
    "alarm_acknowledged": Measure((r.AlarmRaised,), (r.AlarmAcknowledged,)),
    "filed": Measure((r.EventReported,), (r.EventFiled,)),
    "dispatched": Measure((r.EventReported,), _SENT),
    "accepted": Measure(_SENT, (r.TaskAccepted,)),
    "departed": Measure(_SENT, (r.UnitDeparted,)),
    "arrived": Measure(_SENT, (r.UnitArrived,)),
    "fed_back": Measure((r.EventDispatched,), (r.HandlingFedBack,)),
    "closed": Measure((r.EventDispatched,), (r.EventClosed,)),
    "notified": Measure(None, (NoticeAcknowledged,)),
    "response_level": Measure(None, (ResponseLevelSet, ResponseLevelAdjusted, PlanStarted, PlanLevelAdjusted)),
    "evacuated": Measure((PlanStarted,), (EvacueesArrived,)),
    "reported_up": Measure((r.EventReported,), (SituationReportSent,)),
    "merged": Measure((r.EventReported,), (r.EventMerged,)),
    "not_done": Measure(None, ()),
    "observed": Measure(None, ()),
}
"""By :data:`county.drill.scenario.What`."""
