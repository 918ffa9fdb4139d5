"""A wall of three 4K outputs in a process of its own, which measures itself.

Arguments: package, ``full`` or ``empty``.  Writes one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from services.protocol.source import Source

SIZE = (3840, 2160)
OUTPUTS = 3
COLUMNS, LINES = 9, 4
"""Places of the tiles; map and twin take six each."""
MAP_AT, TWIN_AT = 3, 6
"""Their left columns."""
KINDS = (
    "headline", "header", "decisions", "funnel", "overdue", "alarms", "weather", "air", "units", "hotline", "villages",
    "duty_log", "data_health", "numbers", "trend", "weather", "air", "overdue", "funnel", "alarms",
)  # fmt: skip
TALL = {"vital_signs": (5, 2), "kpi": (8, 2)}
"""Tiles of two lines, and their column and first line."""
SETTLE_S, MEASURE_S, READY_S = 3.0, 20.0, 120.0
STOPPED = "water"


def main(package: Path, what: str) -> int:
    """Show the wall, measure, and print what was found."""
    with tempfile.TemporaryDirectory() as name:
        screens = Path(name) / "screens.json"
        rows = [
            {"name": f"S{n}", "x": n * SIZE[0], "y": 0, "width": SIZE[0], "height": SIZE[1], "logicalDpi": 96,
             "logicalBaseDpi": 96, "dpr": 1} for n in range(OUTPUTS)
        ]  # fmt: skip
        screens.write_text(json.dumps({"screens": rows}), "utf-8")
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screens}"
        measured = MeasuredWall(package, Path(name) / "wall.ini", what == "full")
        print(json.dumps(measured.found), flush=True)
    return 0


class MeasuredWall:
    """The wall while it is measured."""

    def __init__(self, package: Path, settings: Path, full: bool) -> None:
        from desktop.wall.program import HIDDEN, application  # before any other import of Qt

        # isort: split
        from PySide6.QtCore import QSettings

        from bench.wall_source import WallSource
        from county.package.open import CountyPackage
        from county.realm import LIVE
        from desktop.backend.feed import Feed
        from desktop.backend.submissions import Submissions
        from desktop.duty.operator import Operator
        from desktop.events.query import ActiveQuery
        from desktop.places.division_names import DivisionNames
        from desktop.session import Session
        from desktop.wall.contents.figure_link import FigureLink
        from desktop.wall.contents.provider import WallSources
        from desktop.wall.direction import Direction
        from desktop.wall.outputs import Outputs
        from desktop.wall.show import WallShow
        from layers.focus import Focus
        from layers.registry import build_layers
        from layers.style import StyleSheet

        self.app = application(off_screen=True)
        county = CountyPackage(package)
        self.source = source = WallSource(county)
        layers = build_layers(county, county.catalog, whole=False)
        for key in HIDDEN:
            layers[key].visible = False
        operator = Operator(QSettings(str(settings), QSettings.Format.IniFormat), county.manifest.identity, LIVE)
        submissions = Submissions(lambda _: None, str, source.clock, realm="live")
        feed = Feed(source, layers, submissions)  # type: ignore[arg-type]
        session = Session(
            package=county, catalog=county.catalog, divisions=DivisionNames(county), layers=layers,
            styles=StyleSheet.load(), focus=Focus(), active_query=ActiveQuery(), operator=operator,
            submissions=submissions, source=cast("Source", source), commander=None, files=None, enrolment=None,
            feed=feed,
        )  # fmt: skip
        feed.start()
        figures = FigureLink(session)
        self.show = show = WallShow(_wall(full), WallSources(session, figures))
        self.paint_ms: list[float] = []
        self.direction = Direction(show, session, "bench", lambda _: None)
        outputs = Outputs(show, None)
        self.direction.states = outputs.states
        self.direction.begin()
        self._time_paintings()
        self.found: dict[str, Any] = {}
        self._run(full)
        outputs.close()
        show.close()
        figures.close()
        feed.stop()

    def _run(self, full: bool) -> None:
        self._pump(READY_S, lambda: self.show.ready("day"))
        self._pump(SETTLE_S)
        self.paint_ms.clear()
        before, painted = _cpu_s(), {shown.tile.id: shown.paintings for shown in self.show.tiles}
        began, changes = time.monotonic(), self.source.changes
        self._pump(MEASURE_S)
        took = time.monotonic() - began
        counts = {shown.tile.id: shown.paintings - painted[shown.tile.id] for shown in self.show.tiles}
        from bench.memory import anonymous_mb

        self.found = {
            "cpu_share": (_cpu_s() - before) / took, "changes_per_s": (self.source.changes - changes) / took,
            "paintings_per_s": max((count / took for count in counts.values()), default=0.0),
            "still": sum(counts.get(name, 0) for name in ("map", "twin")), "counts": counts,
            "paint_ms": sorted(self.paint_ms), "memory_mb": anonymous_mb(os.getpid()),
        }  # fmt: skip
        if full:
            self.found |= self._stop_one_source()

    def _stop_one_source(self) -> dict[str, Any]:
        """One kind of sensors falls silent until it is lost, and is heard again."""
        shown = next(shown for shown in self.show.tiles if shown.tile.kind == "weather")
        others = [other for other in self.show.tiles if other.tile.kind != "weather"]
        kind = self.show.sources.session.catalog.sensor_kinds[STOPPED]
        self.source.say_all()
        self._pump(1.0)
        self.source.silent = STOPPED
        last_ms = self.source.clock.now_ms()
        self.source.clock.ahead_ms += round(1000 * kind.stale_s) - 4_000
        self.source.say_all()
        self.show.sources.figures.ask()
        limit_ms = last_ms + round(1000 * kind.stale_s)
        self._pump(30.0, lambda: shown.freshness.is_lost)
        late_s = (self.source.clock.now_ms() - limit_ms) / 1000
        lost = [other.tile.id for other in others if other.freshness.is_lost]
        self.source.silent = ""
        self.source.say_all()
        began = time.monotonic()
        self._pump(30.0, lambda: shown.freshness.state == "fresh")
        return {"lost_after_s": late_s, "others_lost": lost, "recovered_s": time.monotonic() - began}

    def _pump(self, seconds: float, done: Any = bool) -> None:
        """Run the program as its own timers do."""
        end, tick = time.monotonic() + seconds, 0.0
        while time.monotonic() < end and not done():
            self.app.processEvents()
            if time.monotonic() >= tick:
                tick = time.monotonic() + 0.25
                self.direction.tick()
            time.sleep(0.004)

    def _time_paintings(self) -> None:
        for shown in self.show.tiles:
            paint = shown.painter.paint

            def timed(*given: Any, paint: Any = paint) -> None:
                began = time.perf_counter()
                paint(*given)
                self.paint_ms.append(1000 * (time.perf_counter() - began))

            shown.painter.paint = timed  # type: ignore[method-assign, assignment]


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _wall(full: bool) -> Any:
    """24 tiles, or an empty scene."""
    from county.names import Name
    from county.wall.wall import Distance, Output, Rotation, Wall, WallScene, WallTile

    width, height = SIZE[0] * OUTPUTS // COLUMNS, SIZE[1] // LINES
    places = [
        (column * width, line * height) for column in range(COLUMNS) for line in range(LINES)
        if (line == 0 or column not in (MAP_AT, MAP_AT + 1, TWIN_AT, TWIN_AT + 1))
        and (column, line) not in [(column, top + n) for column, top in TALL.values() for n in (0, 1)]
    ]  # fmt: skip
    rows = [
        (kind, (at * width, height, 2 * width, 3 * height)) for kind, at in (("map", MAP_AT), ("twin", TWIN_AT))
    ]  # fmt: skip
    rows += [(kind, (column * width + 40, line * height + 30, width - 80, 2 * height - 60))
             for kind, (column, line) in TALL.items()]  # fmt: skip
    rows += [(kind, (left + 40, top + 30, width - 80, height - 60))
             for kind, (left, top) in zip(KINDS, places, strict=True)]  # fmt: skip
    tiles = tuple(
        WallTile(
            id=kind if kind in ("map", "twin") else f"{kind}{number}", kind=kind, rect_px=rect,
            sources=("desk",) if kind == "numbers" else (), title=Name(f"{kind} {number}", f"{kind} {number}"),
        )
        for number, (kind, rect) in enumerate(rows)
    )  # fmt: skip
    return Wall(
        format=1, name=Name("测", "Bench"), canvas_px=(SIZE[0] * OUTPUTS, SIZE[1]), pitch_mm=1.25,
        distance_m=Distance(near=5, far=12), rotate=Rotation(on=False),
        outputs=tuple(
            Output(name=f"#{n + 1}", canvas_rect_px=(n * SIZE[0], 0, *SIZE), native_px=SIZE) for n in range(OUTPUTS)
        ),
        scenes=(WallScene(id="day", name=Name("日常", "Day"), tiles=tiles if full else ()),),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
