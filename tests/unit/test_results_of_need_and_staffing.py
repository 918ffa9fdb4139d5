"""Results of need forecast and staffing: counted from the journal as of a record, and told where they cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from county.catalog import Catalog, load
from county.explained import Explained
from county.figures.metric import FigureValue
from county.need.accuracy import LEVEL, interval
from county.need.kept_forecast import NeedForecastKept, ToldNeed, forecast_id
from county.need.weeks import WEEK_MS, week_start_ms
from county.records import RecordBody
from county.staffing.questions import AgentsQuestion
from services.results.counting import OtherBasis, counted, counted_again
from services.results.need import ExpectedQuestion
from services.results.registry import asked_text, question_text
from services.results.sources import JournalStates, ResultSources
from services.results.staffing import agents_now
from services.store.upcast import RecordReader
from services.tracing.tracer import Balances
from tests.coverage_answers import answer
from tests.pinned_results import result
from tests.recorded_journals import numbered
from tests.staffing_facts import GivenFacts
from tests.timelines import log_of, timeline_of

CATALOG: Catalog = load()
WEEK = 2_950
MONDAY_MS = week_start_ms(WEEK)
CALLS = GivenFacts(hours=[20] * 24)
ASKED = ExpectedQuestion(level="village", need="hotline_help", place="990123100202", name="方县西村")
EXPECTED = question_text(ASKED)
AGENTS = agents_now(CATALOG)
assert AGENTS is not None
HOTLINE = question_text(AGENTS)


def kept(week: int, told: Sequence[float], half: float | None = 1.5) -> RecordBody:
    codes = ("990123100201", "990123100202")
    need = ToldNeed(need="hotline_help", method="mean52", half=half, told=np.array(told, "<f2").tobytes())
    return NeedForecastKept(
        forecast_id=forecast_id("village", 1, week), level="village", ahead=1, week=week, codes=codes, needs=(need,)
    )


@contextmanager
def sources(
    folder: Path, *steps: tuple[int, RecordBody], catalog: Catalog = CATALOG, calls: GivenFacts = CALLS
) -> Iterator[ResultSources]:
    log = log_of(numbered(list(steps)))
    timeline = timeline_of(log, folder / "timeline")
    yield ResultSources(
        catalog, JournalStates(timeline, log, RecordReader()), coverage=lambda question, seq: answer(),
        balances=lambda period, seq: Balances(0, 0, 0), staffing=calls,
    )  # fmt: skip
    timeline.close()


@pytest.fixture
def known(tmp_path: Path) -> Iterator[ResultSources]:
    """A forecast of a week, and one of the next week."""
    with sources(
        tmp_path, (MONDAY_MS + 1, kept(WEEK, (2, 5.5))), (MONDAY_MS + WEEK_MS + 1, kept(WEEK + 1, (3, 7)))
    ) as found:
        yield found


def value(known: ResultSources, metric: str, asked: str, seq: int = 0) -> FigureValue:
    return counted(metric, asked, seq, known).figure.value


def test_what_is_expected_is_that_of_the_week_of_the_record_with_its_interval(known: ResultSources) -> None:
    found = counted("need_expected", EXPECTED, 1, known).figure
    around = interval(np.array([5.5]), 1.5)
    assert (found.value.value, found.value.low, found.value.high) == (5.5, around.low[0], around.high[0])
    assert (found.period.from_ms, found.period.to_ms) == (MONDAY_MS, MONDAY_MS + WEEK_MS)
    assert value(known, "need_expected", EXPECTED).value == 7
    assert counted_again(found, known) == found.value, "later forecasts do not change it"
    assert CATALOG.metrics["need_expected"].confidence == LEVEL


@pytest.mark.parametrize("half", [None, 0.0])
def test_a_forecast_without_interval_or_one_without_width_is_partial(tmp_path: Path, half: float | None) -> None:
    with sources(tmp_path, (MONDAY_MS + 1, kept(WEEK, (2, 5.5), half))) as known:
        found = value(known, "need_expected", EXPECTED)
    assert (found.value, found.low, found.high, found.quality) == (5.5, None, None, "partial")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (replace(ASKED, ahead=2), "no forecast of the week from"), (replace(ASKED, level="town"), "no forecast"),
        (replace(ASKED, need="disputes"), "nothing about disputes"), (replace(ASKED, place="1"), "nothing about"),
    ],
)  # fmt: skip
def test_what_was_not_forecast_is_no_number(known: ResultSources, asked: ExpectedQuestion, why: str) -> None:
    with pytest.raises(Explained, match=why):
        value(known, "need_expected", question_text(asked))


def test_a_forecast_whose_week_is_over_tells_nothing_of_today(tmp_path: Path) -> None:
    last = MONDAY_MS + WEEK_MS + 1
    steps = (MONDAY_MS + 1, kept(WEEK, (2, 5.5))), (last, kept(WEEK - 9, (1, 1)))
    with sources(tmp_path, *steps) as known, pytest.raises(Explained, match="no forecast of the week from"):
        value(known, "need_expected", EXPECTED)


def test_calls_in_time_and_agents_needed_are_those_of_the_formula(known: ResultSources) -> None:
    in_time = value(known, "hotline_answered_now", HOTLINE)
    assert in_time.value is not None
    assert in_time.den == 480
    assert in_time.num == pytest.approx(in_time.value * 480, abs=0.05)
    assert 0 < in_time.value < AGENTS.share
    needed = value(known, "hotline_agents_needed", HOTLINE)
    assert needed.value is not None
    assert needed.value > sum(shift.agents for shift in CATALOG.staffing.shifts.values())
    more = question_text(AgentsQuestion(target_s=600, share=0.5, handle_s=240, patience_s=120))
    assert (value(known, "hotline_agents_needed", more).value or 0) < needed.value


def test_without_calls_there_is_no_share(tmp_path: Path) -> None:
    begun = sources(tmp_path, (MONDAY_MS, kept(WEEK, (1, 1))), calls=GivenFacts())
    with begun as known, pytest.raises(Explained, match="no calls of the hotline are recorded"):
        value(known, "hotline_answered_now", HOTLINE)


def test_other_shifts_are_named_instead_of_a_wrong_number(tmp_path: Path) -> None:
    with sources(tmp_path / "then", (MONDAY_MS, kept(WEEK, (1, 1)))) as known:
        then = counted("hotline_answered_now", HOTLINE, 0, known).figure
        assert counted_again(then, known) == then.value
    more = {key: replace(shift, agents=shift.agents + 2) for key, shift in CATALOG.staffing.shifts.items()}
    catalog = replace(CATALOG, staffing=replace(CATALOG.staffing, shifts=more))
    begun = sources(tmp_path / "now", (MONDAY_MS, kept(WEEK, (1, 1))), catalog=catalog)
    with begun as known, pytest.raises(OtherBasis):
        counted_again(then, known)


def test_the_questions_are_told_in_words() -> None:
    assert asked_text(result("need_expected", EXPECTED), CATALOG).zh == "热线求助，方县西村，本周"
    assert asked_text(result("hotline_answered_now", HOTLINE), CATALOG).zh == "15 秒内接通 95 %，每次通话 240 秒"
