"""Packages of other versions of the program: an older one is migrated, a newer one is not reported as broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from county.package.check import check
from county.package.manifest import (
    FILES,
    FORMAT,
    MANIFEST,
    MAP,
    TERRAIN,
    NewerFormat,
    OlderFormat,
    PackageError,
    read_format,
    read_manifest,
)
from county.package.migrate import STEPS, migrate
from county.package.open import CountyPackage
from county.package.schema import SCHEMA

GOLDEN = Path(__file__).parents[1] / "golden"
"""One package of every format that was ever written.  They are never rewritten."""
HELD = {
    "boundary": 1, "towns": 2, "villages": 4, "grids": 8, "roads": 1, "rivers": 1, "waters": 1, "buildings": 2,
    "places": 7, "names": 0, "sensors": 8, "resources": 1, "facilities": 0,
    "read_points": 0,
}  # fmt: skip
"""Features of each layer of every golden package."""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A package of the first format, with a user's notes next to it."""
    folder = Path(shutil.copytree(GOLDEN / "package-1", tmp_path / "county"))
    (folder / "notes.txt").write_text("ours")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, main.__file__, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100)


def test_there_is_a_golden_package_and_a_step_for_every_format() -> None:
    assert [read_format(GOLDEN / f"package-{n}") for n in range(1, FORMAT + 1)] == list(range(1, FORMAT + 1))
    assert list(STEPS) == list(range(2, FORMAT + 1))
    assert not (GOLDEN / f"package-{FORMAT + 1}").exists()


def test_an_older_package_is_refused_with_the_command_that_migrates_it(old: Path) -> None:
    with pytest.raises(OlderFormat) as refused:
        CountyPackage(old)
    assert str(refused.value) == (
        f"{old / MANIFEST}: format 1 is older than this program's {FORMAT}; run `main.py county migrate {old}`"
    )
    assert [str(finding) for finding in check(old)] == [f"error: package: {refused.value}"]


def test_an_older_package_can_be_migrated_and_opened_and_is_the_same_county(old: Path) -> None:
    before = content(old)
    steps = migrate(old)
    assert steps == ["format 2: tables of its folder catalog/ override the program's"]
    package = CountyPackage(old)
    assert package.manifest.identity == "433199-0a1b2c3d"
    assert package.manifest.findings == ("warning: villages: 2 names of the file are in no list",)
    assert check(old) == []
    after = content(old)
    assert {name for name in before if before[name] != after[name]} == {MANIFEST}
    assert after.keys() == before.keys()


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_a_golden_package_contains_the_written_data(number: int, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOLDEN / f"package-{number}", tmp_path / "county"))
    migrate(folder)
    package = CountyPackage(folder)
    assert {layer: len(package.table(layer)) for layer in SCHEMA} == HELD
    assert package.table("villages")["name"].tolist() == ["甲社区", "乙村", "丙村", "丁村"]
    assert package.table("villages")["population"].tolist() == [900] * 4
    assert package.table("roads")["width_m"].tolist() == [7.0]
    assert package.table("buildings")["floors"].tolist() == [2, 4]
    assert not package.table("villages")["approximate"].any()
    assert [(unit.id, unit.kind, unit.capacity) for unit in package.resources] == [("E1", "ambulance", 4)]
    assert package.division_at(package.sensors[0].x_m, package.sensors[0].y_m) == "433199100001001"
    assert package.terrain is not None
    assert package.terrain.z_m.shape == (30, 55)
    assert package.terrain.z_m[0, 0] == pytest.approx(782.21, abs=0.01)
    assert check(folder) == []


def test_the_golden_package_of_format_2_contains_its_own_tables() -> None:
    tables = CountyPackage(GOLDEN / "package-2").catalog
    assert tables.rules["bin_full"].above == 95
    assert "rubble" not in tables.offered_subclasses()
    assert tables.working_hours.hours == ("08:00-12:00", "15:00-18:00")


def test_migrating_a_current_package_changes_nothing_and_reports_it(old: Path) -> None:
    migrate(old)
    before = content(old)
    assert migrate(old) == []
    assert content(old) == before


def test_the_command_reports_its_steps_and_then_that_there_are_none(old: Path) -> None:
    first, second = run("county", "migrate", old), run("county", "migrate", old)
    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        "format 2: tables of its folder catalog/ override the program's", f"{old}: has format {FORMAT}",
    ]  # fmt: skip
    assert second.stdout.splitlines() == [f"{old}: has format {FORMAT} already; nothing to do"]


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A package of a later version: fields, layers and types that are unknown here."""
    folder = Path(shutil.copytree(GOLDEN / "package-2", tmp_path / "newer"))
    (folder / MANIFEST).write_text(
        f'format = {FORMAT + 1}\nname = ["安县", "An"]\nterrain_unit = "dm"\ncode = 433199\n'
        "[layers.tunnels]\nsource = 3\n[catalog]\ndigest = 'x'\n",
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("act", [CountyPackage, read_manifest, migrate])
def test_any_newer_package_is_reported_in_one_line(newer: Path, act: Callable[[Path], object]) -> None:
    before = content(newer)
    with pytest.raises(NewerFormat) as refused:
        act(newer)
    assert str(refused.value) == (
        f"{newer / MANIFEST}: format {FORMAT + 1} is newer than this program; update the program"
    )
    assert content(newer) == before


@pytest.mark.parametrize("verb", [["county", "migrate"], ["county", "check"], ["serve"]], ids=" ".join)
def test_the_commands_report_the_same_for_a_newer_package(newer: Path, verb: list[str]) -> None:
    done = run(*verb, newer)
    assert done.returncode == 1
    (line,) = (done.stdout + done.stderr).splitlines()
    assert line.endswith(f"{newer / MANIFEST}: format {FORMAT + 1} is newer than this program; update the program")


@pytest.mark.parametrize(
    "head", ["", "format = 0", "format = -1", 'format = "2"', "format = 1.5", "format = true", "format = [2]"]
)
def test_a_package_with_a_malformed_format_is_broken_and_not_of_another_version(old: Path, head: str) -> None:
    text = (old / MANIFEST).read_text(encoding="utf-8").replace("format = 1\n", f"{head}\n")
    (old / MANIFEST).write_text(text, encoding="utf-8")
    for act in (CountyPackage, migrate):
        with pytest.raises(PackageError, match="format") as refused:
            act(old)
        assert type(refused.value) is PackageError


def test_an_earlier_folder_named_catalog_is_not_read_as_tables(old: Path) -> None:
    (old / "catalog").mkdir()
    before = content(old)
    with pytest.raises(PackageError, match=r"catalog: was not part of the package so far.*move it away"):
        migrate(old)
    assert content(old) == before


@pytest.mark.parametrize("line", ["format=1", "  format   =  1   # the first", "format = 1\r"])
def test_lines_added_to_the_manifest_by_a_person_are_kept(old: Path, line: str) -> None:
    before = (old / MANIFEST).read_bytes()
    edited = before.replace(b"format = 1\n", f"# our county\n{line}\n".encode())
    (old / MANIFEST).write_bytes(edited)
    migrate(old)
    new = line.replace("1", "2", 1)
    assert (old / MANIFEST).read_bytes() == edited.replace(f"{line}\n".encode(), f"{new}\n".encode(), 1)
    assert CountyPackage(old).manifest.name == "安县"


class Step:
    """A step that fails in the given way."""

    info = "made to fail"

    def __init__(self, act: Callable[[Path], None]) -> None:
        self._act = act

    def migrate(self, folder: Path, /) -> None:
        self._act(folder)


def rename(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(text.replace("433199", "433198").replace("format = 1", "format = 2"), "utf-8")


def full(folder: Path) -> None:
    (folder / MAP).write_bytes(b"half")
    raise OSError(28, "No space left on device")


def wrong(folder: Path) -> None:
    (folder / TERRAIN).unlink()
    raise ValueError("no terrain")


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (rename, "changed the county's identity"),
        (full, "No space left"),
        (wrong, "the step to format 2 failed \\(no terrain\\)"),
        (lambda folder: None, "did not result in it"),
    ],
)
def test_a_failed_step_changes_nothing(old: Path, act: Callable[[Path], None], message: str) -> None:
    before = content(old)
    with pytest.raises((PackageError, OSError), match=message):
        migrate(old, steps={2: Step(act)})
    assert content(old) == before
    assert {path.name for path in old.iterdir()} == before.keys()


def test_progress_runs_from_0_to_1(old: Path) -> None:
    reported: list[tuple[float, str]] = []
    migrate(old, lambda share, text: reported.append((share, text)))
    shares = [share for share, _ in reported]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {name for name in FILES if (old / name).exists()} <= {text.removeprefix("copying ") for _, text in reported}
