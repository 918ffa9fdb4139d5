"""Results of decision parts as figures: counted as of a record, told how far they are, and counted again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from county.catalog import Catalog, load
from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.durations import DAY_MS, HOUR_MS
from county.explained import Explained
from county.figures.metric import FigureValue
from county.policy import tickets as t
from county.records import RecordBody
from county.risk import warning_card as w
from services.analysis.trace_replies import ScanReader, TraceReplies
from services.protocol.result_messages import ResultRequest
from services.results.counting import OtherBasis, counted, counted_again
from services.results.registry import NOTHING_ASKED, RESULTS, asked_text, question_text
from services.results.replies import ResultReplies
from services.results.sources import JournalStates, NoSuchResult, ResultSources, StillCounting
from services.store.upcast import RecordReader
from tests import coverage_answers
from tests.pinned_results import CLINICS, result
from tests.recorded_journals import numbered
from tests.staffing_facts import GivenFacts
from tests.timelines import log_of, timeline_of
from tests.unit.test_tracer import PLACES

CATALOG: Catalog = load()
CALLS = GivenFacts(hours=[20] * 24)
MONDAY_MS = 1_795_399_200_000
"""10:00 of a working day."""
SIGNAL = w.RiskSignal(detector="scan", days=7, observed=9, expected=2.0, chance=1e-4, recurrence_days=90.0)
TOURS = question_text(coverage_answers.TOURS_ASKED)
SITES = question_text(coverage_answers.SITES_ASKED)


class StandInPart:
    """A decision part that answers when it is told to."""

    def __init__(self) -> None:
        self.answer: CoverageAnswer | Exception = coverage_answers.answer()
        self.asked: list[tuple[CoverageQuestion, int]] = []

    def __call__(self, question: CoverageQuestion, seq: int) -> CoverageAnswer:
        self.asked.append((question, seq))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class CountingResults:
    """Results over the records of a journal."""

    def __init__(self, steps: Sequence[tuple[int, RecordBody]], folder: Path) -> None:
        log = log_of(numbered(steps))
        self.timeline, self.part = timeline_of(log, folder / "timeline"), StandInPart()
        reader = RecordReader()
        self.tracing = TraceReplies(ScanReader(self.timeline, log, reader), self.timeline, CATALOG, lambda: PLACES)
        self.sources = ResultSources(
            CATALOG, JournalStates(self.timeline, log, reader), self.part, self.tracing.balances_at_once, CALLS
        )

    def value(self, metric: str, asked: str = NOTHING_ASKED, seq: int = 0) -> FigureValue:
        return counted(metric, asked, seq, self.sources).figure.value


def asked(number: int, at_ms: int) -> tuple[int, RecordBody]:
    """With a limit of two hours."""
    body = t.PolicyQuestionAsked(
        question_id=f"Q{number}", question="几岁免费", on="2026-11-23", reason="unanswered",
        due_ms={"answer": at_ms + 2 * HOUR_MS},
    )  # fmt: skip
    return at_ms, body


def answered(number: int, at_ms: int) -> tuple[int, RecordBody]:
    return at_ms, t.PolicyQuestionAnswered(question_id=f"Q{number}", note="六十五岁")


def raised(number: int, at_ms: int) -> tuple[int, RecordBody]:
    body = w.WarningRaised(
        warning_id=f"W{number}", subject="noise", divisions=(), from_ms=at_ms, signals=(SIGNAL,),
        due_ms={"assess": at_ms + HOUR_MS},
    )  # fmt: skip
    return at_ms, body


def judged(number: int, at_ms: int, *, was_true: bool) -> list[tuple[int, RecordBody]]:
    """A card that is dismissed or acted on, and evaluated."""
    done: RecordBody = w.WarningActedOn(warning_id=f"W{number}", events=("E1",))
    if not was_true:
        done = w.WarningDismissed(warning_id=f"W{number}", note="重复上报")
    return [
        raised(number, at_ms), (at_ms + 1, done),
        (at_ms + 2, w.WarningEvaluated(warning_id=f"W{number}", was_true=was_true, note="已核实")),
    ]  # fmt: skip


@pytest.fixture
def counting(tmp_path: Path) -> Iterator[CountingResults]:
    """Four questions: in time, late, withdrawn, open and past its limit; and four cards."""
    steps = [
        asked(0, MONDAY_MS - 40 * DAY_MS), answered(0, MONDAY_MS - 40 * DAY_MS + 1),
        asked(1, MONDAY_MS), answered(1, MONDAY_MS + HOUR_MS),
        asked(2, MONDAY_MS), answered(2, MONDAY_MS + 3 * HOUR_MS),
        asked(3, MONDAY_MS), (MONDAY_MS + 1, t.PolicyQuestionWithdrawn(question_id="Q3", note="已自行查到")),
        asked(4, MONDAY_MS), (MONDAY_MS + 3 * HOUR_MS, w.WarningAssessed(warning_id="W1", note="属实")),
        raised(1, MONDAY_MS), *judged(2, MONDAY_MS, was_true=True), *judged(3, MONDAY_MS, was_true=False),
        *judged(4, MONDAY_MS - 400 * DAY_MS, was_true=False), asked(5, MONDAY_MS + 4 * HOUR_MS),
    ]  # fmt: skip
    made = CountingResults(sorted(steps, key=lambda step: step[0]), tmp_path)
    yield made
    made.timeline.close()


def test_every_result_has_a_row_of_the_catalogue_and_every_row_a_result() -> None:
    assert {row.result for row in CATALOG.metrics.values() if row.source == "results"} == set(RESULTS)


def test_evaluations_do_not_show_results(counting: CountingResults) -> None:
    assert not any(row.source == "results" for row in CATALOG.offered_metrics().values())


def test_questions_that_are_answered_or_past_their_limit_count_in_28_days(counting: CountingResults) -> None:
    value = counting.value("policy_in_time")
    assert (value.num, value.den, value.quality) == (1, 3, "small_sample"), "in time, late, not at all; not Q0, Q3, Q5"
    assert counting.value("policy_open").value == 2


def test_cards_that_wait_for_a_person_and_false_alarms_of_a_year(counting: CountingResults) -> None:
    assert counting.value("risk_open_cards").value == 1
    value = counting.value("risk_false_alarms")
    assert (value.num, value.den) == (1, 2), "that of more than a year ago does not count"


def test_a_result_of_an_earlier_record_does_not_know_what_came_later(counting: CountingResults) -> None:
    newest = counted("policy_open", NOTHING_ASKED, 0, counting.sources).figure
    before = counting.value("policy_open", seq=newest.as_of_seq - 1)
    assert (before.value, newest.value.value) == (1, 2)
    assert counted_again(replace(newest, as_of_seq=newest.as_of_seq - 1), counting.sources) == before
    with pytest.raises(NoSuchResult, match="is not in the timeline"):
        counting.value("policy_open", seq=newest.as_of_seq + 1)


def test_nothing_that_was_evaluated_is_no_share_of_zero(tmp_path: Path) -> None:
    made = CountingResults([raised(1, MONDAY_MS)], tmp_path)
    assert made.value("risk_false_alarms") == FigureValue(0, 0)
    made.timeline.close()


def test_covered_people_are_those_of_known_villages(counting: CountingResults) -> None:
    value = counting.value("coverage_people", CLINICS)
    assert (value.num, value.den, value.quality) == (500, 1500, "partial"), "the people of one village are not known"
    counting.part.answer = coverage_answers.answer(sites=coverage_answers.sites())
    assert counting.value("coverage_people", SITES).num == 1500
    assert counting.part.asked[-1] == (coverage_answers.SITES_ASKED, counting.timeline.extent.head.seq)


def test_the_longest_gap_is_partial_while_a_village_is_on_no_tour(counting: CountingResults) -> None:
    counting.part.answer = coverage_answers.answer(tours=coverage_answers.tours())
    value = counting.value("tours_longest_gap", TOURS)
    assert (value.value, value.quality) == (2, "partial")
    counting.part.answer = coverage_answers.answer()
    with pytest.raises(NoSuchResult, match="ask for tours"):
        counting.value("tours_longest_gap", CLINICS)


def test_a_county_without_people_has_no_share(counting: CountingResults) -> None:
    nobody = replace(coverage_answers.coverage(), villages=())
    counting.part.answer = CoverageAnswer(coverage=nobody)
    assert counting.value("coverage_people", CLINICS).value is None


def test_another_map_is_named_instead_of_a_wrong_number(counting: CountingResults) -> None:
    then = counted("coverage_people", CLINICS, 0, counting.sources).figure
    assert counted_again(then, counting.sources) == then.value
    moved = replace(coverage_answers.coverage(), limit_min=20.0)
    counting.part.answer = CoverageAnswer(coverage=moved)
    with pytest.raises(OtherBasis, match=r"cannot be compared.*with those of today it would be"):
        counted_again(then, counting.sources)


@pytest.mark.parametrize(
    ("metric", "question", "why"),
    [
        ("reported", NOTHING_ASKED, "there is no result"), ("nothing", "{}", "there is no result"),
        ("coverage_people", "{", "cannot be read"),
        ("coverage_people", '{"service": "clinic", "more": 1}', "cannot be read"),
        ("coverage_people", '{"service": "clinic", "count": -1}', "cannot be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_one_line(
    counting: CountingResults, metric: str, question: str, why: str
) -> None:
    reply = ResultReplies(counting.sources).answer(ResultRequest(request="r", metric=metric, asked=question))
    assert reply.state == "refused"
    assert why in str(reply.why)
    assert reply.figure is None


def test_a_client_is_told_how_far_a_result_is_and_why_there_is_none(counting: CountingResults) -> None:
    replies = ResultReplies(counting.sources)
    request = ResultRequest(request="r", metric="coverage_people", asked=CLINICS)
    counting.part.answer = StillCounting(0.25)
    assert (replies.answer(request).state, replies.answer(request).share) == ("working", 0.25)
    counting.part.answer = Explained("{place} has no roads", place="示范县")
    assert str(replies.answer(request).why) == "示范县 has no roads"
    counting.part.answer = coverage_answers.answer()
    reply = replies.answer(request)
    assert reply.figure is not None
    assert (reply.state, reply.figure.asked, reply.as_of_ms) == ("done", CLINICS, MONDAY_MS + 4 * HOUR_MS)


def test_what_was_asked_is_told_in_words_and_what_cannot_be_read_as_it_is() -> None:
    assert asked_text(result(), CATALOG).zh == CATALOG.public_services["clinic"].name.zh
    assert "流动服务车 2 辆" in asked_text(result("tours_longest_gap", TOURS), CATALOG).zh
    assert asked_text(result(asked="{"), CATALOG).zh == "{"


def test_equal_questions_are_the_same_text_whatever_was_left_out() -> None:
    explicit: dict[str, Any] = {name: getattr(CoverageQuestion(service="clinic"), name) for name in ("weeks", "part")}
    assert question_text(CoverageQuestion(service="clinic", **explicit)) == CLINICS
