"""Replays that ask a real analysis over a real connection: of a journal that nobody writes, and beside its backend."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import msgspec

from county.aggregates import BY_KEY
from county.commands import RejectEvent
from county.fold import Fold
from county.package.open import CountyPackage
from county.realm import LIVE
from county.sensing import Reading
from county.streams import STREAMS, Columns, KeyTable
from desktop.replay.first_rows import FirstRows
from services.disk.data_folder import realm_folder
from services.protocol.messages import Accepted
from services.protocol.replay import BY_TIME, Replay, ReplayMoment
from services.replay.analysis_place import AnalysisPlace, OwnAnalysis, local_place
from services.store.tokens import ensure_contacts_key
from services.supervision.presence import running_in
from tests.contract.test_replays import about, folded, history, listed, sought, wait
from tests.figure_day import records_of_month
from tests.integration.backend_fixture import client_of, command, control_of, file, live, report, serving, until
from tests.recorded_journals import write_journal
from tests.tiny_county import write_tiny_county

DAY_MS = 86_400_000


def keys_of(package: CountyPackage) -> dict[str, KeyTable]:
    return {key: stream.table(package, package.catalog) for key, stream in STREAMS.items()}


def opened(place: AnalysisPlace, package: CountyPackage) -> Replay:
    return place.open(LIVE, keys_of(package), FirstRows(package.catalog))


def test_at_every_moment_the_desk_is_that_of_a_fold_also_what_left_it_long_ago(tmp_path: Path) -> None:
    """Of seeks that follow each other at once the last one is shown."""
    package = write_tiny_county(tmp_path / "county")
    records, random = records_of_month(3, events=60), Random(1)
    ensure_contacts_key(tmp_path / "data")
    write_journal(tmp_path / "data", package, records)
    own = OwnAnalysis(package.folder, tmp_path / "data", LIVE)
    with ExitStack() as stack:
        stack.callback(own.stop)
        place = own.start(Event())
        assert place is not None
        replay = stack.enter_context(closing(opened(place, package)))
        left = 0
        head = folded(records)["event"]
        for _ in range(30):
            seq = random.randrange(1, len(records) + 1)
            for passed in (7, seq // 2):
                replay.seek(replay.moment_of(passed))
            found = sought(replay, replay.moment_of(seq))
            assert found.moment.seq == seq
            assert listed(found.states) == folded(records[:seq])
            left += any(subject not in head for subject in found.states["event"].ids)
        assert left, "an event that is on the desk no more"
        begin = replay.extent.first
        part = wait(lambda: replay.played(begin, begin.known_ms + 20 * DAY_MS, 1_000))
        assert part.records == records[begin.seq : part.moment.seq]


def test_at_the_head_a_replay_shows_what_the_live_window_shows(tmp_path: Path) -> None:
    """Every state and column, and the newest readings; a moment before holds nothing later."""
    with serving(tmp_path) as served:
        package = CountyPackage(tmp_path / "county")
        with control_of(served) as link:
            link.submit([report(f"E{n}", title=f"暴露垃圾{n}") for n in range(5)])
            known_ms = link.clock.now_ms()
            [stored] = link.submit_readings([Reading("bin-0", "fill", known_ms - 60_000, 10.0)])
            link.wait(0.3)
            [last] = link.submit([command(RejectEvent(event_id="E1", note="误报"))])
            link.submit_readings([Reading("bin-0", "fill", known_ms - 30_000, 95.0)])
            link.submit([file("E2")])
            link.wait(0.5)
        assert isinstance(stored, Accepted)
        assert isinstance(last, Accepted)
        until(lambda: local_place(served.data, LIVE), "the analysis")
        with client_of(served) as client:
            shown, newest = shown_by(client)
            place = local_place(served.data, LIVE)
            assert place is not None

            def reaches() -> bool:
                with closing(opened(place, package)) as replay:
                    return replay.extent.last.seq >= shown.seq

            until(reaches, "the analysis follows")
            with closing(opened(place, package)) as replay:
                seq = shown.seq
                found = sought(replay, ReplayMoment(BY_TIME, replay.extent.last.known_ms))
                assert found.moment.seq == seq
                assert listed(found.states) == {
                    key: {i: (encoded_of(states[i]), columns_of(key, states[i])) for i in states}
                    for key, states in shown.states.items()
                }
                assert {key: rows_of(columns) for key, columns in found.newest.items() if len(columns)} == {
                    key: rows_of(columns) for key, columns in newest.items() if len(columns)
                }
                known_ms = replay.moment_of(last.last_seq).known_ms - 1
                before = sought(replay, ReplayMoment(BY_TIME, known_ms))
                assert found.moment.known_ms > before.moment.known_ms
                assert before.newest["readings"]["value"].tolist() == [10.0]
                assert [record.body.event_id for record in about(replay, "event/E1", before.moment)] == ["E1"]
                key = keys_of(package)["readings"].rows[0]
                at_ms = before.moment.known_ms
                assert history(replay, key, 0, at_ms, before.moment) == [10.0]
        assert running_in(realm_folder(served.data, LIVE)) is not None


def shown_by(client: Any) -> tuple[Fold, dict[str, Columns]]:
    """States and newest rows of a live window."""
    live(client)
    fold, newest = Fold(), dict[str, Columns]()
    taken = client.take()
    while taken.snapshot is None:
        taken = client.take()
    fold.restore(taken.snapshot.seq, taken.snapshot.recorded_ms, taken.snapshot.states)
    newest.update(taken.snapshot.newest)
    for record in taken.records:
        fold.apply(record)
    return fold, newest


def encoded_of(state: Any) -> bytes:
    return msgspec.msgpack.encode(state)


def columns_of(key: str, state: Any) -> tuple[Any, ...]:
    return tuple(column[0] for column in BY_KEY[key].table([state]).values())


def rows_of(columns: Columns) -> list[tuple[Any, ...]]:
    return sorted(zip(*(array.tolist() for array in columns.arrays.values()), strict=True))
