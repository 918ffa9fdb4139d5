"""Rows that a playback asks for before it needs them."""

from __future__ import annotations

from itertools import accumulate, cycle, islice, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from county.durations import HOUR_MS, SECOND_MS
from county.sensing import key_table
from county.streams import READINGS, Columns
from services.protocol.analysis_messages import AnalysisQuery
from services.protocol.as_of_messages import ArrivedRequest, RowsArrived
from services.protocol.columns import encoded
from services.replay.ahead import RowsAhead

KNOWN_MS = np.arange(0, 1_000 * HOUR_MS, HOUR_MS // 2)
"""When the rows of the only channel became known."""
TABLE = key_table(READINGS, [("W1", "water_level")])


def known_between(after_ms: int, to_ms: int) -> NDArray[np.int64]:
    begin, end = np.searchsorted(KNOWN_MS, [after_ms, to_ms], "right")
    return KNOWN_MS[begin:end]


class Analysis:
    """Answers when a test says so."""

    def __init__(self) -> None:
        self.asked: list[ArrivedRequest] = []

    def ask(self, asked: AnalysisQuery) -> None:
        assert isinstance(asked, ArrivedRequest)
        self.asked.append(asked)

    def answer_all(self, ahead: RowsAhead) -> None:
        for asked in self.asked:
            known_ms = known_between(asked.after_ms, asked.to_ms)
            data = {
                "channel": np.zeros(len(known_ms), "<u2"), "at_ms": known_ms, "value": np.ones(len(known_ms), "<f4"),
                "quality": np.zeros(len(known_ms), "<u1"),
            }  # fmt: skip
            ahead.take(RowsArrived(
                request=asked.request, stream=asked.stream, after_ms=asked.after_ms, to_ms=asked.to_ms,
                columns=encoded(Columns(READINGS, data)), known_ms=known_ms.astype("<i8").tobytes(),
            ))  # fmt: skip
        self.asked.clear()


@pytest.mark.parametrize("lengths_ms", [[24 * SECOND_MS], [26 * HOUR_MS], [20 * HOUR_MS, 30 * HOUR_MS]])
def test_only_the_first_part_of_a_playback_waits_for_rows_however_long_its_parts_are(lengths_ms: list[int]) -> None:
    analysis = Analysis()
    ahead = RowsAhead(analysis.ask, {READINGS.key: TABLE})
    parts = list(pairwise(accumulate(islice(cycle(lengths_ms), 20), initial=0)))
    assert ahead.between(*parts[0]) is None
    analysis.answer_all(ahead)
    for after_ms, to_ms in parts:
        found = ahead.between(after_ms, to_ms)
        assert found is not None, (after_ms, to_ms)
        assert found[READINGS.key].at_ms.tolist() == known_between(after_ms, to_ms).tolist()
        analysis.answer_all(ahead)
