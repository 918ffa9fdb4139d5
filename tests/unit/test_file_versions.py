"""Files of another version are refused with file, version and way out, or read: newer by one, missing, not a number.

Packages: test_package_formats.py.  Records: test_store_upcast.py.  Earlier formats: test_store_golden.py and
tests/integration/test_migrate_data_folder.py.  Checkpoints: test_fold_version.py.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county.explained import Explained
from services.keys.registration import Registration, read_registration
from services.store.maintenance.archive import FORMAT as ARCHIVE_FORMAT
from services.store.maintenance.archive import INDEX, open_index
from services.store.reserved_time import FILE as CLOCK
from services.store.reserved_time import ReservedTime
from services.store.sqlite.anchor import read_anchor
from services.store.sqlite.checkpoints import CheckpointFiles
from services.store.sqlite.database import FILE, FORMAT
from services.store.sqlite.store import open_store
from services.store.upcast import RecordReader, UnreadableRecord
from services.supervision.presence import FILE as PRESENCE
from services.supervision.presence import running_in
from services.supervision.status import FILE as STATUS
from services.supervision.status import Status, StatusFile

GOLDEN = Path(__file__).parents[1] / "golden"
ANCHOR = {"seq": 1, "hash": "00", "recorded_ms": 1, "epoch": 0, "commit": 1, "digest": "00", "mac": "00"}
INDEXED = {
    "county": "c", "realm": "live", "epoch": 0, "seq": 0, "hash": "", "recorded_ms": 0, "made_ms": 0, "files": {},
}  # fmt: skip


def journal(folder: Path, version: object) -> Path:
    """A journal of format 2 whose format was changed; None: removed."""
    shutil.copytree(GOLDEN / "journal-2", folder, dirs_exist_ok=True)
    (folder / "keys" / "journal.key").chmod(0o600)
    path = folder / "realms" / "live" / FILE
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM meta WHERE key = 'format'")
        if version is not None:
            db.execute("INSERT INTO meta VALUES ('format', ?)", (str(version),))
    return path


def opened(path: Path) -> object:
    data = path.parents[2]
    return open_store(path.parent, county="999901", realm="live", keys=data / "keys", history=None)


def anchor(folder: Path, version: object) -> Path:
    return text(folder / "live.json", json.dumps(ANCHOR | versioned(version)))


def clock(folder: Path, version: object) -> Path:
    return text(folder / CLOCK, json.dumps({"until_ms": 1} | versioned(version)))


def index(folder: Path, version: object) -> Path:
    return text(folder / INDEX, json.dumps(INDEXED | versioned(version)))


def registration(folder: Path, version: object) -> Path:
    line = "" if version is None else f"format = {json.dumps(version)}\n"
    return text(folder / "desk.toml", f'{line}roles = ["operator"]\n')


def versioned(version: object) -> dict[str, object]:
    return {} if version is None else {"format": version}


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


Make = Callable[[Path, object], Path]
Read = Callable[[Path], object]
KINDS: dict[str, tuple[Make, Read, int]] = {
    "journal": (journal, opened, int(FORMAT)),
    "anchor": (anchor, lambda path: read_anchor(path, key=bytes(32), county="c", realm="live"), 1),
    "clock of a drill": (clock, lambda path: ReservedTime(path.parent), 1),
    "backup": (index, lambda path: open_index(path.parent), ARCHIVE_FORMAT),
    "registration": (registration, read_registration, 1),
}
each = pytest.mark.parametrize("kind", KINDS)


def refused(kind: str, folder: Path, version: object) -> str:
    make, read, _ = KINDS[kind]
    path = make(folder, version)
    before = path.read_bytes()
    with pytest.raises(Explained) as error:
        read(path)
    assert path.read_bytes() == before, "a refused file is unchanged"
    line = str(error.value)
    assert str(path) in line
    assert "\n" not in line
    return line


@each
@pytest.mark.parametrize("ahead", [1, 98])
def test_a_newer_file_is_refused_with_its_name_format_and_way_out(kind: str, ahead: int, tmp_path: Path) -> None:
    found = KINDS[kind][2] + ahead
    line = refused(kind, tmp_path, found)
    assert f"format {found}" in line
    assert "newer than this program" in line
    assert "update the program" in line


@each
@pytest.mark.parametrize("version", ["x", "two", -1, 0])
def test_a_format_that_is_none_is_a_damaged_file_and_not_a_newer_one(
    kind: str, version: object, tmp_path: Path
) -> None:
    line = refused(kind, tmp_path, version)
    assert "newer" not in line
    assert any(word in line for word in ("restore", "delete it", "backup", "correct it")), f"no way out: {line}"


@pytest.mark.parametrize("kind", ["journal", "backup"])
def test_a_file_whose_format_is_missing_is_damaged(kind: str, tmp_path: Path) -> None:
    assert "newer" not in refused(kind, tmp_path, None)


def test_files_that_never_had_a_format_are_read_without_one(tmp_path: Path) -> None:
    assert read_registration(registration(tmp_path, None)) == Registration(roles=("operator",))  # type: ignore[arg-type]
    clock(tmp_path, None)
    with closing(ReservedTime(tmp_path)) as reserved:
        assert reserved.stored_ms == 1


def test_a_journal_of_format_1_says_what_migrates_it(tmp_path: Path) -> None:
    assert "start the backend once, which migrates it" in refused("journal", tmp_path, 1)


def test_a_record_of_a_newer_program_names_the_journal(tmp_path: Path) -> None:
    plain: dict[str, Any] = msgspec.msgpack.decode((GOLDEN / "records" / "EventFiled-1.msgpack").read_bytes())
    reader = RecordReader(path=tmp_path / FILE)
    for changed in (
        plain | {"schema": 2},
        plain | {"schema": "two"},
        plain | {"body": {"type": "EventFlown", "event_id": "E"}},
    ):
        with pytest.raises(UnreadableRecord) as error:
            reader.read(msgspec.msgpack.encode(changed), plain["seq"])
        assert str(error.value).startswith(f"{tmp_path / FILE}: record {plain['seq']}: ")
        assert "update the program" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\x93\x01\x02\x03", b"not msgpack"])
def test_a_checkpoint_of_another_shape_is_named_and_the_journal_is_folded_instead(
    tmp_path: Path, content: bytes
) -> None:
    warnings: list[str] = []
    files = CheckpointFiles(tmp_path, bytes(32), warnings.append)
    path = tmp_path / "checkpoint-000000000020.msgpack"
    path.write_bytes(files._mac(content) + content)
    assert list(files.read(lambda seq, found: True)) == []
    [line] = warnings
    assert line.startswith(f"{path}: ")
    assert line.endswith("skipped")


@pytest.mark.parametrize(
    ("more", "read"), [({}, True), ({"made_by": "9.0"}, True), ({"pid": "x"}, False), ({"address": None}, False)]
)
def test_announcements_of_running_programs_are_read_with_more_fields_and_ignored_with_others(
    tmp_path: Path, more: dict[str, object], read: bool
) -> None:
    import psutil

    me = psutil.Process()
    presence = {"address": "tcp://127.0.0.1:5570", "pid": me.pid, "started": me.create_time()}
    (tmp_path / PRESENCE).write_text(json.dumps(presence | more), encoding="utf-8")
    assert (running_in(tmp_path) is not None) == read
    status = {"supervisor": 1, "backend": 2, "state": "running", "address": "tcp://127.0.0.1:5570"}
    changed = more if "pid" not in more else {"supervisor": "x"}
    (tmp_path / STATUS).write_text(json.dumps(status | changed), encoding="utf-8")
    assert isinstance(StatusFile(tmp_path).read(), Status) == read
