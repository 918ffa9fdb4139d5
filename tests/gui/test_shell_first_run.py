"""The first run: the demo county is built in the window, can be cancelled, and an off-screen run writes pictures."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from county.events.event import State
from county.package.demo.build import build_demo
from county.package.open import CountyPackage
from desktop.process import demo_county
from desktop.process.demo_county import WindowBuild

ROOT = Path(__file__).parents[2]
small_county_build = partial(build_demo, villages=13, sensors=60, buildings=400)
"""The real builder with a small county."""


def test_building_in_the_window_shows_progress_until_the_county_is_built(qtbot: QtBot) -> None:
    progress: list[tuple[float, str]] = []
    work = WindowBuild(small_county_build)
    work.progress.connect(lambda share, step: progress.append((share, step)))
    assert work.run() == ""
    shares = [share for share, _ in progress]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({step for _, step in progress}) > 3
    assert demo_county.is_built()


def test_a_demo_county_of_an_earlier_version_is_migrated_and_not_rebuilt() -> None:
    shutil.copytree(ROOT / "tests" / "golden" / "package-1", demo_county.folder())
    demo_county.bring_up_to_date()
    assert CountyPackage(demo_county.folder()).manifest.identity == "433199-0a1b2c3d"


def test_a_cancelled_build_leaves_no_files(qtbot: QtBot) -> None:
    work = WindowBuild(small_county_build)
    work.progress.connect(lambda *_: work.cancel())
    assert work.run() != ""
    assert work.cancelled
    assert not demo_county.is_built()
    parent = demo_county.folder().parent
    assert not parent.exists() or list(parent.iterdir()) == []


def test_a_build_that_fails_on_disk_is_reported_with_place_and_remedy(qtbot: QtBot) -> None:
    demo_county.folder().parent.parent.mkdir(parents=True, exist_ok=True)
    demo_county.folder().parent.write_text("a file where the folder should be")
    why = WindowBuild(small_county_build).run()
    assert str(demo_county.folder()) in why
    assert "free space or change the permissions" in why


def test_an_off_screen_run_writes_pictures_and_measured_figures(small_county: Path, tmp_path: Path) -> None:
    package, out = tmp_path / "county", tmp_path / "out"
    shutil.copytree(small_county, package)
    command = [sys.executable, str(ROOT / "main.py"), "run", str(package), "--snapshot", str(out), "--seconds", "2"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=100, encoding="utf-8")
    assert ended.returncode == 0, ended.stderr
    assert "propagateSizeHints" not in ended.stderr
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["layers"]["sensors"] == 60
    assert set(summary["events"]) == {str(state) for state in State}
    assert summary["frames"] > 0
    assert summary["drops"] == 0
    assert summary["memory_mb"]["desktop"] > 0
    assert summary["memory_mb"]["backend"] > 0
    for name in ("overview.png", "twin.png"):
        picture = QImage(str(out / name))
        assert (
            len({picture.pixel(x, y) for x in range(0, picture.width(), 40) for y in range(0, picture.height(), 40)})
            > 20
        )
