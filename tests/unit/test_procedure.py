"""Procedures: allowed transitions are executed, others are refused, and clocks follow their limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import catalog
from county.aggregate import NEVER_MS, Decision, StateColumn
from county.authority import Author, Principal, Role
from county.catalog import Limit
from county.durations import DAY_MS
from county.events.deadlines import TimeLimits
from county.procedure import Case, CaseClock, CaseCommand, CaseRecord, Procedure, Transition
from county.records import Record
from county.refusals import TEMPLATES, Refused


class RequestCommand(CaseCommand, frozen=True, kw_only=True):
    request_id: str


class RequestData(RequestCommand, frozen=True, kw_only=True):
    item: str


class ReviewRequest(RequestCommand, frozen=True, kw_only=True):
    pass


class AskBack(RequestCommand, frozen=True, kw_only=True):
    pass


class AnswerQuestion(RequestCommand, frozen=True, kw_only=True):
    pass


class GrantRequest(RequestCommand, frozen=True, kw_only=True):
    pass


class RefuseRequest(RequestCommand, frozen=True, kw_only=True):
    pass


class AddNote(RequestCommand, frozen=True, kw_only=True):
    pass


class ProlongReview(RequestCommand, frozen=True, kw_only=True):
    until_ms: int


class RequestRecord(CaseRecord, frozen=True, kw_only=True):
    request_id: str


class DataRequested(RequestRecord, frozen=True, kw_only=True):
    item: str


class RequestReviewed(RequestRecord, frozen=True, kw_only=True):
    pass


class QuestionAsked(RequestRecord, frozen=True, kw_only=True):
    pass


class QuestionAnswered(RequestRecord, frozen=True, kw_only=True):
    pass


class RequestGranted(RequestRecord, frozen=True, kw_only=True):
    granted_by: str


class RequestRefused(RequestRecord, frozen=True, kw_only=True):
    pass


class NoteAdded(RequestRecord, frozen=True, kw_only=True):
    pass


class ReviewProlonged(RequestRecord, frozen=True, kw_only=True):
    pass


class SharingRequest(Case, frozen=True, kw_only=True):
    item: str
    granted_by: str = ""


def another_signs(case: Any, command: Any, decision: Decision) -> Mapping[str, object]:
    """The requester must not grant."""
    if case.steps[0].actor == decision.author.by:
        raise Refused("watch_only", command="GrantRequest")
    return {"granted_by": decision.author.by}


def prolonged(case: Any, command: Any, decision: Decision) -> Mapping[str, object]:
    return {"due_ms": {"review": command.until_ms}}


SHARING: Procedure[SharingRequest] = Procedure(
    key="sharing", state=SharingRequest, command=RequestCommand, record=RequestRecord, subject="request_id",
    states=("requested", "asked_back", "reviewed", "granted", "refused"),
    rules=(
        Transition(RequestData,    (),                          "requested",  DataRequested),
        Transition(ReviewRequest,  ("requested",),              "reviewed",   RequestReviewed),
        Transition(AskBack,        ("requested", "reviewed"),   "asked_back", QuestionAsked,    note_required=True),
        Transition(AnswerQuestion, ("asked_back",),             "requested",  QuestionAnswered,
                   may=frozenset({Role.UNIT})),
        Transition(GrantRequest,   ("reviewed",),               "granted",    RequestGranted,   guard="another_signs"),
        Transition(RefuseRequest,  ("requested", "reviewed"),   "refused",    RequestRefused,   note_required=True),
        Transition(AddNote,        ("requested", "granted"),    None,         NoteAdded,        at_most=200),
        Transition(ProlongReview,  ("requested", "reviewed"),   None,         ReviewProlonged,  guard="prolonged"),
    ),
    ends=frozenset({"granted", "refused"}), retention_days=14,
    clocks=(
        CaseClock(
            "review", frozenset({"requested", "reviewed"}), Limit(5, "work_day"), waits=frozenset({"asked_back"})
        ),
        CaseClock("answer", frozenset({"asked_back"}), Limit(48, "urgent_hour")),
    ),
    guards={"another_signs": another_signs, "prolonged": prolonged}, columns=(StateColumn("item", "O"),),
)  # fmt: skip
PROCEDURES: tuple[Procedure[Any], ...] = (SHARING,)
"""Every procedure whose table is tested."""
FIELDS = {"item": "人口基础数据", "until_ms": 1_900_000_000_000}
"""Fields that commands need besides their id and note."""


def ms(text: str) -> int:
    """County time, e.g. 2026-11-23 10:00, a Monday."""
    return round(datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=8))).timestamp() * 1000)


MONDAY_MS = ms("2026-11-23 10:00")


@dataclass
class DeskDeadlines:
    """The only part of a desk that the engine uses."""

    deadlines: TimeLimits


DESK = DeskDeadlines(TimeLimits(catalog.load()))


def decision(at_ms: int, by: str = "officer-2") -> Decision:
    author = Author(Principal(id=by, roles=frozenset({Role.OPERATOR})))
    return Decision(author=author, at_ms=at_ms, now_ms=at_ms, desk=DESK)  # type: ignore[arg-type]


def command(kind: type[CaseCommand], subject: str, *, note: str = "见附件", **fields: Any) -> Any:
    wanted = {name: value for name, value in (FIELDS | fields).items() if name in kind.__struct_fields__}
    return kind(**{subject: "R1", "note": note, **wanted})


def step(procedure: Procedure[Any], case: Any, kind: type[CaseCommand], at_ms: int, **fields: Any) -> Any:
    """The case after a command, decided and folded as the desk does."""
    by = "officer-1" if case is None else "officer-2"
    aggregate = procedure.aggregate()
    [body] = aggregate.decide(case, command(kind, procedure.subject, **fields), decision(at_ms, by))
    return aggregate.apply(case, Record(
        seq=1, realm="live", happened_ms=at_ms, recorded_ms=at_ms + 500, command_id="c", body=body, by=by,
    ))  # fmt: skip


def cases(procedure: Procedure[Any]) -> dict[str, Any]:
    """A case in every state, brought there by the shortest way."""
    found: dict[str, Any] = {}
    waiting = [step(procedure, None, rule.command, MONDAY_MS) for rule in procedure.rules if not rule.sources]
    while waiting:
        case = waiting.pop(0)
        if case.state not in found:
            found[case.state] = case
            ahead_ms = case.steps[-1].happened_ms + 60_000
            waiting += [step(procedure, case, kind, ahead_ms) for kind in procedure.allowed(case)]
    return found


PATHS = [(p, state, rule) for p in PROCEDURES for state, rule in product(("", *p.states), p.rules)]


@pytest.mark.parametrize(
    ("procedure", "state", "rule"), PATHS, ids=[f"{p.key}:{s or 'new'}:{r.command.__name__}" for p, s, r in PATHS]
)
def test_every_command_in_every_state_follows_its_line_of_the_table(
    procedure: Procedure[Any], state: str, rule: Transition
) -> None:
    case = cases(procedure)[state] if state else None
    at_ms = MONDAY_MS + 3_600_000
    if state in rule.sources or (not rule.sources and case is None):
        after = step(procedure, case, rule.command, at_ms)
        assert after.state == (rule.target or state)
        assert after.steps[-1].kind == rule.record.__name__
        assert len(after.steps) == (len(case.steps) if case else 0) + 1
    else:
        with pytest.raises(Refused) as refused:
            step(procedure, case, rule.command, at_ms)
        codes = {True: "case_unknown", False: "case_transition_forbidden" if rule.sources else "case_exists"}
        assert refused.value.code == codes[case is None]
        assert TEMPLATES[refused.value.code].format_map(refused.value.params)
    if rule.note_required and state in rule.sources:
        with pytest.raises(Refused, match="case_note_missing"):
            step(procedure, case, rule.command, at_ms, note="  ")


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.key)
def test_every_state_can_be_reached(procedure: Procedure[Any]) -> None:
    assert cases(procedure).keys() == {*procedure.states}


PATH = st.lists(st.tuples(st.sampled_from([rule.command for rule in SHARING.rules]), st.integers(0, 4 * DAY_MS)))


@given(PATH)
def test_along_any_path_clocks_run_wait_and_end_with_the_states(path: list[tuple[type[CaseCommand], int]]) -> None:
    aggregate, case, at_ms = SHARING.aggregate(), None, MONDAY_MS
    for kind, pause_ms in path:
        at_ms += pause_ms
        if kind not in ((RequestData,) if case is None else SHARING.allowed(case)):
            with pytest.raises(Refused):
                step(SHARING, case, kind, at_ms)
            continue
        case = step(SHARING, case, kind, at_ms)
        for clock in SHARING.clocks:
            assert (clock.key in case.due_ms) >= (case.state in clock.runs)
            assert (clock.key in case.due_ms) <= (case.state in clock.runs | clock.waits)
            assert (clock.key in case.waits_ms) <= (case.state in clock.waits)
        assert (aggregate.expires_ms(case) is not None) == (case.state in SHARING.ends)
        row = aggregate.project(case)
        assert len(row) == len(aggregate.columns)
        assert row[-1] == (NEVER_MS if case.ended_ms is None else case.ended_ms + 14 * DAY_MS)
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(case), type=SharingRequest) == case


def test_a_clock_counts_working_time_and_is_stopped_while_an_answer_is_awaited() -> None:
    case = step(SHARING, None, RequestData, MONDAY_MS)
    assert case.due_ms == {"review": ms("2026-11-30 10:00")}, "five work days"
    case = step(SHARING, case, AskBack, ms("2026-11-24 10:00"))
    assert case.waits_ms == {"review": ms("2026-11-24 10:00")}
    assert case.due_ms["answer"] == ms("2026-11-26 10:00"), "48 hours round the clock"
    assert SHARING.late(case, ms("2026-12-24 10:00")) == ("answer",), "the review waits"
    case = step(SHARING, case, AnswerQuestion, ms("2026-11-25 10:00"))
    assert (case.due_ms, case.waits_ms) == ({"review": ms("2026-12-01 10:00")}, {})
    assert SHARING.late(case, ms("2026-12-01 09:59")) == ()
    assert SHARING.late(case, ms("2026-12-01 10:00")) == ("review",)


def test_a_step_within_the_states_of_a_clock_does_not_restart_it() -> None:
    requested = step(SHARING, None, RequestData, MONDAY_MS)
    assert step(SHARING, requested, ReviewRequest, MONDAY_MS + DAY_MS).due_ms == requested.due_ms


def test_a_repeatable_step_is_limited_and_the_others_remain_possible() -> None:
    rules = tuple(replace(rule, at_most=3) if rule.command is AddNote else rule for rule in SHARING.rules)
    bounded = replace(SHARING, rules=rules)
    case = step(bounded, None, RequestData, MONDAY_MS)
    for _ in range(3):
        case = step(bounded, case, AddNote, MONDAY_MS)
    with pytest.raises(Refused) as refused:
        step(bounded, case, AddNote, MONDAY_MS)
    assert refused.value.code == "case_too_often"
    assert TEMPLATES["case_too_often"].format_map(refused.value.params)
    assert step(bounded, case, ReviewRequest, MONDAY_MS).state == "reviewed"


def test_a_guard_can_refuse_and_can_add_data_of_the_desk() -> None:
    requested = step(SHARING, step(SHARING, None, RequestData, MONDAY_MS), ReviewRequest, MONDAY_MS)
    granted = step(SHARING, requested, GrantRequest, MONDAY_MS)
    assert (granted.item, granted.granted_by) == ("人口基础数据", "officer-2")
    with pytest.raises(Refused, match="watch_only"):
        SHARING.decide(requested, command(GrantRequest, "request_id"), decision(MONDAY_MS, "officer-1"))
    prolonged = step(SHARING, requested, ProlongReview, MONDAY_MS, until_ms=MONDAY_MS + 90 * DAY_MS)
    assert (prolonged.state, prolonged.due_ms) == ("reviewed", {"review": MONDAY_MS + 90 * DAY_MS})


@pytest.mark.parametrize("bad", ["", "x" * 65, "R\n1"])
def test_a_case_needs_a_number_of_printable_characters(bad: str) -> None:
    with pytest.raises(Refused, match="case_id_invalid"):
        SHARING.decide(None, RequestData(request_id=bad, item="x"), decision(MONDAY_MS))


def test_long_texts_and_steps_before_the_last_one_are_refused() -> None:
    with pytest.raises(Refused, match="text_too_long"):
        SHARING.decide(None, RequestData(request_id="R1", item="x" * 4_001), decision(MONDAY_MS))
    requested = step(SHARING, None, RequestData, MONDAY_MS)
    early = replace(decision(MONDAY_MS - DAY_MS), now_ms=MONDAY_MS)
    with pytest.raises(Refused, match="case_time_before_last_step"):
        SHARING.decide(requested, command(ReviewRequest, "request_id"), early)


def test_a_record_of_an_unknown_case_is_an_error() -> None:
    body = RequestReviewed(request_id="R1")
    with pytest.raises(ValueError, match="never created"):
        SHARING.apply(None, Record(seq=7, realm="live", happened_ms=0, recorded_ms=0, command_id="c", body=body))


def test_the_aggregate_has_the_roles_and_columns_of_the_table() -> None:
    aggregate = SHARING.aggregate()
    assert aggregate.may[AnswerQuestion] == {Role.UNIT}
    assert aggregate.may.keys() == {rule.command for rule in SHARING.rules}
    assert [column.name for column in aggregate.columns] == ["state", "since_ms", "due_ms", "item", "expires_ms"]
    table = aggregate.table([step(SHARING, None, RequestData, MONDAY_MS)])
    assert table["item"].tolist() == ["人口基础数据"]
    assert table["expires_ms"].tolist() == [NEVER_MS]


RULES = SHARING.rules
REVIEW = SHARING.clocks[0]


@pytest.mark.parametrize(
    "change",
    [
        {"rules": (*RULES, Transition(AddNote, ("requested",), None, ReviewProlonged))},
        {"rules": (*RULES[:-1], Transition(ProlongReview, ("requested",), None, NoteAdded))},
        {"rules": (*RULES[:-1], Transition(ProlongReview, ("lost",), None, ReviewProlonged))},
        {"rules": (*RULES[:-1], Transition(ProlongReview, ("requested",), "lost", ReviewProlonged))},
        {"rules": (*RULES[:-1], Transition(ProlongReview, (), None, ReviewProlonged))},
        {"rules": (*RULES[:-1], Transition(ProlongReview, ("requested",), None, ReviewProlonged, guard="lost"))},
        {"states": (*SHARING.states, "never_reached")},
        {"ends": frozenset({"lost"})},
        {"clocks": (replace(REVIEW, runs=frozenset({"lost"})),)},
        {"clocks": (replace(REVIEW, runs=frozenset()),)},
        {"clocks": (replace(REVIEW, waits=REVIEW.runs),)},
    ],
)
def test_an_inconsistent_table_is_an_error_when_it_is_created(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="procedure sharing: its table is inconsistent"):
        replace(SHARING, **change)
