"""``journal … clip`` and ``replay`` on the command line: one line for what was done, and for what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import main
from county.package.open import CountyPackage
from services.replay.clip_file import read_clip
from tests.recorded_journals import write_journal
from tests.tiny_county import write_tiny_county
from tests.unit.test_clips import STEPS, VALUES, numbered


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("commands") / "county")


@pytest.fixture
def data(package: CountyPackage, tmp_path: Path) -> Path:
    write_journal(tmp_path / "data", package, numbered(STEPS), VALUES)
    return tmp_path / "data"


def test_a_clip_of_two_local_times_is_written(
    package: CountyPackage, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "some.replay"
    words = ["journal", str(package.folder), "clip", str(out), "--data", str(data)]
    assert main.main([*words, "--from", "2026-11-23T10:02", "--to", "2026-11-23T10:05:00"]) == 0
    assert "records 3 to 6, 2 earlier ones" in capsys.readouterr().out
    assert read_clip(out).head.last_seq == 6
    assert main.main(["audit", "--data", str(data), "list"]) == 0
    assert "some.replay" in capsys.readouterr().out, "who takes data away is in the audit log"


def test_what_is_wrong_is_said_in_one_line(
    package: CountyPackage, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times = ["--from", "2026-11-23T10:02", "--to", "2026-11-23T10:05"]
    clip = ["journal", str(package.folder), "clip", str(tmp_path / "x.replay"), "--data", str(data)]
    broken = tmp_path / "broken.replay"
    broken.write_bytes(b"PK")
    cases = {
        ("journal", "clip", "x.replay", "--data", str(data), *times): "give the PACKAGE before the verb",
        (*clip,): "give --from and --to with the verb clip",
        (*clip, *times[:2]): "give --from and --to with the verb clip",
        ("journal", str(package.folder), "verify", *times): "give --from and --to with the verb clip, and only with it",
        (*clip, "--from", "2026-11-23T10:05", "--to", "2026-11-23T10:02"): "would end before it begins",
        (*clip, "--from", "2027-01-01", "--to", "2027-01-02"): "nothing is recorded in this time",
        ("replay", str(tmp_path / "none.replay")): "no such file",
        ("replay", str(package.folder), "--speed", "1000"): "--speed 1000: is not between 0.25 and 600",
        ("replay", str(broken), "--data", str(data)): "a clip needs no data folder",
        ("replay", str(package.folder), "--package", "x"): "--package x: is for a clip",
    }
    for words, line in cases.items():
        assert main.main(list(words)) in (1, 2)
        error = capsys.readouterr().err.strip()
        assert line in error
        assert "\n" not in error
