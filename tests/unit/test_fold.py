"""The fold: the same records lead to the same states, for any batching, checkpoint, rollback or restart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.aggregates import AGGREGATES, BY_KEY
from county.alarms import AlarmState
from county.events.event import RETENTION_MS
from county.fold import Change, Fold, StateTable, encoded_state
from county.records import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    BackendStarted,
    EventClosed,
    EventFiled,
    EventMerged,
    EventRecord,
    EventRejected,
    EventReopened,
    EventReported,
    EventUnmerged,
    FollowUpMade,
    Record,
    RecordBody,
)
from services.protocol.codec import payload
from tests.unit.random_records import DAY_MS, RECORDS

StatesByKey = dict[str, dict[str, Any]]
few = settings(max_examples=40)


def states_of(fold: Fold) -> StatesByKey:
    """All states, decoded."""
    return {key: dict(states.items()) for key, states in fold.states.items()}


def checkpointed(fold: Fold, *, parts: int = 1) -> list[dict[str, StateTable]]:
    """The states as stored in a checkpoint, in ``parts`` tables for each aggregate."""
    tables: list[dict[str, StateTable]] = [{} for _ in range(parts)]
    for key, states in fold.states.items():
        size = -(-len(states) // parts)
        for part in range(parts):
            some = list(states.values())[part * size : (part + 1) * size]
            encoded = [payload(state) for state in some]
            tables[part][key] = StateTable([state.id for state in some], encoded, BY_KEY[key].table(some))
    return tables


def restored(fold: Fold, *, parts: int = 1) -> Fold:
    """Another fold that begins with the states of ``fold``."""
    other = Fold()
    first, *rest = checkpointed(fold, parts=parts)
    other.restore(fold.seq, fold.recorded_ms, first)
    for tables in rest:
        for key, table in tables.items():
            other.add(key, table)
    return other


def folded(records: Sequence[Record[Any]]) -> Fold:
    fold = Fold()
    for record in records:
        fold.apply(record)
    return fold


@few
@given(RECORDS, st.data())
def test_a_checkpoint_and_the_records_after_it_lead_to_the_same_states_and_changes(
    records: list[Record[Any]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(records)), "checkpoint")
    fold = folded(records[:at])
    other = restored(fold, parts=data.draw(st.integers(1, 3), "tables"))
    for key, states in other.states.items():  # some states are read before the next record, others are not
        for subject in data.draw(st.sets(st.sampled_from([*states, ""])), f"{key} read") - {""}:
            assert states[subject] == fold.states[key][subject]
    for record in records[at:]:
        assert other.apply(record) == fold.apply(record)
        assert (other.seq, other.recorded_ms) == (fold.seq, fold.recorded_ms)
    assert states_of(other) == states_of(fold)
    assert [list(states) for states in other.states.values()] == [list(states) for states in fold.states.values()]


@few
@given(RECORDS)
def test_an_outline_has_the_fields_of_its_state_and_expires_with_it(records: list[Record[Any]]) -> None:
    states, other = folded(records).states, restored(folded(records)).states
    for aggregate in AGGREGATES:
        outlines = list(other[aggregate.key].outlines())
        assert all(type(outline) is aggregate.outline for outline in outlines)
        for outline, state in zip(outlines, states[aggregate.key].values(), strict=True):
            for name in outline.__struct_fields__:
                assert getattr(outline, name) == getattr(state, name)
            assert aggregate.expires_ms(outline) == aggregate.expires_ms(state)


@few
@given(RECORDS, st.data())
def test_held_states_remain_those_of_their_record_while_others_follow(
    records: list[Record[Any]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(records)), "held at")
    fold = restored(folded(records[:at]))
    before = states_of(folded(records[:at]))
    held = {key: states.held() for key, states in fold.states.items()}
    until = data.draw(st.integers(at, len(records)), "encoded at")
    for record in records[at:until]:
        fold.apply(record)
    for key, some in held.items():
        for subject, state in some:
            fold.states[key].hold_encoded(subject, state, encoded_state(state))
    for record in records[until:]:
        fold.apply(record)
    for key, some in held.items():
        assert [encoded_state(state) for _, state in some] == [payload(state) for state in before[key].values()]
        assert {subject: fold.states[key].decoded(subject, state) for subject, state in some} == before[key]
    assert states_of(fold) == states_of(folded(records))


def expected(records: Sequence[Record[Any]]) -> StatesByKey:
    """All states after the last record, by the tables and the rules of the records alone."""
    states_by_key: StatesByKey = {aggregate.key: {} for aggregate in AGGREGATES}
    ended: dict[str, int] = {}
    now_ms = records[-1].recorded_ms if records else 0
    for record in records:
        for aggregate in AGGREGATES:
            if isinstance(record.body, aggregate.record):
                states, subject = states_by_key[aggregate.key], aggregate.subject_of(record.body)
                states[subject] = aggregate.apply(states.get(subject), record)
        if isinstance(record.body, EventRejected | EventClosed | EventMerged):
            ended[record.body.event_id] = record.recorded_ms
        if isinstance(record.body, EventReopened | EventUnmerged):
            ended.pop(record.body.event_id, None)
    for subject, ended_ms in ended.items():
        if now_ms >= ended_ms + 14 * DAY_MS:
            del states_by_key["event"][subject]
    for subject in [s for s, alarm in states_by_key["alarm"].items() if alarm.state is AlarmState.NORMAL]:
        del states_by_key["alarm"][subject]
    return states_by_key


@few
@given(RECORDS, st.data())
def test_the_states_after_each_record_are_a_function_of_the_records_alone(
    records: list[Record[Any]], data: st.DataObject
) -> None:
    fold, batched = Fold(), Fold()
    for number, record in enumerate(records, start=1):
        fold.apply(record)
        match data.draw(st.sampled_from(["apply", "group", "failed", "restart"]), "how"):
            case "group":
                batched.savepoint()
            case "failed":
                batched.savepoint()
                batched.apply(record)
                batched.rollback()
            case "restart":
                batched = restored(batched)
        batched.apply(record)
        assert states_of(batched) == states_of(fold) == expected(records[:number])


@few
@given(RECORDS, st.data())
def test_records_folded_in_batches_lead_to_the_same_states_and_final_changes(
    records: list[Record[Any]], data: st.DataObject
) -> None:
    fold, batched = Fold(), Fold()
    while records:
        size = data.draw(st.integers(1, len(records)), "batch")
        batch, records = records[:size], records[size:]
        changes = {(change.key, change.id): change.state for record in batch for change in fold.apply(record)}
        found = batched.apply_all(batch, lambda record, error: pytest.fail(f"{record}: {error}"))
        assert {(key, subject): state for key, some in found.items() for subject, state in some.items()} == changes
    assert states_of(batched) == states_of(fold)


@few
@given(RECORDS, st.data())
def test_a_rollback_leaves_no_trace(records: list[Record[Any]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(records) - 1), "savepoint")
    until = data.draw(st.integers(at, len(records)), "failed until")
    fold, untouched = folded(records[:at]), folded(records[:at])
    before = states_of(fold)
    fold.savepoint()
    model = model_of(before)
    for record in records[at:until]:
        follow(model, fold.apply(record))
    back = fold.rollback()
    follow(model, back)
    assert model == before, "a model updated by the changes is rolled back, too"
    assert states_of(fold) == before
    assert (fold.seq, fold.recorded_ms) == (untouched.seq, untouched.recorded_ms)
    for record in records[at:]:
        assert fold.apply(record) == untouched.apply(record), "pending expiries are restored"
    assert states_of(fold) == states_of(untouched)


def model_of(states_by_key: StatesByKey) -> StatesByKey:
    return {key: dict(states) for key, states in states_by_key.items()}


def follow(model: StatesByKey, changes: Sequence[Change]) -> None:
    """Apply ``changes`` to ``model``; each must begin where the model is."""
    for change in changes:
        states = model[change.key]
        assert states.get(change.id) == change.before
        if change.state is None:
            states.pop(change.id, None)
        else:
            states[change.id] = change.state


@few
@given(RECORDS)
def test_a_model_updated_by_the_changes_equals_the_fold(records: list[Record[Any]]) -> None:
    fold = Fold()
    model = model_of(states_of(fold))
    for record in records:
        changes = fold.apply(record)
        own = [aggregate for aggregate in AGGREGATES if isinstance(record.body, aggregate.record)]
        assert [(c.key, c.id) for c in changes[:1]] == [(a.key, a.subject_of(record.body)) for a in own]
        assert all(change.state is None for change in changes[1:]), "the others were only archived"
        follow(model, changes)
        assert model == states_of(fold)


T0 = 1_795_320_000_000


def at(seq: int, recorded_ms: int, body: RecordBody, happened_ms: int | None = None) -> Record[Any]:
    return Record(
        seq=seq, realm="live", happened_ms=recorded_ms if happened_ms is None else happened_ms,
        recorded_ms=recorded_ms, command_id="", by="desk-1", body=body,
    )  # fmt: skip


def reported(event_id: str) -> EventReported:
    return EventReported(
        event_id=event_id, subclass="exposed_garbage", title="垃圾", source="hotline", x_m=1.0, y_m=1.0, division="",
        level="general",
    )  # fmt: skip


ANY_RECORD = BackendStarted(package="999901", catalog="d", program="1")


@pytest.mark.parametrize("end", [EventRejected, EventClosed])
@pytest.mark.parametrize("happened_ms", [T0, T0 - 30 * DAY_MS, T0 + 200_000])
def test_an_event_is_archived_fourteen_days_after_its_end_was_recorded_and_not_before(
    end: type[EventRecord], happened_ms: int
) -> None:
    fold = folded([at(1, T0 - 5, reported("E1")), at(2, T0, end(event_id="E1"), happened_ms)])
    assert RETENTION_MS == 14 * DAY_MS
    assert fold.apply(at(3, T0 + RETENTION_MS - 1, ANY_RECORD)) == []
    ended = fold.states["event"]["E1"]
    assert fold.apply(at(4, T0 + RETENTION_MS, ANY_RECORD)) == [Change("event", "E1", None, ended)]
    assert not fold.states["event"]


def test_an_open_event_remains_however_old_it_is() -> None:
    fold = folded([at(1, T0, reported("E1")), at(2, T0, EventFiled(event_id="E1"))])
    assert fold.apply(at(3, T0 + 1_000 * DAY_MS, ANY_RECORD)) == []
    assert "E1" in fold.states["event"]


def test_steps_after_the_end_do_not_delay_the_archiving() -> None:
    fold = folded([at(1, T0, reported("E1")), at(2, T0, EventClosed(event_id="E1"))])
    for seq in range(3, 10):
        fold.apply(at(seq, T0 + seq * DAY_MS, FollowUpMade(event_id="E1", satisfied=True)))
    assert "E1" in fold.states["event"]
    (left,) = fold.apply(at(10, T0 + RETENTION_MS, ANY_RECORD))
    assert (left.id, left.state) == ("E1", None)
    assert fold.apply(at(11, T0 + 2 * RETENTION_MS, ANY_RECORD)) == []


def test_a_repeated_end_counts_from_the_later_one() -> None:
    fold = folded([at(1, T0, reported("E1"))])
    fold.savepoint()
    fold.apply(at(2, T0, EventClosed(event_id="E1")))
    fold.rollback()
    fold.apply(at(2, T0 + DAY_MS, EventClosed(event_id="E1")))
    assert fold.apply(at(3, T0 + RETENTION_MS, ANY_RECORD)) == []
    (left,) = fold.apply(at(4, T0 + DAY_MS + RETENTION_MS, ANY_RECORD))
    assert (left.id, left.state) == ("E1", None)


def test_a_record_about_an_expired_event_is_its_last_one() -> None:
    fold = folded([at(1, T0, reported("E1")), at(2, T0, EventClosed(event_id="E1"))])
    (left,) = fold.apply(at(3, T0 + RETENTION_MS, FollowUpMade(event_id="E1", satisfied=True)))
    assert (left.id, left.state) == ("E1", None)


def test_events_archived_at_the_same_time_are_archived_in_the_order_of_their_end() -> None:
    fold = Fold()
    for number in range(5):
        fold.apply(at(2 * number + 1, T0 + number, reported(f"E{number}")))
        fold.apply(at(2 * number + 2, T0 + number, EventClosed(event_id=f"E{number}")))
    expired = fold.apply(at(11, T0 + RETENTION_MS + 10, ANY_RECORD))
    assert [change.id for change in expired] == ["E0", "E1", "E2", "E3", "E4"]


def test_events_that_expire_at_the_same_time_are_archived_in_the_order_of_their_numbers() -> None:
    records = [at(n, T0, reported(event)) for n, event in enumerate(("E3", "E1", "E4", "E2"), start=1)]
    records += [at(n, T0, EventClosed(event_id=event)) for n, event in enumerate(("E4", "E3", "E1", "E2"), start=5)]
    fold = folded(records)
    last = at(9, T0 + RETENTION_MS, ANY_RECORD)
    assert [change.id for change in restored(fold).apply(last)] == ["E1", "E2", "E3", "E4"]
    assert [change.id for change in fold.apply(last)] == ["E1", "E2", "E3", "E4"]


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_restored_states_expire_in_their_order_in_however_many_parts_they_came_and_in_a_copy(parts: int) -> None:
    names = [f"E{n}" for n in (5, 2, 8, 1, 7, 3, 6, 4)]
    records = [at(n, T0, reported(name)) for n, name in enumerate(names, start=1)]
    records += [at(n, T0 + n // 11, EventClosed(event_id=name)) for n, name in enumerate(names, start=9)]
    fold = folded(records)
    other = restored(fold, parts=parts)
    first, copied = other.copy(), restored(fold, parts=parts)
    for seq, at_ms in ((17, T0 + RETENTION_MS), (18, T0 + RETENTION_MS + 1)):
        expected = fold.apply(at(seq, at_ms, ANY_RECORD))
        assert expected
        assert [one.apply(at(seq, at_ms, ANY_RECORD)) for one in (other, first, copied)] == [expected] * 3


def test_a_cleared_and_acknowledged_alarm_is_removed_immediately() -> None:
    raised = AlarmRaised(alarm_id="A", sensor_id="s", channel="c", rule="r", priority="low", value=1.0, limit=0.5)
    fold = folded([at(1, T0, raised), at(2, T0 + 1, AlarmCleared(alarm_id="A", value=0.1))])
    before = fold.states["alarm"]["A"]
    assert fold.apply(at(3, T0 + 2, AlarmAcknowledged(alarm_id="A"))) == [Change("alarm", "A", None, before)]
    (again,) = fold.apply(at(4, T0 + 3, raised))
    assert again.before is None


def test_recorded_time_that_was_set_back_restores_no_archived_event() -> None:
    closed = EventClosed(event_id="E1")
    fold = folded([at(1, T0, reported("E1")), at(2, T0, closed), at(3, T0 + RETENTION_MS, ANY_RECORD)])
    fold.apply(at(4, T0, ANY_RECORD))
    assert fold.recorded_ms == T0 + RETENTION_MS
    assert not fold.states["event"]


@pytest.mark.parametrize("body", [EventFiled(event_id="no"), AlarmCleared(alarm_id="no", value=1.0)])
def test_a_record_about_an_unknown_subject_is_an_error_that_names_it(body: RecordBody) -> None:
    with pytest.raises(ValueError, match="record 7"):
        Fold().apply(at(7, T0, body))


def test_states_are_decoded_on_first_access_and_counted_without() -> None:
    fold = restored(folded([at(1, T0, reported("E1")), at(2, T0, reported("E2"))]))
    held = fold.states["event"]._by_id
    assert (len(fold.states["event"]), "E1" in fold.states["event"], list(fold.states["event"])) == (
        2, True, ["E1", "E2"]
    )  # fmt: skip
    assert {type(state) for state in held.values()} == {bytes}
    assert fold.states["event"]["E1"].title == "垃圾"
    assert [type(state).__name__ for state in held.values()] == ["Event", "bytes"]
    assert fold.states["event"]["E1"] is fold.states["event"]["E1"]


def test_a_restored_fold_drops_its_previous_states() -> None:
    fold = folded([at(1, T0, reported("E1")), at(2, T0, EventClosed(event_id="E1"))])
    fold.restore(9, T0 + 9, {})
    assert (fold.seq, fold.recorded_ms, states_of(fold)) == (9, T0 + 9, states_of(Fold()))
    assert not any(fold.states.values())
    assert fold.apply(at(10, T0 + RETENTION_MS, ANY_RECORD)) == []
