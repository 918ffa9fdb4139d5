"""A robot works the main window by keys and clicks, over a real backend with the demo traffic at twenty times its pace.

Counted are the keys of the two usual tasks, clicks that hit another row than the one aimed at, the time from a key or
a click until its effect was painted, and the turns of the window's loop that took longer than a frame.
"""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.connected import desktop_client
from bench.drill_backend import drill_backend, set_rate
from bench.figures import BenchFigure
from bench.loop_turns import FRAME_MS, LoopTurns, TurnCause
from bench.robot import Robot
from bench.robot_arrivals import RobotArrivals
from bench.robot_clicks import click_lists
from bench.robot_keys import KeyReactions, keys_to_dispatch, keys_to_report
from bench.rounds import Progress
from bench.window_gap import shown_window
from county.package.open import CountyPackage
from county.realm import Realm

REALM = Realm("drill:robot")
PACE = 20.0
SETTLE_S = 5.0
"""At that pace, before anything counts."""


@dataclass(frozen=True)
class HandSizes:
    """How often the robot clicks and presses."""

    clicks: int
    keys: int
    least_s: float
    """For how long the turns of the loop are observed at least."""


def figures(package: Path, sizes: HandSizes, progress: Progress) -> list[BenchFigure]:
    """Raises RuntimeError when a process does not start or an answer does not come."""
    county = CountyPackage(package)
    village = county.table("villages").geometry[0].representative_point()
    place_m = (float(village.x), float(village.y))
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        at, _ = opened.enter_context(drill_backend(package, Path(name) / "data", REALM))
        client = opened.enter_context(desktop_client(at, REALM.id))
        shown = opened.enter_context(shown_window(package, client, REALM))
        with LoopTurns() as starting:
            robot = Robot(shown, starting)
            robot.window.activateWindow()
            robot.until(lambda: shown.layers.begun and client.health().state == "live", "the data of the backend")
            progress(0.0, "keys of two tasks")
            reported = keys_to_report(robot, county)
            dispatched = keys_to_dispatch(robot, at, REALM, place_m)
            set_rate(at, REALM, PACE)
            robot.rest(SETTLE_S)
            shown.garbage.settle()
        with LoopTurns() as turns, RobotArrivals(at, REALM, place_m):
            robot.turns, began = turns, time.monotonic()
            clicks = click_lists(robot, sizes.clicks, progress)
            reactions = KeyReactions(robot)
            reactions.press(sizes.keys, progress)
            robot.rest(max(0.0, sizes.least_s - (time.monotonic() - began)))
            minutes = (time.monotonic() - began) / 60
    key_s = [delay for delays in reactions.delays.values() for delay in delays]
    return [
        BenchFigure("keys from a new event to dispatched", dispatched, "keys", at_most=3),
        BenchFigure("keys of a report besides its text", reported, "keys", at_most=12),
        BenchFigure(f"clicks on another row than aimed at, of {clicks.clicks:,}", clicks.wrong, "", at_most=0),
        BenchFigure("clicks while rows were held that would have moved", clicks.while_waiting, ""),
        _p99("from a click to the painted row", clicks.row_s, at_most=100),
        _p99("from a key to its painted effect", key_s, at_most=100),
        _p99("from a click to the painted card", clicks.card_s),
        _p99("from a key to the painted card", reactions.card_s),
        *(BenchFigure(f"longest of the {len(delays)} keys: {kind}", 1e3 * max(delays), "ms")
          for kind, delays in reactions.delays.items()),
        *turn_figures(turns, minutes),
    ]  # fmt: skip


def turn_figures(turns: LoopTurns, minutes: float) -> list[BenchFigure]:
    """How many turns were long, and of each cause the median and the longest in processor time."""
    waited = sum(turn.waited for turn in turns.long)
    span = f"in {minutes:.1f} min"
    return [
        BenchFigure(f"turns of the window's loop over {FRAME_MS:g} ms {span}", len(turns.long), "", at_most=0),
        BenchFigure("those during which it waited for the processor", waited, ""),
        BenchFigure("longest turn", turns.longest_ms, "ms"),
        *(BenchFigure(_of_cause(cause), cause.longest_busy_ms, "ms") for cause in turns.causes()),
    ]


def _of_cause(cause: TurnCause) -> str:
    told = f"{cause.turns} × {cause.what} (waited: {cause.waited})"
    return f"{told}; processor time: median {cause.median_busy_ms:.1f} ms, longest"


def _p99(what: str, delays_s: list[float], at_most: float | None = None) -> BenchFigure:
    p99_ms = 1e3 * float(np.percentile(delays_s, 99))
    return BenchFigure(f"{what}, p99 of {len(delays_s):,}", p99_ms, "ms", at_most=at_most)
