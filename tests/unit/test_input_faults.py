"""Refused inputs and late readings are counted by day, origin and reason, with examples that can be reported again."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county.commands import Command, CommandBody, ReportEvent
from county.events.event import LONGEST_TITLE
from county.explained import ExplainedLine
from county.input_faults import (
    SAMPLES_MAX,
    SENT_MAX,
    CountFaults,
    FaultSample,
    InputFault,
    ResolveFault,
    counted,
    sample_of,
)
from services.file_import.unusable_rows import UnusableRows
from services.follow_ups.refused_inputs import FLUSH_MS, LATE, LATE_MS, OTHERS, WAITING_MAX, RefusedInputs
from services.intake.items import BadRow
from services.intake.rows import Interpreter
from services.protocol import messages as m
from tests.memory_realm import OWNER, MemoryRealm
from tests.unit.live_realm import NOW_MS, LiveRealm, readings, report

HOSTILE = "<b>\u202e\x00x\ud800" + "长" * 300


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm()


def refused(number: int, **fields: Any) -> m.Submit:
    """A report of a subclass that the county does not have, unless ``fields`` say otherwise."""
    usual = report(number)
    assert isinstance(usual.command.body, ReportEvent)
    body = replace(usual.command.body, **({"subclass": "nothing"} | fields))
    return m.Submit(command=replace(usual.command, body=body))


def faults(live: LiveRealm) -> dict[str, InputFault]:
    """What the desk knows by reason, once it is counted."""
    live.realm.clock.advance(FLUSH_MS + 1)  # type: ignore[attr-defined]
    for _ in range(20):
        live.turn()
    return {fault.reason: fault for fault in live.realm.desk.states_of("fault")}


def command(body: CommandBody, key: str = "x") -> m.Submit:
    return m.Submit(command=Command(id=key, realm="live", happened_ms=NOW_MS, body=body))


def test_what_the_desk_refuses_is_counted_by_key_and_reason_with_examples(live: LiveRealm) -> None:
    for number in range(5):
        live.turn(refused(number) if number else refused(9, subclass="rubble", title=""))
    found = faults(live)
    assert {reason: (fault.origin, fault.number) for reason, fault in found.items()} == {
        "subclass_unknown": (OWNER.id, 4), "title_missing": (OWNER.id, 1),
    }  # fmt: skip
    unknown = found["subclass_unknown"]
    assert len(unknown.samples) == unknown.waiting == SENT_MAX
    sample = unknown.samples[0]
    assert (sample.command, sample.event_id, sample.title) == ("ReportEvent", "E1", "垃圾")
    assert sample.params == {"subclass": "nothing"}


def test_no_example_holds_a_reporter(live: LiveRealm) -> None:
    live.turn(refused(1, reporter="王女士 13800000001"))
    found = faults(live)
    assert found["subclass_unknown"].number == 1
    assert all(b"13800000001" not in data for data in live.realm.log.records(1, live.realm.log.head.seq))


def test_counts_survive_a_restart(live: LiveRealm) -> None:
    live.turn(refused(1))
    before = faults(live)
    assert before
    again = MemoryRealm(live.realm.package, clock=live.realm.clock, before=live.realm)
    assert {fault.reason: fault for fault in again.desk.states_of("fault")} == before


def test_a_refused_input_that_is_repeated_costs_few_records_and_no_number_is_lost(live: LiveRealm) -> None:
    first = live.realm.log.head.seq
    for number in range(400):
        live.turn(refused(number))
    assert faults(live)["subclass_unknown"].number == 400
    assert live.realm.log.head.seq - first <= 4


def test_many_origins_and_reasons_are_told_apart_within_limits() -> None:
    refused = RefusedInputs("live", "i")
    for number in range(2 * WAITING_MAX):
        refused.note(f"key {number}", None, "reading_invalid", {}, NOW_MS)
    assert not refused.due(NOW_MS).commands
    sent = refused.due(NOW_MS + FLUSH_MS).commands
    assert len(sent) == WAITING_MAX + 1
    assert sum(command.body.number for command in sent) == 2 * WAITING_MAX
    assert sent[-1].body.origin == OTHERS


def test_late_readings_are_counted(live: LiveRealm) -> None:
    old = readings("r1", 10.0, 11.0, at_ms=NOW_MS - LATE_MS - 60_000)
    answers = live.turn(old, readings("r2", 12.0, at_ms=NOW_MS - 1_000))
    assert all(isinstance(answer, m.Accepted) for answer in answers), answers
    assert faults(live)[LATE].number == 2


def test_an_example_is_seen_to_once(live: LiveRealm) -> None:
    live.turn(refused(1))
    [fault] = faults(live).values()
    key = fault.samples[0].key
    done = command(ResolveFault(fault_id=fault.id, sample=key, event_id="E2"), "a")
    [answer] = live.turn(done)
    assert isinstance(answer, m.Accepted)
    [again] = live.turn(command(ResolveFault(fault_id=fault.id, sample=key), "b"))
    [unknown] = live.turn(command(ResolveFault(fault_id=fault.id, sample="no"), "c"))
    assert [again.code, unknown.code] == ["fault_resolved", "fault_unknown"]
    [known] = [state for state in live.realm.desk.states_of("fault") if state.id == fault.id]
    assert (known.samples[0].state, known.samples[0].resolved_by, known.waiting) == ("corrected", "E2", 0)
    assert set(faults(live)) == {"subclass_unknown"}, "refusals about refused inputs are not counted"


def test_examples_of_one_kind_are_bounded_and_the_count_is_not(live: LiveRealm) -> None:
    for number in range(20):
        samples = tuple(FaultSample(key=f"{number}-{n}", at_ms=NOW_MS) for n in range(SENT_MAX))
        body = counted(day="2026-11-22", origin="f.csv", reason="r", number=SENT_MAX, samples=samples)
        live.turn(command(body, f"k{number}"))
    [known] = live.realm.desk.states_of("fault")
    assert (known.number, len(known.samples)) == (20 * SENT_MAX, SAMPLES_MAX)


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 0},
        {"origin": ""},
        {"samples": tuple(FaultSample(key=str(n), at_ms=0) for n in range(SENT_MAX + 1))},
        {"samples": (FaultSample(key="k", at_ms=0, params={"x": "a\u202e"}),)},
    ],
)
def test_counts_of_others_are_checked(live: LiveRealm, fields: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"day": "2026-11-22", "origin": "f.csv", "reason": "r", "number": 1}
    [answer] = live.turn(command(CountFaults(**(usual | fields))))
    assert isinstance(answer, m.Rejected)


def test_hostile_texts_are_counted_without_harm(live: LiveRealm) -> None:
    sample = sample_of(key="k", at_ms=NOW_MS, where=HOSTILE, params={HOSTILE: HOSTILE}, report=report_of(HOSTILE))
    [answer] = live.turn(
        command(counted(day="2026-11-22", origin=HOSTILE, reason=HOSTILE, number=1, samples=(sample,)))
    )
    assert isinstance(answer, m.Accepted), answer
    [known] = live.realm.desk.states_of("fault")
    assert len(known.samples[0].title) == LONGEST_TITLE
    assert "\u202e" not in known.samples[0].title + known.origin


def report_of(title: str) -> Any:
    return refused(1, title=title, subclass=title).command.body


def test_unusable_rows_of_a_file_are_counted_by_reason_with_their_texts() -> None:
    interpreter = Interpreter()
    rows = UnusableRows("热线.csv", interpreter, NOW_MS)
    for number in range(5):
        why = BadRow(ExplainedLine("has no place: {columns} are empty", columns="lon and lat"))
        rows.add(f"line {number}", why.line, {"title": f"事件{number}"})
    [one] = rows.commands("live", "王芳")
    assert (one.body.origin, one.body.reason, one.body.number) == ("热线.csv", "has no place: {columns} are empty", 5)
    assert [sample.where for sample in one.body.samples] == ["line 0", "line 1", "line 2"]
    assert one.body.samples[0].params == {"columns": "lon and lat"}
    assert rows.commands("live", "王芳")[0].id == one.id, "the same file is counted once"
