"""``main.py brief verify`` as other programs call it: what it prints, and its exit code."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from bench.three_years import write
from county.package.open import CountyPackage
from county.realm import LIVE
from services.brief import command
from tests.figure_day import END_MS
from tests.integration.backend_fixture import run_main
from tests.unit.signed_report import changed, part


@pytest.fixture(scope="module")
def made(small_county: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A monthly bulletin, and the data that it was made from."""
    folder = tmp_path_factory.mktemp("made")
    data = folder / "data"
    write(CountyPackage(small_county), data, 400, lambda share, step: None, now_ms=END_MS, span_ms=10**9)
    wanted = command.WantedBriefing("monthly", "2026-10")
    document, *_ = command.make(small_county, data, LIVE, wanted, folder / "out", lambda share, step: None)
    return document, data


def test_what_is_as_the_journal_says_ends_with_0(made: tuple[Path, Path], small_county: Path) -> None:
    document, data = made
    ended = run_main("brief", "verify", document, "--package", small_county, "--data", data)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "as of record 400" in ended.stdout


def test_an_edited_digit_ends_with_1_and_is_named(
    made: tuple[Path, Path], small_county: Path, tmp_path: Path
) -> None:
    document, data = made
    edited = tmp_path / "edited.docx"
    text = part(document.read_bytes(), "word/document.xml")
    at = text.index(">2026年10月") + 1
    assert text[at + 5 : at + 7] == "10"

    def edit(name: str, old: str) -> str:
        return old[: at + 6] + "1" + old[at + 7 :] if name.startswith("word/") else old

    edited.write_bytes(changed(document.read_bytes(), edit))
    ended = run_main("brief", "verify", edited, "--package", small_county, "--data", data)
    assert ended.returncode == 1
    assert "2026年11月" in ended.stdout


def test_what_is_no_briefing_ends_with_1_and_one_line(
    made: tuple[Path, Path], small_county: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.docx"
    with ZipFile(other, "w") as file:
        file.writestr("word/document.xml", "<x/>")
    ended = run_main("brief", "verify", other, "--package", small_county, "--data", made[1])
    assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 1)
    assert str(other) in ended.stderr


@pytest.mark.parametrize("arguments", [("no such file.docx",), ()])
def test_a_wrong_command_line_ends_with_2(arguments: tuple[str, ...], small_county: Path) -> None:
    assert run_main("brief", "verify", *arguments, "--package", small_county).returncode == 2
