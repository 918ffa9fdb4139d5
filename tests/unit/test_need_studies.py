"""The need forecast of a journal: what was known when, and forecasts that are kept and scored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import numpy as np
import pytest

from county import records as r
from county.catalog import Catalog, load
from county.durations import DAY_MS
from county.need.classes import need_classes
from county.need.forecasting import forecast
from county.need.known_counts import KnownCounts
from county.need.places import NeedPlaces
from county.need.problem import NeedProblem
from county.need.question import NeedLevel, NeedQuestion
from county.need.results import NeedsForecast
from county.need.weeks import WEEK_MS, monday, week_of, week_start_ms
from services.analysis.need.counts import NeedCounts, need_counts
from services.analysis.need.need_replies import NeedReplies
from services.analysis.need.need_studies import NeedStudies
from services.follow_ups.kept_forecasts import FILE, ForecastIntake, read_pending
from services.protocol.need_messages import NeedReply, NeedRequest
from services.store.upcast import RecordReader
from tests.need_problems import Line
from tests.recorded_journals import numbered
from tests.timelines import log_of, timeline_of

VILLAGES = ("990123100201", "990123100202", "990123101201")
FIRST = 2_800
CATALOG = load()
Step = tuple[int, r.RecordBody]


def report(
    week: float, village: int = 0, subclass: str = "hotline_help", known: float | None = None, id: str = ""
) -> Any:
    """When it became known, and an event that happened in a week after the first one."""
    at_ms = week_start_ms(FIRST) + int(week * WEEK_MS)
    recorded_ms = at_ms if known is None else week_start_ms(FIRST) + int(known * WEEK_MS)
    body = r.EventReported(
        event_id=id or f"E{week}-{village}-{subclass}", subclass=subclass, title="求助", source="hotline", x_m=0.0,
        y_m=0.0, division=VILLAGES[village], level="general",
    )  # fmt: skip
    return recorded_ms, at_ms, body


def counted(folder: Path, steps: list[Any], end: int, level: NeedLevel = "village") -> tuple[NeedCounts, KnownCounts]:
    steps = sorted(steps, key=lambda step: step[0])
    records = [
        record.__class__(**{f: getattr(record, f) for f in record.__struct_fields__} | {"happened_ms": step[1]})
        for record, step in zip(numbered([(at, body) for at, _, body in steps]), steps, strict=True)
    ]  # fmt: skip
    log = log_of(records)
    timeline = timeline_of(log, folder)
    codes = VILLAGES if level == "village" else ("990123100000", "990123101000")
    found = need_counts(timeline, CATALOG, codes, level, FIRST + end, log.head.seq)
    timeline.close()
    return found, KnownCounts(found.entries, len(codes) * len(need_classes(CATALOG)))


def at(known: KnownCounts, origin: int, need: str = "hotline_help", places: int = 3) -> list[list[int]]:
    of = list(need_classes(CATALOG)).index(need)
    return known.at(origin).span(0, origin)[:, of * places : (of + 1) * places].tolist()


def test_a_week_begins_on_monday_at_midnight_of_the_county() -> None:
    assert monday(week_of(1_795_968_000_000)).isoweekday() == 1
    assert week_of(week_start_ms(FIRST)) == FIRST
    assert week_of(week_start_ms(FIRST) - 1) == FIRST - 1


def test_the_classes_are_those_of_events_and_of_requests_to_the_hotline() -> None:
    classes = need_classes(CATALOG)
    assert "hotline" not in classes
    assert {"hotline_help", "hotline_complaint", "appearance", "disputes"} <= classes.keys()


def test_events_are_counted_by_whole_week_place_and_class_without_the_weeks_at_both_ends(tmp_path: Path) -> None:
    steps = [report(0.5), report(1.1), report(1.9, 1), report(2.5, 2, "exposed_garbage"), report(3.5)]
    found, known = counted(tmp_path, steps, 3)
    assert (found.first_week, known.weeks) == (FIRST + 1, 2)
    assert at(known, 2) == [[1, 1, 0], [0, 0, 0]]
    assert at(known, 2, "appearance") == [[0, 0, 0], [0, 0, 1]]


def test_a_later_report_counts_from_when_it_was_known_and_one_entered_afterwards_from_its_week(tmp_path: Path) -> None:
    steps = [report(0.5), report(1.5, known=3.5), report(2.5), report(3.2), report(4.5), report(1.2, 1, known=9.5)]
    found, known = counted(tmp_path, steps, 5)
    assert at(known, 1) == [[0, 1, 0]], "the late report is not known, what was entered afterwards counts"
    assert at(known, 3)[0] == [1, 1, 0]
    assert found.entered_late == 1


def test_an_event_that_was_rejected_counts_until_then(tmp_path: Path) -> None:
    rejected = week_start_ms(FIRST) + int(3.5 * WEEK_MS)
    steps = [report(0.5), report(1.5, id="E1"), (rejected, rejected, r.EventRejected(event_id="E1", note="重复"))]
    _, known = counted(tmp_path, [*steps, report(4.5)], 5)
    assert [at(known, origin)[0] for origin in (1, 2, 3, 4)] == [[1, 0, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_a_gap_in_the_records_ends_the_past(tmp_path: Path) -> None:
    found, _ = counted(tmp_path, [report(0.5), report(1.5), report(8.5), report(9.5), report(10.5)], 11)
    assert found.first_week == FIRST + 9


def test_towns_have_the_events_of_their_villages_and_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    elsewhere = report(1.5)
    elsewhere = (*elsewhere[:2], r.EventReported(**{
        f: getattr(elsewhere[2], f) for f in elsewhere[2].__struct_fields__
    } | {"event_id": "E9", "division": "990123"}))  # fmt: skip
    found, known = counted(tmp_path, [report(0.5), report(1.2), report(1.3, 1), report(1.4, 2), elsewhere], 2, "town")
    assert at(known, 1, places=2) == [[2, 1]]
    assert found.without_place == 1


class AskingNeeds:
    """A journal of more than two years, whose clock stands in the middle of a week."""

    def __init__(self, folder: Path) -> None:
        random = np.random.default_rng(1)
        weeks = 110
        steps = sorted(
            (week_start_ms(FIRST + week) + int(random.integers(WEEK_MS)), village, n)
            for week in range(weeks) for village in range(3) for n in range(random.poisson(2.0))
        )  # fmt: skip
        self.now_ms = week_start_ms(FIRST + weeks) + 2 * DAY_MS
        self.log = log_of(numbered([
            (at_ms, report(0, village, id=f"E{number}")[2]) for number, (at_ms, village, _) in enumerate(steps)
        ]))  # fmt: skip
        self.folder = folder
        self.timeline = timeline_of(self.log, folder / "timeline")
        self.problems: list[NeedProblem] = []
        self.studies = NeedStudies(
            folder, self.timeline, self.log, RecordReader(), CATALOG, places_of, keeps=True, forecast=self.forecast,
        )  # fmt: skip
        self.replies = NeedReplies(self.studies, self.timeline, lambda: self.now_ms, lambda: True)

    def forecast(self, problem: NeedProblem, progress: Any, cancelled: Any) -> NeedsForecast:
        self.problems.append(problem)
        return forecast(problem, Line, progress)

    def ask(self, **more: Any) -> NeedReply:
        end = monotonic() + 60
        request = NeedRequest(request="r", question=NeedQuestion(), need="hotline_help", **more)
        while (reply := self.replies.answer(request)).state in ("waiting", "working"):
            assert monotonic() < end
            sleep(0.01)
        return reply


def places_of(level: NeedLevel, catalog: Catalog) -> NeedPlaces:
    unknown = np.full(3, np.nan)
    return NeedPlaces(VILLAGES, np.zeros(3, np.int64), unknown, unknown, unknown, len(need_classes(catalog)))


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[AskingNeeds]:
    made = AskingNeeds(tmp_path)
    yield made
    made.studies.close()
    made.timeline.close()


def test_the_week_that_runs_is_forecast_by_what_was_known_at_its_beginning(asking: AskingNeeds) -> None:
    reply = asking.ask()
    assert reply.answer is not None
    assert (reply.answer.week, reply.answer.weeks) == (FIRST + 110, 109)
    pasts = {one.need: bool(one.past) for one in reply.answer.needs}
    assert pasts.pop("hotline_help"), "the past of the wanted class alone is sent"
    assert not any(pasts.values())


def test_the_same_week_is_worked_out_once_and_as_of_an_earlier_record_again(asking: AskingNeeds) -> None:
    asking.ask()
    asking.now_ms += DAY_MS
    asking.ask()
    assert len(asking.problems) == 1
    earlier = asking.ask(as_of_seq=400)
    assert earlier.answer is not None
    assert earlier.answer.week < FIRST + 110


def test_what_is_forecast_now_is_handed_to_the_backend_once_and_what_was_forecast_then_is_not(
    asking: AskingNeeds,
) -> None:
    asking.ask(as_of_seq=400)
    assert read_pending(asking.folder / FILE).pending == ()
    asking.ask()
    intake = ForecastIntake(asking.folder, "live")
    [command] = intake.due(asking.now_ms).commands
    assert command.id == command.body.forecast_id == f"need-village-1-{FIRST + 110}"
    assert {told.need for told in command.body.needs} == {"hotline_help"}, "nothing else was forecast"
    assert intake.due(asking.now_ms).commands == ()
    assert ForecastIntake(asking.folder, "live").due(asking.now_ms - DAY_MS).commands == (), "its clock was set back"
