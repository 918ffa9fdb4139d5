"""600 bits flipped in the write-ahead log of a killed writer, one at a time: nothing is lost silently."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

from tests.killed_journal import RECORDS, flip, start_or_repair, write_killed

FLIPS = 600


def test_no_flipped_bit_loses_a_record_silently(tmp_path: Path) -> None:
    killed, chance = write_killed(tmp_path), random.Random(20261126)
    outcomes: Counter[str] = Counter()
    lost = []
    for _ in range(FLIPS):
        data = shutil.copytree(killed, tmp_path / "data")
        place = flip(data, chance)
        refused, kept, output = start_or_repair(data, tmp_path / "out")
        assert refused or kept == RECORDS, f"lost in silence: {place}"
        assert kept == RECORDS or f"records dropped: {RECORDS - kept}" in output
        outcomes["start refused" if refused else "started, nothing lost"] += 1
        if refused:
            outcomes["repaired completely" if kept == RECORDS else "repaired in part"] += 1
            lost.append(RECORDS - kept)
        for folder in (data, tmp_path / "out"):
            shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{FLIPS} flips: {dict(outcomes)}; records dropped by a repair: {sum(lost)} in all, {max(lost)} at most")
