"""The verbs of the command line, as other programs call them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import main
from bench import registry
from bench.figures import BenchFigure
from county.package.manifest import MANIFEST
from services.disk.data_folder import user_data

ROOT = Path(__file__).parents[2]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """``main.py`` in a separate process."""
    command = [sys.executable, str(ROOT / "main.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100)


def test_a_command_line_without_a_verb_is_that_of_run() -> None:
    user_data().parent.mkdir(parents=True, exist_ok=True)
    user_data().write_text("a file where the folder of the demo county should be")
    without, with_verb = run(), run("run")
    assert without.returncode == with_verb.returncode == 1
    assert str(user_data()) in without.stderr
    assert without.stderr == with_verb.stderr


def test_no_group_of_verbs_hides_another_of_the_same_name() -> None:
    assert main.app is not None
    names = [group.name for group in main.app.registered_groups]
    assert len(names) == len(set(names))


def test_new_builds_a_package_that_check_finds_sound(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    built = run("county", "new", folder, "--seed", 3, "--villages", 5, "--sensors", 20, "--buildings", 100)
    assert built.returncode == 0, built.stderr
    assert built.stdout == f"{folder}: the demo county is built; open it with `main.py run {folder}`\n"
    checked = run("county", "check", folder)
    assert checked.returncode == 0, checked.stdout
    assert not [line for line in checked.stdout.splitlines() if line.startswith("error")]


def test_check_prints_an_error_on_a_line_and_exits_with_1(small_county: Path, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    shutil.copytree(small_county, folder)
    manifest = folder / MANIFEST
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('code = "990123"', 'code = "99012"'), encoding="utf-8")
    checked = run("county", "check", folder)
    assert checked.returncode == 1
    assert any(line.startswith("error: ") for line in checked.stdout.splitlines())
    assert checked.stderr == ""


def test_the_command_line_imports_no_large_library() -> None:
    program = (
        "import sys, main; print(*sorted({'PySide6', 'numpy', 'zmq', 'vtkmodules', 'shapely'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "")


def test_qt_inspects_no_import_of_the_desktop_and_of_the_libraries_that_it_loads_later() -> None:
    program = "import builtins; own = builtins.__import__; import desktop.app; print(builtins.__import__ is own)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "True")


def test_a_dry_run_of_send_imports_no_transport() -> None:
    program = "import sys, services.sending.dry_run; print('zmq' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (loaded.returncode, loaded.stdout.strip()) == (0, "False")


def test_a_bench_shows_its_figures_and_writes_them_as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    module = ModuleType("bench_of_two")
    fast, slow = BenchFigure("fast", 2.0, "s", at_most=3.0), BenchFigure("slow", 0.1, "ratio", at_least=0.5)
    module.run = lambda progress: [fast, slow, BenchFigure("plain", 7.0, "s")]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bench_of_two", module)
    monkeypatch.setitem(registry.BENCHES, "two", "bench_of_two")
    assert main.main(["bench", "two", "--json", str(tmp_path / "two.json")]) == 0
    found = json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))
    assert found["bench"] == "two"
    assert found["machine"]["cores"] >= 1
    assert found["figures"] == [
        {"name": "fast", "value": 2.0, "unit": "s", "goal": "≤ 3", "ok": True},
        {"name": "slow", "value": 0.1, "unit": "ratio", "goal": "≥ 0.5", "ok": False},
        {"name": "plain", "value": 7.0, "unit": "s", "goal": None, "ok": None},
    ]
    assert "fast" in capsys.readouterr().out
