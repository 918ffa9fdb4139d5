"""The life cycle of an event: every state with every command, against a table written by hand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county import commands as c
from county import records as r
from county.commands import EventCommand
from county.events import event as ev
from county.events.decisions import decide
from county.events.event import Event, State
from county.events.fold import apply
from county.events.table import BY_COMMAND, TABLE, allowed
from county.records import Record, RecordBody
from county.refusals import Refused
from tests.plain_desk import PlainDesk, decision

HOUR = 3_600_000
COMMANDS: dict[str, EventCommand] = {
    "reject": c.RejectEvent(event_id="E", note="why"),
    "file": c.FileEvent(event_id="E"),
    "merge": c.MergeEvent(event_id="E", into="OTHER"),
    "unmerge": c.UnmergeEvent(event_id="E", note="why"),
    "dispatch": c.DispatchEvent(event_id="E", unit="truck"),
    "accept": c.AcceptTask(event_id="E"),
    "return": c.ReturnTask(event_id="E", note="why"),
    "extend": c.ExtendDeadline(event_id="E", until_ms=100 * HOUR, note="why"),
    "claim": c.ClaimEvent(event_id="E"),
    "hand_over": c.HandOverEvent(event_id="E", to="other", note="why"),
    "release_claim": c.ReleaseClaim(event_id="E"),
    "note": c.NoteEvent(event_id="E", note="why"),
    "add": c.AddUnit(event_id="E", unit="city_management"),
    "release": c.ReleaseUnit(event_id="E", unit="city_management"),
    "set_main": c.SetMainUnit(event_id="E", unit="city_management"),
    "depart": c.ReportDeparture(event_id="E", unit="truck"),
    "arrive": c.ReportArrival(event_id="E", unit="truck"),
    "request": c.RequestExtension(event_id="E", until_ms=100 * HOUR, note="why"),
    "refuse": c.RefuseExtension(event_id="E", note="why"),
    "suspend": c.SuspendEvent(event_id="E", note="why"),
    "resume": c.ResumeEvent(event_id="E"),
    "supervise": c.SuperviseEvent(event_id="E", note="why"),
    "escalate": c.EscalateEvent(event_id="E", step="remind"),
    "feed_back": c.FeedBack(event_id="E", note="done"),
    "rework": c.ReworkEvent(event_id="E", note="why"),
    "close": c.CloseEvent(event_id="E"),
    "follow_up": c.FollowUpEvent(event_id="E", satisfied=True),
    "evaluate": c.EvaluateEvent(event_id="E", score=4),
    "reopen": c.ReopenEvent(event_id="E", note="why"),
    "correct": c.CorrectEvent(event_id="E", note="why", title="another"),
}
WAYS: dict[str, list[str]] = {
    "reported": [],
    "rejected": ["reject"],
    "filed": ["file"],
    "merged": ["merge"],
    "dispatched": ["file", "dispatch"],
    "handling": ["file", "dispatch", "accept"],
    "suspended": ["file", "dispatch", "accept", "suspend"],
    "fed_back": ["file", "dispatch", "accept", "feed_back"],
    "closed": ["file", "dispatch", "accept", "feed_back", "close"],
    "evaluated": ["file", "dispatch", "accept", "feed_back", "close", "evaluate"],
}
EXPECTED: dict[str, dict[str, str]] = {
    "reported": {"reject": "rejected", "file": "filed", "merge": "merged", "correct": "reported", "claim": "reported"},
    "rejected": {},
    "filed": {"merge": "merged", "dispatch": "dispatched", "correct": "filed", "claim": "filed"},
    "merged": {"unmerge": "reported"},
    "dispatched": {
        "accept": "handling", "return": "filed", "request": "dispatched", "extend": "dispatched",
        "supervise": "dispatched", "add": "dispatched", "depart": "dispatched", "arrive": "dispatched",
        "escalate": "dispatched", "correct": "dispatched", "claim": "dispatched",
    },
    "handling": {
        "return": "filed", "request": "handling", "extend": "handling", "suspend": "suspended", "supervise": "handling",
        "feed_back": "fed_back", "add": "handling", "depart": "handling", "arrive": "handling",
        "escalate": "handling", "correct": "handling", "claim": "handling",
    },
    "suspended": {
        "resume": "handling", "supervise": "suspended", "add": "suspended", "correct": "suspended",
        "claim": "suspended",
    },
    "fed_back": {"rework": "handling", "close": "closed", "correct": "fed_back", "claim": "fed_back"},
    "closed": {"follow_up": "closed", "evaluate": "evaluated", "reopen": "dispatched"},
    "evaluated": {"follow_up": "evaluated", "reopen": "dispatched"},
}  # fmt: skip
"""Besides a note, which changes no state."""


def expected_target(state: str, name: str) -> str | None:
    return state if name == "note" else EXPECTED[state].get(name)


class Limits:
    """Ten hours for everything; a pause moves the limit by its length."""

    def due_ms(self, subclass: str, from_ms: int) -> int:
        return from_ms + 10 * HOUR

    def resumed_due_ms(self, subclass: str, due_ms: int, paused_ms: int, resumed_ms: int) -> int:
        return due_ms + resumed_ms - paused_ms

    def span_ms(self, subclass: str, from_ms: int, to_ms: int) -> int:
        return max(0, to_ms - from_ms)

    def before_ms(self, subclass: str, to_ms: int, span_ms: int) -> int:
        return to_ms - span_ms


def record(body: RecordBody, at_ms: int = 0) -> Record:
    return Record(seq=1, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id="c", by="a", body=body)


def reported(event_id: str = "E") -> Event:
    body = r.EventReported(
        event_id=event_id, subclass="s", title="t", source="hotline", x_m=0, y_m=0, division="d", level="general"
    )
    return apply(None, record(body))


def given(event: Event, command: EventCommand, at_ms: int = 0, now_ms: int | None = None) -> Event:
    desk = PlainDesk(Limits(), {("event", "OTHER"): reported("OTHER")})
    for body in decide(event, command, decision(desk, at_ms, now_ms)):
        if body.event_id == event.id:  # type: ignore[attr-defined]
            event = apply(event, record(body, at_ms))
    return event


def in_state(state: str) -> Event:
    event = reported()
    for name in WAYS[state]:
        event = given(event, COMMANDS[name])
    assert event.state == state
    return event


def test_the_table_by_hand_covers_every_state_and_command() -> None:
    assert set(WAYS) == set(EXPECTED) == {state.value for state in State}
    assert {type(command) for command in COMMANDS.values()} | {c.ReportEvent} == set(c.EventCommand.__subclasses__())


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_leads_where_the_table_says_or_is_refused(state: str, name: str) -> None:
    event = in_state(state)
    target = expected_target(state, name)
    assert (type(COMMANDS[name]) in allowed(event)) == (target is not None and name != "escalate")
    if target is None:
        with pytest.raises(Refused) as refused:
            given(event, COMMANDS[name])
        in_sources = State(state) in BY_COMMAND[type(COMMANDS[name])].sources
        without = {"refuse": "extension_not_requested", "supervise": "transition_forbidden"}
        without |= dict.fromkeys(("hand_over", "release_claim"), "not_claimed")
        assert refused.value.code == (without.get(name, "no_unit_fits") if in_sources else "transition_forbidden")
    else:
        after = given(event, COMMANDS[name])
        assert after.state == target
        assert after.open == (target not in ("rejected", "merged", "closed", "evaluated"))
        assert len(after.timeline) == len(event.timeline) + 1


@pytest.mark.parametrize(
    ("state", "name"),
    [("reported", "reject"), ("handling", "return"), ("handling", "extend"), ("handling", "request"),
     ("handling", "suspend"),
     ("handling", "supervise"), ("handling", "feed_back"), ("fed_back", "rework"), ("handling", "correct"),
     ("evaluated", "note")],
)  # fmt: skip
def test_steps_that_must_be_explained_need_a_note(state: str, name: str) -> None:
    import msgspec

    bare = msgspec.structs.replace(COMMANDS[name], note="  ")
    with pytest.raises(Refused) as refused:
        given(in_state(state), bare)
    assert refused.value.code == "note_missing"


def test_the_clock_starts_with_the_dispatch_and_ends_with_the_return() -> None:
    assert in_state("filed").due_ms is None
    dispatched = given(in_state("filed"), COMMANDS["dispatch"], at_ms=HOUR)
    assert (dispatched.dispatched_ms, dispatched.due_ms, dispatched.unit) == (HOUR, 11 * HOUR, "truck")
    back = given(dispatched, COMMANDS["return"], at_ms=2 * HOUR)
    assert (back.dispatched_ms, back.due_ms, back.unit, back.choice) == (None, None, "", None)
    assert back.timeline[-1].unit == "truck"


def test_a_suspension_moves_the_limit_by_its_length() -> None:
    suspended = given(in_state("handling"), COMMANDS["suspend"], at_ms=2 * HOUR)
    resumed = given(suspended, COMMANDS["resume"], at_ms=7 * HOUR)
    assert resumed.due_ms == 15 * HOUR
    assert resumed.suspended_ms is None


def test_the_time_of_verification_does_not_count_for_the_unit() -> None:
    fed_back = given(in_state("handling"), COMMANDS["feed_back"], at_ms=4 * HOUR)
    again = given(fed_back, COMMANDS["rework"], at_ms=9 * HOUR)
    assert again.due_ms == 15 * HOUR
    assert (again.reworked, again.fed_back_ms) == (1, None)


def test_an_extension_must_be_later_and_within_a_year() -> None:
    event = in_state("handling")
    for until_ms, code in ((10 * HOUR, "extension_not_later"), (10**15, "time_too_far")):
        with pytest.raises(Refused) as refused:
            given(event, c.ExtendDeadline(event_id="E", until_ms=until_ms, note="why"))
        assert refused.value.code == code
    assert given(event, COMMANDS["extend"]).due_ms == 100 * HOUR


@pytest.mark.parametrize("target", ["itself", "ended", "unknown"])
def test_an_event_merges_only_into_another_open_one(target: str) -> None:
    event = reported()
    other = {"itself": event, "ended": in_state("merged"), "unknown": None}[target]
    command = c.MergeEvent(event_id="E", into=other.id if other else "?")
    with pytest.raises(Refused) as refused:
        decide(event, command, decision(PlainDesk(Limits(), {("event", command.into): other}), 0))
    assert refused.value.code in ("merge_target_unfit", "event_unknown")


def test_two_events_cannot_be_merged_into_each_other() -> None:
    first, second = reported("A"), reported("B")
    into_b = PlainDesk(Limits(), {("event", "B"): second})
    merged, _ = decide(first, c.MergeEvent(event_id="A", into="B"), decision(into_b, 0))
    first = apply(first, record(merged))
    into_a = PlainDesk(Limits(), {("event", "A"): first})
    with pytest.raises(Refused):
        decide(second, c.MergeEvent(event_id="B", into="A"), decision(into_a, 0))


def asked() -> Event:
    return given(in_state("handling"), COMMANDS["request"], at_ms=2 * HOUR)


def test_the_clock_runs_while_a_request_for_an_extension_waits() -> None:
    assert (asked().due_ms, asked().extension_until_ms) == (10 * HOUR, 100 * HOUR)
    assert asked().overdue(10 * HOUR)
    with pytest.raises(Refused) as refused:
        given(asked(), COMMANDS["request"])
    assert refused.value.code == "extension_waits"


def test_a_request_is_approved_without_a_further_reason_and_refused_with_one() -> None:
    approved = given(asked(), c.ExtendDeadline(event_id="E", until_ms=50 * HOUR))
    assert (approved.due_ms, approved.extended, approved.extension_until_ms) == (50 * HOUR, True, None)
    refused = given(asked(), COMMANDS["refuse"])
    assert (refused.due_ms, refused.extended, refused.extension_until_ms) == (10 * HOUR, False, None)
    with pytest.raises(Refused) as missing:
        given(asked(), c.RefuseExtension(event_id="E"))
    assert missing.value.code == "note_missing"


@pytest.mark.parametrize("step", ["return", "suspend", "feed_back"])
def test_a_request_ends_with_the_task_or_its_clock(step: str) -> None:
    assert given(asked(), COMMANDS[step]).extension_until_ms is None


def test_an_extension_that_is_not_later_cannot_even_be_requested() -> None:
    with pytest.raises(Refused) as refused:
        given(in_state("handling"), c.RequestExtension(event_id="E", until_ms=10 * HOUR, note="why"))
    assert refused.value.code == "extension_not_later"


def test_what_was_returned_can_be_supervised_before_it_is_dispatched_again() -> None:
    returned = given(in_state("handling"), COMMANDS["return"])
    assert (returned.state, returned.returned) == (State.FILED, 1)
    assert given(returned, COMMANDS["supervise"]).supervised


def test_supervision_is_requested_once() -> None:
    supervised = given(in_state("handling"), COMMANDS["supervise"])
    assert supervised.supervised
    with pytest.raises(Refused) as refused:
        given(supervised, COMMANDS["supervise"])
    assert refused.value.code == "already_supervised"


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_is_one_to_five(score: int) -> None:
    with pytest.raises(Refused) as refused:
        given(in_state("closed"), c.EvaluateEvent(event_id="E", score=score))
    assert refused.value.code == "score_out_of_range"


def test_a_step_from_before_the_last_one_is_refused_beyond_the_tolerance_of_clocks() -> None:
    event = given(reported(), COMMANDS["file"], at_ms=HOUR)
    given(event, COMMANDS["dispatch"], at_ms=HOUR - ev.CLOCK_TOLERANCE_MS, now_ms=HOUR)
    with pytest.raises(Refused) as refused:
        given(event, COMMANDS["dispatch"], at_ms=HOUR - ev.CLOCK_TOLERANCE_MS - 1, now_ms=HOUR)
    assert refused.value.code == "time_before_last_step"


@pytest.mark.parametrize("state", EXPECTED)
def test_a_note_is_a_line_of_the_time_line_and_changes_nothing_else(state: str) -> None:
    event = in_state(state)
    noted = given(given(event, COMMANDS["note"], at_ms=HOUR), COMMANDS["note"], at_ms=2 * HOUR)
    assert [step.kind for step in noted.timeline] == [*(step.kind for step in event.timeline), *["EventNoted"] * 2]
    assert replace(noted, timeline=event.timeline) == event
    assert (noted.since_ms, noted.last_change) == (0, event.timeline[-1])
    assert ev.project(noted) == ev.project(event)


def test_a_step_from_before_a_note_is_not_late() -> None:
    noted = given(reported(), COMMANDS["note"], at_ms=HOUR)
    assert given(noted, COMMANDS["file"], at_ms=1, now_ms=HOUR).state is State.FILED


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"title": " "}, "title_missing"), ({"title": "\u200d"}, "title_missing"),
     ({"title": "\ufe0f\ufe0e"}, "title_missing"), ({"title": "x" * 201}, "text_too_long"),
     ({"note": "x" * 4001}, "text_too_long"), ({"event_id": ""}, "id_invalid"), ({"event_id": "a\nb"}, "id_invalid"),
     ({"event_id": "x" * 65}, "id_invalid")],
)  # fmt: skip
def test_a_report_needs_a_number_and_a_title_of_limited_length(changes: dict[str, str], code: str) -> None:
    fields: dict[str, object] = {
        "event_id": "E", "subclass": "s", "title": "t", "source": "hotline", "x_m": 0.0, "y_m": 0.0,
    }  # fmt: skip
    command = c.ReportEvent(**(fields | changes))  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        decide(None, command, decision(PlainDesk(Limits()), 0))
    assert refused.value.code == code


def test_a_number_is_assigned_once() -> None:
    command = c.ReportEvent(event_id="E", subclass="s", title="t", source="hotline", x_m=0, y_m=0)
    with pytest.raises(Refused) as refused:
        decide(reported(), command, decision(PlainDesk(Limits()), 0))
    assert refused.value.code == "event_exists"


@pytest.mark.parametrize(
    ("command", "record_kind", "state"),
    [("follow_up", "FollowUpMade", "closed"), ("extend", "DeadlineExtended", "handling"),
     ("note", "EventNoted", "rejected")],
)
def test_repeatable_steps_are_limited_in_number(command: str, record_kind: str, state: str) -> None:
    rule = next(rule for rule in TABLE if rule.record.__name__ == record_kind)
    assert rule.at_most is not None
    event = in_state(state)
    for step in range(rule.at_most):
        again = COMMANDS[command]
        if isinstance(again, c.ExtendDeadline):
            again = c.ExtendDeadline(event_id="E", until_ms=(100 + step) * HOUR, note="why")
        event = given(event, again)
    with pytest.raises(Refused) as refused:
        given(event, COMMANDS[command])
    assert refused.value.code == "too_often"


def test_an_ended_event_is_archived_fourteen_days_after_its_end_was_recorded() -> None:
    event = in_state("closed")
    assert ev.expires_ms(in_state("fed_back")) is None
    assert ev.expires_ms(event) == ev.RETENTION_DAYS * 86_400_000
    followed = given(event, COMMANDS["follow_up"], at_ms=HOUR)
    assert ev.expires_ms(followed) == ev.expires_ms(event)
    assert ev.expires_ms(given(event, COMMANDS["evaluate"], at_ms=HOUR)) == ev.expires_ms(event)


def test_an_ended_event_is_assigned_again_to_its_unit_with_a_new_deadline_and_keeps_its_history() -> None:
    answered = given(in_state("evaluated"), c.FollowUpEvent(event_id="E", satisfied=False, solved=False), at_ms=HOUR)
    assert (answered.satisfied, answered.solved) == (False, False)
    again = given(answered, c.ReopenEvent(event_id="E"), at_ms=50 * HOUR)
    assert (again.state, again.open, again.unit, again.reopened) == (State.DISPATCHED, True, "truck", 1)
    assert (again.dispatched_ms, again.due_ms, again.fed_back_ms) == (50 * HOUR, 60 * HOUR, None)
    assert (again.ended_ms, again.ended_recorded_ms, ev.expires_ms(again)) == (None, None, None)
    assert (again.satisfied, again.solved, again.score) == (None, None, None), "they are about the first time"
    assert again.timeline[:-1] == answered.timeline
    assert ev.expires_ms(in_closed_again(again, 70 * HOUR)) == 70 * HOUR + ev.RETENTION_MS


def in_closed_again(event: Event, at_ms: int) -> Event:
    for name in ("accept", "feed_back", "close"):
        event = given(event, COMMANDS[name], at_ms=at_ms)
    return event


@pytest.mark.parametrize("solved", [None, True])
def test_assigning_again_needs_a_reason_unless_the_reporter_said_not_solved(solved: bool | None) -> None:
    event = given(in_state("closed"), c.FollowUpEvent(event_id="E", satisfied=False, solved=solved))
    with pytest.raises(Refused) as refused:
        given(event, c.ReopenEvent(event_id="E", note=" "))
    assert refused.value.code == "note_missing"
    assert given(event, COMMANDS["reopen"]).open


def test_a_report_outside_the_county_is_refused_and_one_where_no_outline_is_belongs_to_the_county() -> None:
    command = c.ReportEvent(
        event_id="E", subclass="exposed_garbage", title="t", source="hotline", x_m=0, y_m=0, division="elsewhere"
    )
    with pytest.raises(Refused) as refused:
        decide(None, command, decision(PlainDesk(Limits(), division=None), 0))
    assert refused.value.code == "place_outside"
    [body] = decide(None, command, decision(PlainDesk(Limits(), division="990123"), 0))
    assert isinstance(body, r.EventReported)
    assert body.division == "990123"
