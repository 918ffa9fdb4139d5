"""The states of a moment follow its columns: what is kept is there at once, the rest is asked for, newest first."""

from __future__ import annotations

import msgspec
import numpy as np

from county.fold import AwaitedStates, Fold
from services.protocol.desk_columns import DeskRows, PackedTexts
from services.replay.awaited import PORTION, ArrivingStates
from tests.recorded_journals import numbered
from tests.unit.test_drill_earlier_runs import reported

IDS = [f"E{number}" for number in range(PORTION + 3)]


def rows(seqs: list[int]) -> dict[str, DeskRows]:
    ids = PackedTexts("".join(IDS).encode(), np.array([len(id) for id in IDS]))
    return {"event": DeskRows(ids, np.array(seqs, np.uint32), {}, [])}


def state_of(id: str) -> bytes:
    fold = Fold()
    for record in numbered([(0, reported(id))]):
        fold.apply(record)
    return msgspec.msgpack.encode(fold.states["event"][id])


def test_states_that_nobody_read_are_asked_for_newest_first_and_again_where_they_did_not_arrive() -> None:
    arriving = ArrivingStates()
    seqs = list(range(1, len(IDS) + 1))
    arriving.tables(arriving.prepared(rows(seqs)), {})
    assert arriving.next(all_of_them=False) is None
    found = arriving.next(all_of_them=True)
    assert found is not None
    assert list(found[1].values()) == seqs[:2:-1]
    arriving.failed("event", found[1])
    assert arriving.next(all_of_them=True) == found
    assert arriving.next(all_of_them=True) == ("event", {"E2": 3, "E1": 2, "E0": 1})
    assert arriving.next(all_of_them=True) is None


def test_a_state_that_is_kept_from_another_moment_is_there_at_once_where_the_same_record_led_to_it() -> None:
    arriving = ArrivingStates()
    arriving.keep("event", {"E1": 7, "E2": 8}, [state_of("E1"), state_of("E2")])
    seqs = [6, 7, 9, *range(10, 7 + len(IDS))]
    table = arriving.tables(arriving.prepared(rows(seqs)), {})["event"]
    assert [id for id, state in zip(table.ids, table.encoded, strict=True) if not isinstance(state, AwaitedStates)] == [
        "E1"]  # fmt: skip
    assert not arriving.is_missing("event", "E1")
    assert arriving.is_missing("event", "E2")
    assert arriving.lacking(rows(seqs), {"event": [1, 2]}) == {"event": {"E2": 9}}
    arriving.keep("event", {"E2": 9}, [state_of("E2")])
    arriving.tables(arriving.prepared(rows([6, 7, 8, *seqs[3:]])), {})
    assert not arriving.is_missing("event", "E2"), "the state of an earlier moment is kept beside a later one"
