"""Group commit: acknowledged changes persist, refused ones leave no trace, and a failed commit rolls everything
back."""

from __future__ import annotations

from itertools import product
from typing import Annotated, Any, get_args, get_origin

import msgspec
import pytest

from county import commands as c
from county.aggregates import COMMANDS
from county.authority import SIMULATION, Principal, Role, may
from county.commands import Command
from county.sensing import Quality, Readings
from county.streams import READINGS
from services.loop.commit_group import ClientRequest, InternalCommand, Result
from services.protocol.messages import Accepted, Rejected, SubmitRows
from services.store.memory_history import MemoryHistory
from services.store.ports import Commit, StoreFailed
from tests.rows import readings_of
from tests.unit.running_desk import NOON_MS, OPERATOR, RunningDesk
from tests.unit.running_desk import report as report_body

FULL = StoreFailed("disk_full", "database or disk is full")


class CommittingDesk(RunningDesk):
    """A running desk that also stores readings and processes whole groups."""

    def __init__(self) -> None:
        super().__init__()
        self.history = MemoryHistory((READINGS,))

    def append(self, commit: Commit) -> None:
        super().append(commit)
        self.history.append(commit)

    def process(self, *requests: Command | SubmitRows, own: tuple[tuple[Principal, Command], ...] = ()) -> Result:
        """One group of these requests and internal commands."""
        group = self.committer.decide(
            [ClientRequest(OPERATOR, request) for request in requests], [InternalCommand(*pair) for pair in own], (),
            now_ms=NOON_MS, wall_ms=NOON_MS,
        )  # fmt: skip
        if group.empty:
            return Result(group.answers, [], {})
        self.store.begin(group.commit)
        done = self.store.done(0)
        assert done is not None
        return self.committer.finish(group, done)

    def retry(self) -> None:
        """The loop's retry while the log refuses: an empty group."""
        group = self.committer.decide((), (), (), now_ms=NOON_MS, wall_ms=NOON_MS)
        self.store.begin(group.commit)
        done = self.store.done(0)
        assert done is not None
        self.committer.finish(group, done)

    def answers(self, *requests: Command | SubmitRows) -> list[Accepted | Rejected]:
        return self.process(*requests).answers

    def newest(self) -> Readings:
        return Readings.of(self.history.newest("readings"))


@pytest.fixture
def office() -> CommittingDesk:
    return CommittingDesk()


def report(number: int, title: str = "暴露垃圾") -> Command:
    return Command(id=f"c{number}", realm="live", happened_ms=NOON_MS, body=report_body(f"E{number}", title=title))


def command(command_id: str, body: c.CommandBody, **envelope: str) -> Command:
    return Command(id=command_id, realm="live", happened_ms=NOON_MS, body=body, **envelope)


def submitted(*values: float, at_ms: int = NOON_MS, step_ms: int = 1) -> SubmitRows:
    n = len(values)
    times = [at_ms - (n - 1 - i) * step_ms for i in range(n)]
    return readings_of("r", ["bin-1"] * n, ["fill"] * n, times, values)


def test_a_repeated_command_gets_its_first_answer_within_a_group_and_after_it(office: CommittingDesk) -> None:
    first = Accepted(command_id="c1", first_seq=1, last_seq=1)
    assert office.answers(report(1), report(1)) == [first, first]
    assert office.answers(report(1)) == [first]
    assert office.store.head.seq == 1


def test_an_id_reused_with_different_content_is_refused(office: CommittingDesk) -> None:
    office.process(report(1))
    assert office.answers(report(1, title="另一件事")) == [
        Rejected(command_id="c1", code="id_reused", params={"command": "c1"})
    ]


def test_a_refused_command_leaves_no_trace_so_a_retry_is_decided_again(office: CommittingDesk) -> None:
    file = command("f", c.FileEvent(event_id="E1"))
    (refused,) = office.answers(file)
    assert isinstance(refused, Rejected)
    office.process(report(1))
    assert office.answers(file) == [Accepted(command_id="f", first_seq=2, last_seq=2)]


def test_a_full_disk_rolls_back_the_whole_group_except_what_was_stored_before(office: CommittingDesk) -> None:
    office.process(report(1))
    office.store.failure = FULL
    answers = office.answers(report(1), *[report(n) for n in range(2, 200)])
    assert isinstance(answers[0], Accepted), "it was durable long before"
    assert {answer.code for answer in answers[1:] if isinstance(answer, Rejected)} == {"disk_full"}
    assert len(answers[1:]) == 198
    assert list(office.desk.events) == ["E1"]
    assert office.committer.refusing == "disk_full"
    office.retry()
    assert office.committer.refusing == "disk_full"
    assert "full" in office.committer.refusing_reason
    office.store.failure = None
    office.retry()
    assert (office.committer.refusing, office.committer.refusing_reason) == ("", "")
    assert office.answers(report(2)) == [Accepted(command_id="c2", first_seq=2, last_seq=2)]


def test_a_request_is_not_answered_while_the_disk_may_contain_the_commit_that_failed(office: CommittingDesk) -> None:
    office.process(report(1))
    office.store.failure = StoreFailed("journal_failed", "disk I/O error", uncertain=True)
    answers = office.process(report(1), report(2), command("f", c.FileEvent(event_id="E9"))).answers
    assert isinstance(answers[0], Accepted), "it was durable long before"
    assert answers[1] is None
    assert isinstance(answers[2], Rejected), "it was never part of a commit"
    assert office.committer.refusing == "journal_failed"
    office.store.failure = None
    assert office.answers(report(2)) == [Accepted(command_id="c2", first_seq=2, last_seq=2)]


def test_a_command_that_can_be_stored_does_not_end_the_refusal_of_others(office: CommittingDesk) -> None:
    office.store.failure = FULL
    office.process(report(1))
    office.store.failure = None
    assert isinstance(office.answers(report(2))[0], Accepted)
    assert office.committer.refusing == "disk_full", "only a test of the whole store ends it"
    office.retry()
    assert office.committer.refusing == ""


def test_readings_refused_for_a_full_disk_are_counted_and_raise_no_alarm(office: CommittingDesk) -> None:
    office.store.failure = FULL
    many = submitted(*[99.0] * 500)
    (answer,) = office.answers(many)
    assert isinstance(answer, Rejected)
    assert answer.code == "disk_full"
    assert office.committer.refused_rows == 500
    assert not office.desk.alarms
    office.store.failure = None
    assert office.answers(many) == [Accepted(command_id="r", first_seq=0, last_seq=-1)]
    assert len(office.desk.alarms) == 1, "sent again, the same readings raise it"
    assert len(office.history.between("readings", 0, 0, 2**62, 1_000)) == 500


@pytest.mark.parametrize("value", [101.0, -0.1, 1e300])
def test_an_impossible_reading_is_stored_and_published_as_bad_and_raises_nothing(
    office: CommittingDesk, value: float
) -> None:
    result = office.process(submitted(50.0, value))
    assert isinstance(result.answers[0], Accepted)
    assert result.columns["readings"]["quality"].tolist() == [Quality.GOOD, Quality.BAD]
    assert office.newest().quality.tolist() == [Quality.BAD]
    assert not result.records


@pytest.mark.parametrize(
    ("at_ms", "value"),
    [(NOON_MS, float("nan")), (NOON_MS, float("inf")), (NOON_MS + 600_001, 50.0), (2**62, 50.0), (-1, 50.0)],
)
def test_a_reading_that_is_not_a_number_or_in_the_future_is_refused(
    office: CommittingDesk, at_ms: int, value: float
) -> None:
    (answer,) = office.answers(submitted(value, at_ms=at_ms))
    assert isinstance(answer, Rejected)
    assert (answer.code, answer.params["sensor"]) == ("reading_invalid", "bin-1")
    assert len(office.newest()) == 0


def test_more_readings_than_a_message_may_hold_are_refused(office: CommittingDesk) -> None:
    (answer,) = office.answers(submitted(*[50.0] * 1_001))
    assert isinstance(answer, Rejected)
    assert answer.code == "reading_invalid"
    assert "1000" in answer.params["reason"]
    assert len(office.newest()) == 0


@pytest.mark.parametrize(
    ("envelope", "body", "limit"),
    [
        ({}, c.AcknowledgeAlarm(alarm_id="A", note="x" * 4_001), 4_000),
        ({}, c.FollowUpEvent(event_id="E1", satisfied=True, note="x" * 4_001), 4_000),
        ({}, c.AcknowledgeAlarm(alarm_id="x" * 201), 200),
        ({}, c.DispatchEvent(event_id="E1", unit="x" * 201), 200),
        ({"for_": "x" * 201}, c.FileEvent(event_id="E1"), 200),
        ({"command_id": "x" * 201}, c.FileEvent(event_id="E1"), 200),
    ],
)
def test_the_length_of_every_field_of_a_command_is_limited(
    office: CommittingDesk, envelope: dict[str, str], body: c.CommandBody, limit: int
) -> None:
    fields = {"command_id": "f"} | envelope
    (answer,) = office.answers(command(body=body, **fields))
    assert isinstance(answer, Rejected)
    assert (answer.code, answer.params) == ("text_too_long", {"limit": str(limit)})


def test_a_reporter_with_too_long_a_name_is_refused(office: CommittingDesk) -> None:
    named = msgspec.structs.replace(report(1).body, reporter="x" * 201)
    (answer,) = office.answers(msgspec.structs.replace(report(1), body=named))
    assert isinstance(answer, Rejected)
    assert answer.code == "text_too_long"


EXAMPLES: dict[Any, Any] = {str: "E1", int: 1, float: 1.0, bool: True, bytes: b"x", tuple[str, ...]: ()}


def first_of(kind: Any) -> Any:
    """A value of a type: the first of those that it lists; of a tuple none; of a struct an example."""
    if get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if kind in EXAMPLES:
        return EXAMPLES[kind]
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return example(kind)
    return () if get_origin(kind) is tuple else get_args(kind)[0]


def example(kind: type[Any], **texts: str) -> Any:
    """A command of this type, or a struct in one, with ``texts`` in some of its fields."""
    made = {field.name: first_of(field.type) for field in msgspec.structs.fields(kind) if field.required}
    return kind(**(made | texts))


INVISIBLE = (
    "\x00", "\x1b", "\x7f", "\x85", "\r", "\u2028", "\u061c", "\u200f", "\u202e", "\u2066", "\u00ad", "\u200b",
    "\u2060", "\ufeff", "\U000e0041", "\u3164", "\u2800",
)  # fmt: skip


@pytest.mark.parametrize("kind", [kind for kind in COMMANDS if may(OPERATOR, kind)], ids=lambda kind: kind.__name__)
def test_no_text_of_any_command_contains_invisible_characters(
    office: CommittingDesk, kind: type[c.CommandBody]
) -> None:
    texts = [field.name for field in msgspec.structs.fields(kind) if field.type is str]
    assert texts
    for field, sign in product(texts, INVISIBLE):
        code = f"U+{ord(sign):04X}"
        (answer,) = office.answers(command(f"{field} {code}", example(kind, **{field: f"好{sign}x"})))
        assert isinstance(answer, Rejected), (field, code)
        assert (answer.code, answer.params) == ("text_unseen", {"character": code, "place": "2"}), field


@pytest.mark.parametrize("joiner", ["\u180e", "\u200c", "\u200d"], ids=ascii)
def test_joiners_are_accepted_in_prose_and_refused_in_names(office: CommittingDesk, joiner: str) -> None:
    text = f"一{joiner}二"
    body = msgspec.structs.replace(report(1).body, title=text, note=text)
    assert isinstance(office.answers(msgspec.structs.replace(report(1), body=body))[0], Accepted)
    named = msgspec.structs.replace(report(2).body, reporter=text)
    (answer,) = office.answers(msgspec.structs.replace(report(2), body=named))
    assert isinstance(answer, Rejected)
    assert answer.code == "text_unseen"


def test_line_breaks_and_tabs_are_accepted_in_notes_only(office: CommittingDesk) -> None:
    noted = msgspec.structs.replace(report(1).body, note="一\n\t二 👨\u200d👩")
    assert isinstance(office.answers(msgspec.structs.replace(report(1), body=noted))[0], Accepted)
    for field in ("title", "reporter"):
        titled = msgspec.structs.replace(report(2).body, **{field: "一\n二"})
        (answer,) = office.answers(msgspec.structs.replace(report(2), body=titled))
        assert isinstance(answer, Rejected)
        assert (answer.code, answer.params) == ("text_unseen", {"character": "U+000A", "place": "2"})


def test_a_repeated_internal_command_changes_nothing_even_where_it_is_possible_again(
    office: CommittingDesk,
) -> None:
    send = (SIMULATION, command("d", c.DispatchEvent(event_id="E1", unit="city_management")))
    office.process(report(1), command("f", c.FileEvent(event_id="E1")))
    assert len(office.process(own=(send, send)).records) == 1
    office.process(command("t", c.ReturnTask(event_id="E1", note="n")))
    before = office.store.head.seq
    assert office.process(own=(send,)).records == []
    assert (office.store.head.seq, office.committer.refusing) == (before, "")


def test_a_retry_gets_its_first_answer_also_after_its_event_was_archived(office: CommittingDesk) -> None:
    office.process(report(1), command("x", c.RejectEvent(event_id="E1", note="不属实")))
    office.give(report_body("E2"), at_ms=NOON_MS + 15 * 86_400_000)
    assert list(office.desk.events) == ["E2"]
    assert office.answers(report(1)) == [Accepted(command_id="c1", first_seq=1, last_seq=1)]


def test_an_alarm_and_the_event_it_opens_are_stored_with_the_reading_that_caused_them(office: CommittingDesk) -> None:
    result = office.process(submitted(95.0))
    assert len(result.records) == office.store.head.seq == 4
    (event,) = office.desk.events.values()
    assert event.sensor_id == "bin-1"


def failing(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_a_command_on_which_the_desk_fails_is_refused_and_the_desk_continues(office: CommittingDesk) -> None:
    office.desk_hooks["decide"] = failing
    (answer,) = office.answers(report(1))
    office.desk_hooks.clear()
    assert isinstance(answer, Rejected)
    assert answer.code == "command_failed"
    assert isinstance(office.answers(report(1))[0], Accepted)


def test_readings_on_which_the_watch_fails_are_stored_and_the_desk_continues(office: CommittingDesk) -> None:
    office.watch_hooks["judge"] = failing
    assert office.answers(submitted(95.0)) == [Accepted(command_id="r", first_seq=0, last_seq=-1)]
    assert office.newest().value.tolist() == [95.0]


def test_an_unauthorised_role_gets_no_outcome_by_repeating_anothers_command(office: CommittingDesk) -> None:
    office.process(report(1))
    wall = Principal(id="wall-1", roles=frozenset({Role.WALL}))
    group = office.committer.decide([ClientRequest(wall, report(1))], (), (), now_ms=NOON_MS, wall_ms=NOON_MS)
    [answer] = group.answers
    assert isinstance(answer, Rejected)
    assert answer.code == "not_authorised"


def test_recorded_time_never_decreases_when_the_clock_is_set_back(office: CommittingDesk) -> None:
    office.give(report_body("E1"), at_ms=NOON_MS)
    [record] = office.give(report_body("E2"), at_ms=NOON_MS - 3_600_000, now_ms=NOON_MS - 3_600_000)
    assert (record.recorded_ms, record.wall_ms) == (NOON_MS, NOON_MS - 3_600_000)
    assert record.happened_ms == NOON_MS - 3_600_000
