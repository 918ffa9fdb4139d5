"""What the journal knew of calls and events as of a record, for questions about staffing; and the replies to them."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep

from county.catalog import load
from county.durations import DAY_MS, HOUR_MS
from county.figures.inputs import CallCounted
from county.figures.periods import period_at
from county.package.open import CountyPackage
from county.records import EventReported, RecordBody
from county.staffing.arrivals import arrivals
from county.staffing.questions import GridsQuestion
from services.analysis.closed_roads import ClosedAsOf
from services.analysis.staffing_facts import TimelineFacts
from services.analysis.staffing_replies import StaffingReplies
from services.protocol.staffing_messages import StaffingReply, StaffingRequest
from services.staffing.county_staffing import CountyStaffing
from services.staffing.journal_facts import NoJournal
from services.staffing.studies import StaffingStudies
from tests.recorded_journals import numbered
from tests.risk_days import FIRST_MS, square_county
from tests.timelines import log_of, timeline_of
from tests.unit.sound_county import sound_county

COUNTY = square_county(2, 3)
END_MS = FIRST_MS + 28 * DAY_MS


def reports(hour: int, village: int, days: range) -> list[tuple[int, RecordBody]]:
    """One event a day at this hour."""
    return [
        (FIRST_MS + day * DAY_MS + hour * HOUR_MS, EventReported(
            event_id=f"E{hour}-{village}-{day}", subclass="exposed_garbage", level="general", source="hotline",
            title="垃圾", x_m=0.0, y_m=0.0, division=COUNTY.villages[village], reporter="",
        ))
        for day in days
    ]  # fmt: skip


def facts_of(folder: Path, steps: list[tuple[int, RecordBody]]) -> TimelineFacts:
    log = log_of(numbered(sorted(steps, key=lambda step: step[0])))
    return TimelineFacts(timeline_of(log, folder), load(), lambda: COUNTY)


def calls(day: int, offered: int, hour: int | None = None) -> tuple[int, RecordBody]:
    at_ms = FIRST_MS + day * DAY_MS
    period = period_at("day", at_ms) + ("" if hour is None else f"T{hour:02}")
    return END_MS - 1, CallCounted(period=period, offered=offered, answered=offered)


def test_calls_of_days_are_spread_over_the_hours_as_the_events_of_the_hotline_are(tmp_path: Path) -> None:
    steps = [*reports(9, 0, range(28)), *reports(9, 1, range(28)), *reports(15, 2, range(28)),
             *reports(20, 3, range(28)), calls(26, 80), calls(27, 120)]  # fmt: skip
    facts = facts_of(tmp_path, steps)
    came = facts.calls(len(steps), END_MS, 28)
    assert came is not None
    assert (came.basis, came.days, came.events) == ("spread", 2, 112)
    assert [(hour, rate) for hour, rate in enumerate(came.rates) if rate] == [(9, 50.0), (15, 25.0), (20, 25.0)]
    assert came.factors == (0.8, 1.2)


def test_calls_of_hours_tell_the_course_of_the_day_themselves(tmp_path: Path) -> None:
    steps = [calls(day, hour, hour) for day in range(20, 26) for hour in range(24)]
    came = facts_of(tmp_path, steps).calls(len(steps), END_MS, 28)
    assert came is not None
    assert (came.basis, came.days, came.rates[13]) == ("hourly", 6, 13.0)


def test_what_was_not_recorded_yet_or_is_too_little_tells_nothing(tmp_path: Path) -> None:
    steps = [*reports(9, 0, range(28)), calls(27, 120)]
    facts = facts_of(tmp_path, steps)
    assert facts.calls(len(steps), END_MS, 28) is None, "28 events are too few to spread calls by"
    assert arrivals({}, {1: 5}, [200] + [0] * 23) is not None
    assert arrivals({}, {}, [200] + [0] * 23) is None


def test_events_are_counted_by_village_as_of_a_record_in_weeks_that_end_at_a_moment(tmp_path: Path) -> None:
    steps = [*reports(9, 0, range(28)), *reports(10, 1, range(21, 28))]
    facts = facts_of(tmp_path, steps)
    whole = facts.events(len(steps), END_MS, 28)
    assert whole.counts[:, 0].tolist() == [28, 7, 0, 0, 0, 0]
    weeks = facts.events(len(steps), END_MS, 28, 7)
    assert weeks.days == 28
    assert weeks.counts.tolist()[:2] == [[7, 7, 7, 7], [0, 0, 0, 7]]
    assert facts.events(7, END_MS - 21 * DAY_MS, 28).counts[0, 0] == 7
    assert not facts.events(len(steps), END_MS, 28, 7, "emergency").counts.any()


def test_a_reply_says_how_far_the_answer_is_and_why_there_is_none(tmp_path: Path) -> None:
    studies = StaffingStudies(CountyStaffing(CountyPackage(sound_county().write(tmp_path))))
    replies = StaffingReplies(studies, NoJournal(), lambda seq: ClosedAsOf((), seq or 7, 70))
    asked = StaffingRequest(request="r", question=GridsQuestion(change=1))
    end = monotonic() + 60
    reply: StaffingReply
    while (reply := replies.answer(asked)).state in ("waiting", "working"):
        assert monotonic() < end
        sleep(0.02)
    studies.close()
    assert (reply.state, reply.as_of_seq) == ("refused", 7)
    assert "recorded for 0 days only" in reply.why
