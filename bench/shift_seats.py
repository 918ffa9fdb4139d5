"""Two seats in one process work a shift: ``-m bench.shift_seats PACKAGE ADDRESS KEYS HAND WxH [PICTURES]``.

Prints a JSON object: strokes and pieces of work by kind, and what was out of reach.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.connected import FixedAddress, desktop_client
from bench.shift_hands import KeyHand, MouseHand
from bench.shift_plan import WorkedShift
from bench.window_gap import shown_window

HANDS = {hand.name: hand for hand in (MouseHand, KeyHand)}
PEOPLE = ("张伟", "李娜")


def main(package: Path, at: FixedAddress, name: str, size: tuple[int, int], pictures: Path | None) -> None:
    hand = HANDS[name]
    with (
        desktop_client(at) as one, desktop_client(at) as other,
        shown_window(package, one, size_px=size, person=PEOPLE[0]) as left,
        shown_window(package, other, size_px=size, person=PEOPLE[1]) as right,
    ):  # fmt: skip
        hands = [hand(seat) for seat in (left, right)]
        for seat in hands:
            seat.until(lambda seat=seat: seat.shown.layers.begun, "the data of the backend")
        shift = WorkedShift(*hands, at)
        began = time.perf_counter()
        try:
            shift.work()
        finally:
            for seat, person in zip(hands, ("first", "second"), strict=True):
                if pictures is not None:
                    seat.window.grab().save(str(pictures / f"{name}_{size[0]}_{person}.png"))
        counts = sum((seat.counts for seat in hands), start=type(hands[0].counts)())
        times = sum((seat.times for seat in hands), start=type(hands[0].times)())
    found = {"counts": counts, "times": times, "unreached": shift.unreached, "s": time.perf_counter() - began}
    print(json.dumps(found, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    width, height = map(int, sys.argv[5].split("x"))
    main(
        Path(sys.argv[1]), FixedAddress(sys.argv[2], Path(sys.argv[3])), sys.argv[4], (width, height),
        Path(sys.argv[6]) if len(sys.argv) > 6 else None,
    )  # fmt: skip
