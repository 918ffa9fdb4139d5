"""``main.py drill check``: every finding in one line, exit codes, and the county that it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from main import main
from tests.drill_scenario import TEXT
from tests.tiny_county import write_tiny_county
from tests.unit.test_drill_rebase import GAUGE


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "night.toml"


def checked(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, list[str]]:
    code = main(["drill", "check", *map(str, words)])
    return code, capsys.readouterr().out.splitlines()


def test_a_sound_scenario_exits_with_0(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(TEXT, encoding="utf-8")
    write_tiny_county(tmp_path / "county")
    code, lines = checked(capsys, file, "--package", tmp_path / "county")
    assert code == 0
    assert lines == [
        f"{file}: version 1 of 夜间强降雨, 3 injects, 6 expectations", f"{file}: 0 errors, 0 warnings"
    ]  # fmt: skip


def test_every_fault_is_told_and_exits_with_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = TEXT.replace('at = "PT5M"', 'at = "T+2"').replace("weight = 10", 'weight = "many"')
    file.write_text(wrong, encoding="utf-8")
    code, lines = checked(capsys, file)
    assert code == 1
    *told, last = lines
    assert len(told) == 3
    assert all(line.startswith("error: night.toml, line ") for line in told)
    assert last == f"{file}: 3 errors, 0 warnings"


def test_a_scenario_of_another_county_is_refused_unless_rebased(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(TEXT.replace('"990199', '"330783').replace(":990199", ":330783"), encoding="utf-8")
    write_tiny_county(tmp_path / "county")
    code, lines = checked(capsys, file, "--package", tmp_path / "county")
    assert code == 1
    assert any("rebase it" in line for line in lines)
    code, _ = checked(capsys, file, "--package", tmp_path / "county", "--rebase")
    assert code == 0


def test_a_rebased_scenario_is_told_the_lines_of_its_own_file(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = TEXT.replace('"990199', '"330783').replace(":990199", ":330783")
    text = text.replace('subclass = "', 'subclass = "no_', 1)
    file.write_text("# 说明\n" * 40 + text, encoding="utf-8")
    write_tiny_county(tmp_path / "county")
    wrong = 1 + next(n for n, line in enumerate(file.read_text("utf-8").splitlines()) if 'subclass = "no_' in line)
    code, lines = checked(capsys, file, "--package", tmp_path / "county", "--rebase")
    assert code == 1
    assert [line for line in lines if "there is no subclass" in line and f"line {wrong}," in line]


def test_what_people_tell_in_place_of_a_sensor_is_a_warning_with_the_line_of_its_inject(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GAUGE.replace('members = ["u:wang"]\n', ""), encoding="utf-8")
    write_tiny_county(tmp_path / "county")
    line = 1 + next(n for n, text in enumerate(file.read_text("utf-8").splitlines()) if text.startswith("reading = "))
    code, lines = checked(capsys, file, "--package", tmp_path / "county", "--rebase")
    assert code == 0
    [told] = [text for text in lines if "people tell its values" in text]
    assert told.startswith(f"warning: night.toml, line {line}, injects I01: ")
    assert len([text for text in lines if "injects I01: role 县防指值班室 has no member" in text]) == 1
    warnings = sum(text.startswith("warning: ") for text in lines)
    assert warnings > 1
    assert lines[-1] == f"{file}: 0 errors, {warnings} warnings"


def test_a_missing_file_is_a_wrong_argument(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys, tmp_path / "none.toml")[0] == 2
