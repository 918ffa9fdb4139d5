"""Real processes: a drill begins with the desk of the running live realm, another one goes back to a time of it, and a
kill in the middle of the copy leaves nothing half done."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from county.drill.baseline import LIVE_COPY, TakenBaseline
from county.drill.run import ArmDrill, BaselineTaken, EndDrill, StartDrill
from county.events.event import Event
from county.explained import Explained
from county.fold import Fold
from county.numbering import background_id, is_background
from county.realm import LIVE, Realm
from services.disk.data_folder import data_folder, keys_folder, realm_folder
from services.drill.start import opened_drill
from services.protocol.messages import Rejected
from services.store.following import open_journal
from services.store.private import private_folder
from services.store.upcast import RecordReader
from services.supervision.presence import running_in
from tests.integration.backend_fixture import At, client_of, control_of, file, live, report, serving, until
from tests.integration.killed_drill import ALONE
from tests.integration.test_drill_run import link_in, order
from tests.tiny_county import write_tiny_county
from tests.unit.drill_day import BEGINS_MS

EVENT = "20261129-0000001"
AT = {"x_m": 500_500.0, "y_m": 3_100_500.0}
"""In the tiny county."""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write_tiny_county(tmp_path / "county")
    private_folder(data_folder(tmp_path / "county"))
    return tmp_path / "county"


def scenario(folder: Path, baseline: str) -> Path:
    path = folder / "night.toml"
    path.write_text(ALONE.replace('kind = "functional"', f'kind = "functional"\nbaseline = "{baseline}"'), "utf-8")
    return path


@contextmanager
def drill(package: Path, path: Path) -> Iterator[tuple[Realm, Mapping[str, Event]]]:
    """A drill, and the events on its desk as a client receives them."""
    data, lines = data_folder(package), list[str]()
    with opened_drill(package, path, speed=None, rebase=False, print_line=lines.append) as realm:
        assert any(line.startswith(f"{realm.id}: begins with") for line in lines), lines
        running = running_in(realm_folder(data, realm))
        assert running is not None
        with client_of(At(running.address, keys_folder(data)), realm=realm.id) as client:
            snapshot = live(client).take().snapshot
            assert snapshot is not None
            fold = Fold()
            fold.restore(snapshot.seq, snapshot.recorded_ms, snapshot.states)
            yield realm, {id: fold.states["event"][id] for id in fold.states["event"]}


def taken_by(package: Path, realm: Realm) -> TakenBaseline:
    with closing(open_journal(realm_folder(data_folder(package), realm))) as journal:
        body = RecordReader().read(next(iter(journal.records(1, 1))), 1).body
    assert isinstance(body, BaselineTaken)
    return body.baseline


@pytest.mark.timeout(240)
def test_a_drill_begins_with_the_running_live_desk_and_another_one_with_that_drill(
    package: Path, tmp_path: Path
) -> None:
    data = data_folder(package)
    with serving(tmp_path, package=package, data=data) as backend:
        with control_of(backend) as link:
            told = report(EVENT, title="溪水漫桥", subclass="road_flooding", reporter="王女士 13800000001", **AT)
            assert not any(isinstance(answer, Rejected) for answer in link.submit([told, file(EVENT)]))
        with drill(package, scenario(tmp_path, LIVE_COPY)) as (first, events):
            event = events[background_id(EVENT)]
            assert (event.title, event.state, event.reporter) == ("溪水漫桥", "filed", "")
            assert all(map(is_background, events))
            taken = taken_by(package, first)
            assert event.happened_ms <= BEGINS_MS
            assert event.happened_ms - BEGINS_MS >= -240_000, "as long before the start as before the copy"
            with link_in(package, first) as director:
                order(director, first, ArmDrill(drill=first.id), StartDrill(drill=first.id))
                until(lambda: director.wait(0.1) or director.clock.now_ms() > BEGINS_MS, "the jump to the start")
                order(director, first, EndDrill(drill=first.id))
    with closing(open_journal(realm_folder(data, LIVE))) as journal:
        hash = journal.hash_at(taken.seq)
        assert hash is not None
        assert (hash.hex(), taken.realm) == (taken.hash, "live"), "what was there is there, byte for byte"
    back = f"file:{first.id.removeprefix('drill:')}@T+0:00"
    with drill(package, scenario(tmp_path, back)) as (second, again):
        assert again.keys() == events.keys()
        assert again[event.id].happened_ms == event.happened_ms, "both begin at the same time"
        assert (taken_by(package, second).realm, taken_by(package, second).source) == (first.id, back)


WRITES = """
import sys
from pathlib import Path
from county.clock import SystemClock
from county.package.open import CountyPackage
from county.realm import Realm
from services.disk.data_folder import data_folder, realm_folder
from services.drill.baseline_copy import baseline_commit, found_baseline, write_baseline
from services.drill.baseline_source import baseline_source
from services.realm import key_tables
package, realm = CountyPackage(Path(sys.argv[1])), Realm(sys.argv[2])
keys = key_tables(package, package.catalog)
with baseline_source("live-copy", Path(), package, keys, SystemClock().now_ms) as source:
    found = found_baseline(source, package.catalog, keys, readings=True)
realm_folder(data_folder(package.folder), realm).mkdir(parents=True)
commit = baseline_commit(found, realm, begins_ms=10**12, recorded_ms=10**12 - 1, wall_ms=10**12).commit
print("go", flush=True)
write_baseline(commit, data_folder(package.folder), realm, package, keys)
print("written", flush=True)
"""


@pytest.mark.timeout(240)
def test_a_kill_in_the_middle_of_the_copy_leaves_all_of_it_or_nothing(package: Path, tmp_path: Path) -> None:
    data, rng, ends = data_folder(package), random.Random(7), set[bool]()
    with serving(tmp_path, package=package, data=data) as backend, control_of(backend) as link:
        told = [report(f"20261129-00000{n:02}", subclass="road_flooding", **AT) for n in range(1, 60)]
        assert not any(isinstance(answer, Rejected) for answer in link.submit(told))
    for turn in range(6):
        realm = Realm(f"drill:20260715-{turn:03}")
        with subprocess.Popen(
            [sys.executable, "-c", WRITES, str(package), realm.id], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "go\n"
            time.sleep(rng.uniform(0, 0.08) if turn else 0)
            process.kill()
        try:
            with closing(open_journal(realm_folder(data, realm))) as journal:
                seq = journal.head.seq
        except Explained:  # killed before there was a journal
            seq = 0
        assert seq == 0 or seq == 1 + taken_by(package, realm).records
        ends.add(seq > 0)
    assert False in ends, "one was killed at once"
