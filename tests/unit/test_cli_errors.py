"""The command line on failures: one line on stderr, an exit code, never a bare traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import main
from bench import registry
from county.package.demo.build import build_demo


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["county", "new"],
        ["county", "new", "x", "--villages", "many"],
        ["county", "new", "x", "--villages", "0"],
        ["county", "import", "x"],
        ["run", "--connect", "tcp://127.0.0.1:1"],
        ["run", "--seconds", "-1"],
        ["serve"],
        ["send"],
        ["send", "x", "--realm", "Drill 7"],
        ["bench", "nonsense"],
        ["keys"],
        ["keys", "x"],
        ["keys", "list"],
        ["contacts"],
        ["contacts", "x"],
        ["contacts", "erase", "x"],
        ["contacts", "--data", "x", "erase"],
        ["contacts", "--data", "x", "erase", "y", "--realm", "z"],
        ["keys", "--data", "x", "add", "seat", "--out", "y"],
        ["keys", "--data", "x", "add", "seat", "--role", "king", "--out", "y"],
        ["journal", "verify"],
        ["journal", "x", "burn"],
        ["journal", "x", "backup"],
        ["journal", "--data", "x", "verify", "y"],
        ["serve", "x", "--realm", "Drill 7"],
        ["run", "x", "--realm", "drill:"],
        ["journal", "--data", "x", "--realm", "drill/7", "verify"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_exits_with_2_and_a_hint(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main.main(arguments) == 2
    assert "Usage: " in capsys.readouterr().err


@pytest.mark.parametrize("verb", [["run"], ["serve"], ["county", "check"], ["county", "migrate"]], ids=" ".join)
def test_a_folder_without_a_package_is_reported_in_one_line(tmp_path: Path, verb: list[str]) -> None:
    command = [sys.executable, main.__file__, *verb, str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    (line,) = [line for line in (done.stdout + done.stderr).splitlines() if "propagateSizeHints" not in line]
    assert str(tmp_path / "nowhere") in line
    assert "county new" in line


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["journal", "--data", "x", "verify"], "x/realms/live"),
        (["keys", "--data", ".", "list"], "no keys are here"),
        (["contacts", "--data", ".", "erase", "y"], "there are no contacts here"),
        (["contacts", "--data", ".", "erase", " "], "the text is empty"),
        (["keys", "--data", ".", "revoke", "seat"], "no keys are here"),
        (["keys", "--data", ".", "rotate"], "no keys are here"),
        (["keys", "--data", ".", "add", "watch", "--role", "operator", "--out", "y"], "this name is reserved"),
        (["keys", "--data", ".", "add", "a/b", "--role", "operator", "--out", "y"], "not a valid name for a key"),
        (["keys", "--data", ".", "add", "truck", "--role", "unit", "--out", "y"], "the name of a unit"),
        (["keys", "--data", "x", "add", "seat", "--role", "wall", "--out", "y"], "x: no such data folder; "),
        (["keys", "--data", "x", "list"], "x: no such data folder; give that of the backend"),
        (["contacts", "--data", "x", "erase", "y"], "x: no such data folder; "),
        (["keys", "--data", ".", "add", "a", "--role", "unit", "--unit", "b", "--out", "y"], "keys PACKAGE --data DIR"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_failure_is_reported_in_one_line_and_leaves_no_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.main(arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert text in line
    assert list(tmp_path.iterdir()) == []


def test_missing_keys_are_reported_in_one_line_before_a_window_opens(small_county: Path, tmp_path: Path) -> None:
    link = ["--connect", "tcp://127.0.0.1:9", "--keys", str(tmp_path / "nowhere")]
    command = [sys.executable, main.__file__, "run", str(small_county), *link]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    (line,) = [line for line in (done.stdout + done.stderr).splitlines() if "propagateSizeHints" not in line]
    assert str(tmp_path / "nowhere") in line


def test_a_file_in_place_of_a_package_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    steps: list[str] = []
    with pytest.raises(NotADirectoryError):
        build_demo(tmp_path / "file", progress=lambda share, step: steps.append(step), cancelled=lambda: False)
    assert steps == []


def test_a_file_in_place_of_a_package_is_reported_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for verb in ("new", "check"):
        assert main.main(["county", verb, str(tmp_path / "file")]) == 1
        output = capsys.readouterr()
        (line,) = (output.out + output.err).splitlines()
        assert str(tmp_path / "file") in line


def test_a_file_error_names_the_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert main.main(["county", "new", str(tmp_path / "file" / "below")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert str(tmp_path / "file") in line


def failing_bench(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Register a verb of the command line that raises ``error``."""

    def run(progress: object) -> None:
        raise error

    module = ModuleType("failing_bench")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(registry.BENCHES, "failing", module.__name__)


def test_an_unexpected_error_is_one_line_that_names_the_log_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing_bench(monkeypatch, RuntimeError("no such\nthing"))
    assert main.main(["bench", "failing"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "RuntimeError: no such thing" in line
    assert "Traceback" in Path(line.rpartition(" ")[2]).read_text(encoding="utf-8")


def test_ctrl_c_is_one_line_and_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failing_bench(monkeypatch, KeyboardInterrupt())
    assert main.main(["bench", "failing"]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1
