"""A package and a data folder of the previous version: recognised and migrated completely."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from county.events.event import ENDED, Event
from county.fold import Fold
from county.records import BackendStarted, EventEscalated
from services.protocol.client import Client
from services.protocol.columns import decoded
from services.protocol.messages import ReplayRequest, SnapshotRequest, SubjectRequest
from services.store.sqlite.reading import LogReader
from services.store.upcast import RecordReader
from services.transport.zeromq.keys import make_keys
from tests.integration.backend_fixture import (
    Served,
    client_of,
    control_of,
    county_in,
    live,
    run_main,
    serving,
    until,
)
from tests.integration.eavesdropper import Eavesdropper

GOLDEN = Path(__file__).parents[1] / "golden" / "journal-1"
EXPECTED: dict[str, Any] = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))
LISTEN = ("--listen", "tcp://127.0.0.1:0")


class Old(NamedTuple):
    package: Path
    data: Path


def old_in(folder: Path) -> Old:
    """The square county as a package of format 1, and the data folder of the previous version."""
    package = county_in(folder)
    manifest = package / "county.toml"
    text = manifest.read_text(encoding="utf-8")
    assert "format = 2" in text
    manifest.write_text(text.replace("format = 2", "format = 1"), encoding="utf-8")
    data = folder / "data"
    shutil.copytree(GOLDEN, data)
    (data / "expected.json").unlink()
    make_keys(data / "keys")
    (data / "keys" / "clients" / "owner.key").rename(data / "keys" / "clients" / "client.key")
    return Old(package, data)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The second start of a backend after both were moved."""
    old = old_in(tmp_path_factory.mktemp("old"))
    assert run_main("county", "migrate", old.package).returncode == 0
    with serving(old.package.parent, package=old.package, data=old.data) as first:
        assert "the journal was migrated to here" in first.log.read_text(encoding="utf-8")
    with serving(old.package.parent, package=old.package, data=old.data) as backend:
        yield backend


def test_a_package_of_the_previous_version_is_reported_with_the_remedy_and_migrated_once(tmp_path: Path) -> None:
    old = old_in(tmp_path)
    refused = run_main("serve", old.package, *LISTEN, "--data", old.data)
    assert refused.returncode == 1
    (line,) = [line for line in refused.stderr.splitlines() if line.startswith("error: ")]
    assert f"run `main.py county migrate {old.package}`" in line
    assert (old.data / "journal" / "journal.sqlite3").is_file(), "the data folder is unchanged"
    assert run_main("county", "migrate", old.package).returncode == 0
    again = run_main("county", "migrate", old.package)
    assert again.returncode == 0
    assert "nothing to do" in again.stdout


def answers_of(client: Client, what: str) -> Any:
    answers: list[Any] = []
    until(lambda: answers.extend(client.take().answers) or answers, what)
    return answers[0]


def test_the_migrated_journal_contains_the_same_records_and_is_verified(moved: Served) -> None:
    verified = run_main("journal", "verify", "--data", moved.data)
    assert verified.returncode == 0, verified.stdout
    assert "no faults" in verified.stdout
    assert not (moved.data / "journal").exists()
    assert (moved.data / "journal-format-1" / "journal.sqlite3").is_file(), "the old one is moved aside"
    with control_of(moved) as link, closing(LogReader(moved.data / "realms" / "live")) as reader:
        last = link.welcome.head_seq
        added = [type(RecordReader(str).read(raw).body) for raw in reader.records(EXPECTED["head_seq"] + 1, last)]
    assert added.count(BackendStarted) == 2, "one record of each start"
    assert set(added) <= {BackendStarted, EventEscalated}, "and the steps of tasks that are long overdue"


def test_every_event_is_still_on_the_desk_or_found_by_its_number(moved: Served) -> None:
    with client_of(moved) as client:
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        table = snapshot.states["event"]
        on_desk = {state.id: state for state in (msgspec.msgpack.decode(d, type=Event) for d in table.encoded)}
        assert {name: str(event.state) for name, event in on_desk.items()}.items() <= EXPECTED["states"].items()
        standing = {name for name, state in EXPECTED["states"].items() if state not in {str(s) for s in ENDED}}
        assert standing <= on_desk.keys(), "open events are still on the desk"
        for name, state in EXPECTED["states"].items():
            client.subject(f"event/{name}")
            fold = Fold()
            for record in answers_of(client, "the records").records:
                fold.apply(record)
            last = fold.states["event"].get(name)
            assert last is not None, "an event is archived only by a later record"
            assert str(last.state) == state


def test_past_readings_are_the_same(moved: Served) -> None:
    with client_of(moved) as client:
        live(client)
        for name, rows in EXPECTED["readings"].items():
            client.history("readings", tuple(name.split("/")), 0, 2**61)
            columns = decoded("readings", answers_of(client, "the history").columns)
            found = zip(columns.at_ms.tolist(), columns["value"].tolist(), columns["quality"].tolist(), strict=True)
            assert [list(row) for row in found] == rows


def test_reporters_are_in_no_frame_and_are_disclosed_to_the_desk_on_request(moved: Served) -> None:
    with (
        client_of(moved) as client,
        control_of(moved) as link,
        closing(Eavesdropper(moved, link.welcome.endpoints["publish"])) as listener,
    ):
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        listener.request(SnapshotRequest(), ReplayRequest(first_seq=1, last_seq=link.welcome.head_seq))
        listener.request(*(SubjectRequest(request=name, subject=f"event/{name}") for name in EXPECTED["states"]))
        until(lambda: listener.has("StatesPart") and listener.has("ReplayPart"), "the answers")
        until(lambda: all(listener.has(name) for name in EXPECTED["states"]), "every event")
        until(lambda: sum(b"SubjectReply" in f for f in listener.frames) == len(EXPECTED["states"]), "every event")
        for reporter in EXPECTED["reporters"]:
            for word in reporter.split():
                assert not listener.has(word)
        tokens = set()
        for name in EXPECTED["states"]:
            client.subject(f"event/{name}")
            tokens |= {getattr(record.body, "reporter", "") for record in answers_of(client, "records").records}
        disclosed = set()
        for token in tokens - {""}:
            client.contact(token)
            disclosed.add(answers_of(client, "the contact").text)
    assert disclosed == set(EXPECTED["reporters"])


def test_the_next_start_finds_everything_in_the_new_layout(moved: Served) -> None:
    assert sorted(path.name for path in moved.data.iterdir()) == ["audit", "journal-format-1", "keys", "realms"]
    assert "moved" not in moved.log.read_text(encoding="utf-8")
