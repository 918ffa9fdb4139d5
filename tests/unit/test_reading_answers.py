"""Readings at a moment: as they were known, or as they had been."""

from __future__ import annotations

import numpy as np
import pytest

from county.moment import Moment
from county.streams import READINGS, Columns, KeyTable
from services.analysis.moments.reading_answers import NoStream, ReadingAnswers
from services.protocol.as_of_messages import ReadingsRequest, RowsRequest
from services.protocol.columns import decoded
from services.store.memory_history import MemoryHistory
from services.store.ports import Cancelled, Commit

MINUTE_MS = 60_000
T14_00 = 1_790_000_000_000
T14_10, T14_20, T14_30 = (T14_00 + minutes * MINUTE_MS for minutes in (10, 20, 30))
KEYS = KeyTable(READINGS, [("bin-0", "fill"), ("bin-1", "fill")])


def reading(channel: int, at_ms: int, value: float) -> Columns:
    return Columns(READINGS, {"channel": [channel], "at_ms": [at_ms], "value": [value], "quality": [0]})


@pytest.fixture
def answers() -> ReadingAnswers:
    """bin-0 measured 10 at 14:00; the value of 14:05 arrived at 14:20; that of 14:00 was corrected at 14:30."""
    history = MemoryHistory((READINGS,))
    for recorded_ms, columns in (
        (T14_00, reading(0, T14_00, 10.0)), (T14_00, reading(1, T14_00, 1.0)),
        (T14_20, reading(0, T14_00 + 5 * MINUTE_MS, 50.0)), (T14_30, reading(1, T14_00, 2.0)),
    ):  # fmt: skip
        history.append(Commit(recorded_ms, columns=[columns]))
    return ReadingAnswers(history, {READINGS.key: KEYS})


def values(answers: ReadingAnswers, known_ms: int, happened_ms: int | None = None) -> dict[int, float]:
    moment = Moment(realm="live", known_ms=known_ms, happened_ms=happened_ms)
    answer = answers.newest(ReadingsRequest(request="r", stream=READINGS.key, moment=moment))
    columns = decoded(answer.stream, answer.columns)
    return dict(zip(columns.key.tolist(), columns["value"].tolist(), strict=True))


def test_a_late_reading_is_unknown_before_it_arrived_and_there_by_when_it_happened(answers: ReadingAnswers) -> None:
    assert values(answers, T14_10) == {0: 10.0, 1: 1.0}
    assert values(answers, T14_20) == {0: 50.0, 1: 1.0}
    assert values(answers, T14_30, T14_10) == {0: 50.0, 1: 2.0}
    assert values(answers, T14_10, T14_10) == {0: 10.0, 1: 1.0}, "what was known at 14:10 about 14:10"
    assert values(answers, T14_30, T14_00) == {0: 10.0, 1: 2.0}, "what is known now about 14:00"


def test_a_corrected_value_counts_from_its_correction_on(answers: ReadingAnswers) -> None:
    assert values(answers, T14_30 - 1)[1] == 1.0
    assert values(answers, T14_30)[1] == 2.0


def test_before_the_first_reading_there_is_none(answers: ReadingAnswers) -> None:
    assert values(answers, T14_00 - 1) == {}


def curve(answers: ReadingAnswers, known_ms: int, *key: str) -> list[float]:
    asked = RowsRequest(
        request="r", stream=READINGS.key, key=list(key), from_ms=T14_00, to_ms=T14_30, known_ms=known_ms
    )
    columns = decoded(READINGS.key, answers.rows(asked).columns)
    found: list[float] = columns["value"][np.argsort(columns.at_ms)].tolist()
    return found


def test_the_curve_of_a_channel_has_what_was_known_of_it(answers: ReadingAnswers) -> None:
    assert curve(answers, T14_10, "bin-0", "fill") == [10.0]
    assert curve(answers, T14_30, "bin-0", "fill") == [10.0, 50.0]
    assert curve(answers, T14_30, "nobody", "fill") == []


def test_an_unknown_stream_is_refused_and_an_unneeded_answer_ends(answers: ReadingAnswers) -> None:
    moment = Moment(realm="live", known_ms=T14_10)
    with pytest.raises(NoStream):
        answers.newest(ReadingsRequest(request="r", stream="smells", moment=moment))
    with pytest.raises(Cancelled):
        answers.newest(ReadingsRequest(request="r", stream=READINGS.key, moment=moment), lambda: True)
