"""Clips: what they contain, that they are strict, and what is told where they do not fit."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county import records as r
from county.fold import Fold
from county.package.open import CountyPackage
from county.records import Record
from county.sensors import Sensors
from services.replay.clip import ReplayClip
from services.replay.clip_file import CATALOG, HEAD, RECORDS, BadClip, read_clip, write_clip
from services.replay.clip_making import NoClip, make_clip
from services.replay.fitting import fitted
from services.store.chain import link
from services.store.upcast import RecordReader
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

T0 = 1_795_399_200_000
"""2026-11-23 10:00 in the county."""
MINUTE = 60_000
GOLDEN = Path(__file__).parents[1] / "golden" / "clip-1" / "morning.replay"


def reported(event_id: str, **more: Any) -> r.EventReported:
    fields: dict[str, Any] = {
        "subclass": "exposed_garbage", "title": event_id, "source": "hotline", "x_m": 500_500.0, "y_m": 3_100_500.0,
        "division": "990199100201", "level": "general", "reporter": "r-0123456789abcdef",
    }  # fmt: skip
    return r.EventReported(event_id=event_id, **{**fields, **more})


STEPS = [
    (T0, reported("E1")),
    (T0 + 1 * MINUTE, r.EventFiled(event_id="E1")),
    (T0 + 2 * MINUTE, reported("E2", level="major")),
    (T0 + 3 * MINUTE, r.EventDispatched(event_id="E1", unit="truck-1", due_ms=T0 + 90 * MINUTE)),
    (T0 + 4 * MINUTE, r.EventFiled(event_id="E2")),
    (T0 + 5 * MINUTE, r.TaskAccepted(event_id="E1")),
]
VALUES = [(T0, T0, 10.0), (T0 + 3 * MINUTE, T0 + 3 * MINUTE, 30.0), (T0 + 5 * MINUTE, T0 + 2 * MINUTE, 20.0)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("clips") / "county")


def clip_of(
    folder: Path, package: CountyPackage, from_ms: int = T0 + 2 * MINUTE, to_ms: int = T0 + 5 * MINUTE
) -> ReplayClip:
    return make_clip(folder, package, from_ms, to_ms, lambda share, text: None)


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory, package: CountyPackage) -> Path:
    return write_journal(tmp_path_factory.mktemp("clips") / "data", package, numbered(STEPS), VALUES)


@pytest.fixture
def file(journal: Path, package: CountyPackage, tmp_path: Path) -> Path:
    write_clip(clip_of(journal, package), tmp_path / "some.replay")
    return tmp_path / "some.replay"


def folded(records: list[Record[Any]]) -> dict[str, dict[str, Any]]:
    fold = Fold()
    for record in records:
        fold.apply(record)
    return {key: {subject: states[subject] for subject in states} for key, states in fold.states.items()}


def test_a_clip_has_the_records_of_its_time_and_the_earlier_ones_of_what_was_on_the_desk(file: Path) -> None:
    clip, read = read_clip(file), RecordReader().read
    assert [read(record.data).seq for record in clip.chained] == [3, 4, 5, 6]
    assert [record.seq for record in clip.before] == [1, 2]
    before = folded([read(record.data) for record in clip.before])
    assert before == folded(numbered(STEPS)[:2])


def test_it_has_the_newest_reading_before_and_all_that_became_known_within(file: Path) -> None:
    clip = read_clip(file)
    assert clip.newest("readings", clip.from_ms)["value"].tolist() == [10.0]
    assert clip.arrived("readings", clip.from_ms, clip.to_ms)["value"].tolist() == [30.0, 20.0]


def test_it_says_of_which_county_and_realm_it_is(file: Path, package: CountyPackage) -> None:
    head = read_clip(file).head
    assert (head.realm, head.county.code, head.county.name) == ("live", "990199", "试县")
    assert head.county.catalog == package.catalog.digest
    assert head.county.manifest == sha256((package.folder / "county.toml").read_bytes()).hexdigest()


def test_its_chain_is_verified_by_hashes_alone(file: Path) -> None:
    clip = read_clip(file)
    previous = bytes.fromhex(clip.head.before_hash)
    for record in clip.chained:
        previous = link(previous, record.data)
    assert previous.hex() == clip.head.last_hash


def test_the_same_clip_has_the_same_bytes(journal: Path, package: CountyPackage, file: Path, tmp_path: Path) -> None:
    write_clip(clip_of(journal, package), tmp_path / "again.replay")
    assert (tmp_path / "again.replay").read_bytes() == file.read_bytes()


def test_names_and_phones_of_old_reports_are_left_out(package: CountyPackage, tmp_path: Path) -> None:
    """Schema 1 had them in the record; its hash stays in the chain."""
    records = numbered(STEPS)
    raw: dict[int, bytes] = {}
    for seq in (1, 3):
        plain = msgspec.msgpack.decode(msgspec.msgpack.encode(records[seq - 1]))
        plain["body"] = {k: v for k, v in plain["body"].items() if k not in ("attachments", "address", "cause")}
        plain["body"]["reporter"] = "张三 13800001234"
        plain.pop("schema", None)
        raw[seq] = msgspec.msgpack.encode(plain)
    clip = clip_of(write_journal(tmp_path / "data", package, records, raw=raw), package)
    write_clip(clip, tmp_path / "old.replay")
    with zipfile.ZipFile(tmp_path / "old.replay") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert "张三".encode() not in content
    assert b"13800001234" not in content
    assert read_clip(tmp_path / "old.replay").head.nameless == (3,)
    assert any("1 old reports" in note for note in fitted(clip, package).notes)


def test_nothing_is_made_of_another_county_or_of_a_time_without_records(
    journal: Path, package: CountyPackage, tmp_path: Path
) -> None:
    with pytest.raises(NoClip, match="nothing is recorded in this time"):
        clip_of(journal, package, T0 + 600 * MINUTE, T0 + 700 * MINUTE)
    with pytest.raises(NoClip, match="would end before it begins"):
        clip_of(journal, package, T0 + 5 * MINUTE, T0)


# ---- files that are not as they were written

Change = Callable[[dict[str, bytes]], None]


def changed(file: Path, change: Change) -> Path:
    """A copy of a clip whose files were changed, with their hashes in its head."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    if HEAD in content and content[HEAD].startswith(b"{"):
        head = json.loads(content[HEAD])
        head["members"] = {name: sha256(data).hexdigest() for name, data in content.items() if name != HEAD}
        content[HEAD] = json.dumps(head).encode()
    other = file.with_name("changed.replay")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return other


def in_head(**values: Any) -> Change:
    def change(content: dict[str, bytes]) -> None:
        content[HEAD] = json.dumps({**json.loads(content[HEAD]), **values}).encode()

    return change


def other_record(content: dict[str, bytes]) -> None:
    rows = msgspec.msgpack.decode(content[RECORDS])
    rows[1][0] = rows[1][0].replace(b"truck-1", b"truck-2")
    content[RECORDS] = msgspec.msgpack.encode(rows)


def fewer_records(content: dict[str, bytes]) -> None:
    content[RECORDS] = msgspec.msgpack.encode(msgspec.msgpack.decode(content[RECORDS])[:-1])


FAULTS: dict[str, tuple[Change, str]] = {
    "other format": (in_head(format=2), "is a clip of format 2, this program reads format 1; update the program"),
    "chain": (other_record, "the chain is broken at record 4"),
    "short": (fewer_records, "it has 3 records, not 4"),
    "other end": (in_head(last_hash="00" * 32), "the chain does not end with the hash that clip.json names"),
    "backwards": (in_head(to_ms=0), "clip.json names an end before the beginning"),
    "realm": (in_head(realm="nowhere"), "clip.json cannot be read"),
    "unknown field": (in_head(extra=1), "clip.json cannot be read"),
    "no head": (lambda content: content.pop(HEAD) and None, "is not a clip: it contains no clip.json"),
    "head": (lambda content: content.update({HEAD: b"\xff"}), "clip.json cannot be read"),
    "more files": (lambda content: content.update({"streams/tides.bin": b""}), "its files are not those of this"),
    "catalogue": (lambda content: content.update({CATALOG: b"\x80"}), "its catalogue"),
    "rows": (lambda content: content.update({"streams/readings.bin": b"\xc1"}), "streams/readings.bin cannot be read"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_changed_clip_is_refused_in_one_line(file: Path, fault: str) -> None:
    change, why = FAULTS[fault]
    with pytest.raises(BadClip) as refused:
        read_clip(changed(file, change))
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_truncated_clip_and_one_with_a_flipped_bit_are_refused_in_one_line(file: Path) -> None:
    content = file.read_bytes()
    for damaged in (content[: len(content) // 2], b"", b"PK", *(_flipped(content, at) for at in range(40, 4000, 397))):
        file.write_bytes(damaged)
        with pytest.raises(BadClip) as refused:
            read_clip(file)
        assert "\n" not in str(refused.value)


def _flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


# ---- another package today


def test_what_the_package_lacks_is_listed_and_left_out(package: CountyPackage, tmp_path: Path) -> None:
    steps = [
        *STEPS,
        (T0 + 5 * MINUTE, reported("E3", division="990199555555", sensor_id="gone-1")),
        (T0 + 5 * MINUTE, r.EventFiled(event_id="E3")),
        (T0 + 5 * MINUTE, r.EventDispatched(event_id="E3", unit="truck-99", due_ms=T0)),
    ]
    clip = fitted(clip_of(write_journal(tmp_path / "data", package, numbered(steps)), package), package)
    notes = " | ".join(clip.notes)
    for unknown in ("sensors gone-1", "units truck-99", "divisions 990199555555"):
        assert unknown in notes


def test_rows_of_sensors_that_the_package_lacks_are_left_out(
    file: Path, package: CountyPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = CountyPackage(package.folder)
    monkeypatch.setitem(fewer.__dict__, "sensors", Sensors.of(s for s in package.sensors if s.id != "bin-1"))
    clip = fitted(read_clip(file), fewer)
    assert not len(clip.newest("readings", clip.to_ms))
    assert all(row[0] != "bin-1" for row in clip.keys["readings"].rows)
    assert any("sensors bin-1" in note for note in clip.notes)


def test_a_clip_of_every_format_can_still_be_read() -> None:
    clip = read_clip(GOLDEN)
    assert (clip.before_seq, clip.last_seq, len(clip.before)) == (2, 6, 2)
    assert clip.arrived("readings", clip.from_ms, clip.to_ms)["value"].tolist() == [30.0, 20.0]
