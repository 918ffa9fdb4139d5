"""Two seats in one process work a shift: ``-m bench.shift_seats PACKAGE ADDRESS KEYS HAND WxH EVENTS``.

Prints a JSON object at the end: strokes and pieces of work by kind, and what was not done.  Lines
before it tell each piece of work as it begins.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.connected import FixedAddress, desktop_client
from bench.key_hand import KeyHand
from bench.mouse_hand import MouseHand
from bench.shift_plan import PEOPLE, WorkedShift
from bench.window_gap import shown_window

HANDS = {hand.name: hand for hand in (MouseHand, KeyHand)}


def on_screen_of(size_px: tuple[int, int], folder: Path) -> None:
    """Let Qt's offscreen platform have a screen of this size, within which it opens menus and lists; by default it has
    one of 800×800.  Call it before the application is made."""
    width, height = size_px
    screen = {"name": "desk", "x": 0, "y": 0, "width": width, "height": height, "logicalDpi": 96, "dpr": 1}
    file = folder / "screens.json"
    file.write_text(json.dumps({"screens": [screen]}), "utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file}"


def main(package: Path, at: FixedAddress, name: str, size: tuple[int, int], events: int) -> None:
    hand = HANDS[name]
    with (
        desktop_client(at) as one, desktop_client(at) as other,
        shown_window(package, one, size_px=size, person=PEOPLE[0]) as left,
        shown_window(package, other, size_px=size, person=PEOPLE[1]) as right,
    ):  # fmt: skip
        first, second = hands = hand(left), hand(right)
        first.until(lambda: left.layers.begun and right.layers.begun, "the data of the backend")
        began = time.perf_counter()

        def say(text: str) -> None:
            print(f"{name}, {time.perf_counter() - began:.1f} s: {text}", flush=True)

        shift = WorkedShift(first, second, at, events, say)
        shift.work()
        counts = sum((seat.counts for seat in hands), start=type(hands[0].counts)())
        times = sum((seat.times for seat in hands), start=type(hands[0].times)())
    found = {"counts": counts, "times": times, "undone": shift.undone, "s": time.perf_counter() - began}
    print(json.dumps(found, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    width, height = map(int, sys.argv[5].split("x"))
    with tempfile.TemporaryDirectory() as scratch:
        on_screen_of((width, height), Path(scratch))
        main(
            Path(sys.argv[1]), FixedAddress(sys.argv[2], Path(sys.argv[3])), sys.argv[4], (width, height),
            int(sys.argv[6]),
        )  # fmt: skip
