"""Repeat measurements in alternation, so that other load on the machine affects all of them equally."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median

Progress = Callable[[float, str], None]
"""Receives the share done, 0 to 1, and the current step."""


def alternating(
    contenders: Mapping[str, Callable[[], float]], rounds: int, progress: Progress
) -> dict[str, float]:
    """Median of ``rounds`` values of each contender, after one warm-up round that is not counted."""
    values: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for number, (name, run) in enumerate(contenders.items()):
            progress((turn + number / len(contenders)) / (rounds + 1), name)
            value = run()
            if turn:
                values[name].append(value)
    return {name: median(found) for name, found in values.items()}
