"""A wall as a process of its own beside a real backend: what it shows, follows, loses and finds again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import psutil
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from county.seats import Seat
from county.wall.shown import ShowWallScene
from county.wall.status import WallStatus
from desktop.wall.link import wall_keys
from services.program import MAIN
from services.protocol.client import Client
from services.protocol.messages import Accepted
from tests.integration.backend_fixture import (
    Served,
    client_of,
    command,
    control_of,
    county_in,
    live,
    report,
    run_main,
    serving,
    until,
)

WALL = """format = 1
name = { zh = "大厅", en = "Hall" }
canvas_px = [1600, 600]
pitch_mm = 2.5
distance_m = { near = 3, far = 5 }
outputs = [
  { name = "#1", canvas_rect_px = [0, 0, 800, 600], native_px = [800, 600] },
  { name = "#2", canvas_rect_px = [800, 0, 800, 600], native_px = [800, 600] },
]
[[scenes]]
id = "day"
name = { zh = "日常", en = "Day" }
tiles = [
  { id = "header", kind = "header", rect_px = [0, 0, 800, 100] },
  { id = "headline", kind = "headline", rect_px = [0, 110, 800, 130] },
  { id = "overdue", kind = "overdue", rect_px = [0, 250, 800, 150] },
  { id = "trend", kind = "trend", rect_px = [0, 410, 800, 180] },
]
[[scenes]]
id = "night"
name = { zh = "夜间", en = "Night" }
tiles = [
  { id = "decisions", kind = "decisions", rect_px = [0, 0, 800, 300] },
  { id = "trend", kind = "trend", rect_px = [0, 310, 800, 280] },
]
"""
SCREENS = {"screens": [{"name": "S0", "x": 0, "y": 0, "width": 800, "height": 600, "logicalDpi": 96,
                        "logicalBaseDpi": 96, "dpr": 1}]}  # fmt: skip


class SeenWall:
    """What the process says of its picture, the newest last."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: SimpleQueue[str] = SimpleQueue()
        self.seen: dict[str, Any] = {}
        Thread(target=self._read, daemon=True).start()

    def shows(self, holds: Callable[[dict[str, Any]], object], what: str) -> None:
        """Wait until a picture is as it should be."""

        def arrived() -> bool:
            try:
                while True:
                    self.seen = json.loads(self._lines.get_nowait())
                    if holds(self.seen):
                        return True
            except Empty:
                return bool(self.seen and holds(self.seen))

        until(arrived, f"{what}: {self.seen}")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)


@contextmanager
def wall_of(folder: Path, backend: Served, keys: Path) -> Iterator[SeenWall]:
    """The process of the wall on one simulated screen; it ends by Ctrl+C with 0."""
    file, screens = folder / "hall.toml", folder / "screens.json"
    file.write_text(WALL, "utf-8")
    screens.write_text(json.dumps(SCREENS), "utf-8")
    arguments = [sys.executable, "-m", "tests.integration.watched_wall", str(county_in(folder)), str(file),
                 backend.address, str(keys)]  # fmt: skip
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={screens}"}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=MAIN.parent, env=environment) as process:
        try:
            yield SeenWall(process)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            if process.poll() is None:
                process.kill()


class ToldDesk:
    """What an operator's window knows of the wall."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._walls: list[WallStatus] = []

    @property
    def wall(self) -> WallStatus | None:
        told = self._client.take().seats
        if told is not None:
            self._walls = [seat.wall for seat in told if isinstance(seat, Seat) and seat.wall is not None]
        return self._walls[0] if self._walls else None


@pytest.mark.skipif(os.name != "posix", reason="this system stops no processes")
def test_a_wall_follows_its_backend_and_desk_and_says_what_it_has_lost(tmp_path: Path) -> None:
    with serving(tmp_path) as backend, client_of(backend) as client:
        operator, keys = ToldDesk(live(client)), wall_keys(backend.data, "hall")
        with control_of(backend) as desk, wall_of(tmp_path, backend, keys) as wall:
            [reported] = desk.submit([report("E1", title="房屋起火", level="major")])
            assert isinstance(reported, Accepted)
            all_fresh = {"header": "fresh", "headline": "fresh", "overdue": "fresh", "trend": "fresh"}
            wall.shows(lambda seen: seen["fresh"] == all_fresh and "headline" in seen["colored"], "the first picture")
            assert wall.seen["read_only"]
            assert wall.seen["notices"] == ["输出 #2 黑屏"]
            until(lambda: operator.wall is not None, "the desk hears of the wall")
            assert operator.wall is not None
            assert [(one.name, one.state) for one in operator.wall.outputs] == [("#1", "shown"), ("#2", "missing")]
            assert operator.wall.holds, "nobody has taken up the fire"

            [shown] = desk.submit([command(ShowWallScene(wall="hall", scene="night", record_id="E1"))])
            assert isinstance(shown, Accepted)
            wall.shows(lambda seen: seen["scene"] == "night" and seen["marked"] == ["E1"], "what was pushed")
            until(lambda: operator.wall is not None and operator.wall.is_pushed, "the desk hears that it is shown")

            children = psutil.Process(backend.process.pid).children()
            [analysis] = [child for child in children if "services.analysis" in child.cmdline()]
            analysis.suspend()
            wall.shows(lambda seen: seen["fresh"] == {"decisions": "fresh", "trend": "lost"}, "the analysis is gone")
            assert wall.seen["colored"] == ["decisions"]
            analysis.resume()
            wall.shows(lambda seen: set(seen["fresh"].values()) == {"fresh"}, "it is back")

            backend.process.send_signal(signal.SIGSTOP)
            wall.shows(lambda seen: seen["fresh"] == {"decisions": "lost", "trend": "fresh"}, "the backend is gone")
            assert wall.seen["colored"] == []
            assert wall.seen["scene"] == "night"
            backend.process.send_signal(signal.SIGCONT)
            wall.shows(lambda seen: set(seen["fresh"].values()) == {"fresh"}, "it is back")
            [back] = desk.submit([command(ShowWallScene(wall="hall", scene=""))])
            assert isinstance(back, Accepted)
            wall.shows(lambda seen: seen["scene"] == "day" and not seen["marked"], "its own scenes again")
        until(lambda: operator.wall is None, "the desk hears that the wall has ended")
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(
                run_main, "wall", "shot", tmp_path / "hall.toml", "--out", tmp_path / "shot", "--package",
                county_in(tmp_path), "--connect", backend.address, "--keys", keys, "--seconds", "1",
            )  # fmt: skip
            while not job.done():
                assert operator.wall is None, "who takes pictures is no wall"
                time.sleep(0.05)
        shot = job.result()
        assert shot.returncode == 0, shot.stdout + shot.stderr
        for scene in ("day", "night"):
            canvas = QImage(str(tmp_path / "shot" / f"{scene}.png"))
            assert (canvas.width(), canvas.height()) == (1600, 600)
            for number in (1, 2):
                part = QImage(str(tmp_path / "shot" / f"{scene}-{number}.png"))
                assert part == canvas.copy(QRect(800 * (number - 1), 0, 800, 600))


def test_the_command_line_shows_one_output_of_a_wall_of_the_county(tmp_path: Path) -> None:
    walls = county_in(tmp_path) / "walls"
    walls.mkdir()
    (walls / "hall.toml").write_text(WALL, "utf-8")
    with serving(tmp_path) as backend, client_of(backend) as client, ThreadPoolExecutor(1) as pool:
        operator, keys = ToldDesk(live(client)), wall_keys(backend.data, "hall")
        job = pool.submit(
            run_main, "run", county_in(tmp_path), "--scene", "wall:hall", "--output", "1", "--connect",
            backend.address, "--keys", keys, "--seconds", "30",
        )  # fmt: skip
        until(lambda: operator.wall is not None or job.done(), "the desk hears of the wall")
        assert operator.wall is not None, job.result().stderr
        told = {one.name: one.state for one in operator.wall.outputs}
        assert (told["#1"] != "elsewhere", told["#2"]) == (True, "elsewhere"), "another process may serve it"
        assert job.result().returncode == 0


def test_an_output_that_a_wall_does_not_have_is_refused(tmp_path: Path) -> None:
    walls = county_in(tmp_path) / "walls"
    walls.mkdir()
    (walls / "hall.toml").write_text(WALL, "utf-8")
    refused = run_main("run", county_in(tmp_path), "--scene", "wall:hall", "--output", "3")
    assert (refused.returncode, refused.stderr) == (2, "error: --output 3: the wall has 2 outputs\n")
