"""Rows of any stream come in from outside: checked against what the stream may hold, stored and published."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.commands import Refused
from county.streams import READINGS, KeyTable, Stream
from services.incoming import columns_of
from services.protocol import messages as m
from services.protocol.limits import ROWS_MAX
from tests.rows import readings_of

TIDES = Stream(
    "tides",
    {"gauge": np.dtype("<u4"), "at_ms": np.dtype("<i8"), "level_m": np.dtype("<f8")},
    key_column="gauge",
    keys=("gauge",),
    rows=lambda place, catalog: (),
    faults=lambda rows: [(~(np.abs(rows["level_m"]) <= 20), "level {level_m} is no tide")],
)
"""A second stream, with faults of its own."""
NOW_MS = 1_795_320_000_000
TABLES = {
    "readings": KeyTable(READINGS, [("bin-1", "fill"), ("bin-2", "fill")]),
    "tides": KeyTable(TIDES, [("gauge-1",), ("gauge-2",)]),
}


def tide_of(id: str, gauge: str, at_ms: int, level_m: float = 1.5) -> m.SubmitRows:
    columns: dict[str, list[int | float]] = {"at_ms": [at_ms], "level_m": [level_m]}
    return m.SubmitRows(id=id, realm="live", stream=TIDES.key, keys=[[gauge]], columns=columns)


def refusal(message: m.SubmitRows) -> Refused:
    with pytest.raises(Refused) as refused:
        columns_of(message, TABLES, NOW_MS)
    return refused.value


def changed(message: m.SubmitRows, **columns: list[Any]) -> m.SubmitRows:
    return replace(message, columns={**message.columns, **columns})


def test_rows_get_the_numbers_of_their_keys() -> None:
    rows = columns_of(tide_of("p", "gauge-2", NOW_MS), TABLES, NOW_MS)
    assert (rows.stream, rows.key.tolist(), rows["level_m"].tolist()) == (TIDES, [1], [1.5])


@pytest.mark.parametrize("level_m", [float("nan"), float("inf"), 21.0])
def test_a_row_that_its_stream_cannot_hold_is_refused_with_its_key(level_m: float) -> None:
    refused = refusal(tide_of("t", "gauge-1", NOW_MS, level_m))
    assert (refused.code, refused.params["stream"], refused.params["key"]) == ("row_invalid", "tides", "gauge-1")
    assert refused.params["reason"] == f"level {level_m} is no tide"


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (tide_of("p", "gauge-9", NOW_MS), "not in this county"),
        (tide_of("p", "gauge-1", -1), "before 1970"),
        (tide_of("p", "gauge-1", NOW_MS * 2), "in the future"),
        (tide_of("p", "gauge-1", 2**63), "in the future"),
        (replace(tide_of("p", "gauge-1", NOW_MS), stream="weather"), "no such stream"),
        (replace(tide_of("p", "gauge-1", NOW_MS), keys=[]), "gauge as keys and the columns at_ms, level_m"),
        (replace(tide_of("p", "gauge-1", NOW_MS), keys=[["gauge-1"] * 2]), "differ in length"),
        (changed(tide_of("p", "gauge-1", NOW_MS), level_m=[]), "differ in length"),
        (changed(tide_of("p", "gauge-1", NOW_MS), at_ms=[1.5]), "at_ms must be whole numbers"),
        (changed(tide_of("p", "gauge-1", NOW_MS), gauge=[0]), "the columns at_ms"),
    ],
)
def test_rows_that_cannot_be_taken_are_refused_with_the_reason(message: m.SubmitRows, says: str) -> None:
    refused = refusal(message)
    assert refused.code == "row_invalid"
    assert says in refused.params["reason"]


def test_a_reading_keeps_its_own_refusals() -> None:
    unknown = refusal(readings_of("r", ["bin-9"], ["fill"], [1], [1.0]))
    assert (unknown.code, unknown.params) == ("sensor_unknown", {"sensor": "bin-9", "channel": "fill"})
    for quality in (4, -1, 300, 2**62):
        bad = refusal(readings_of("r", ["bin-1"], ["fill"], [1], [1.0], [quality]))
        assert bad.params == {"sensor": "bin-1", "reason": f"quality {quality} is not 0, 1, 2 or 3"}


def test_the_first_wrong_row_is_the_one_that_is_named() -> None:
    refused = refusal(readings_of("r", ["bin-1", "bin-2", "bin-1"], ["fill"] * 3, [1, 2, -3], [1.0, float("nan"), 1.0]))
    assert refused.params == {"sensor": "bin-2", "reason": "nan is not a number; leave gaps out"}


def test_more_rows_than_a_message_may_hold_are_refused() -> None:
    n = ROWS_MAX + 1
    assert "too many" in refusal(readings_of("r", ["bin-1"] * n, ["fill"] * n, [1] * n, [1.0] * n)).params["reason"]


NUMBERS = st.lists(st.one_of(st.integers(-(2**63), 2**64 - 1), st.floats()), max_size=3)


@given(
    st.sampled_from(["readings", "tides", "weather"]),
    st.lists(st.lists(st.sampled_from(["bin-1", "fill", "gauge-1", ""]), max_size=3), max_size=3),
    st.dictionaries(st.sampled_from([*READINGS.columns, *TIDES.columns]), NUMBERS),
)
def test_rows_are_taken_whole_or_refused_and_never_anything_else(
    stream: str, keys: list[list[str]], columns: dict[str, list[int | float]]
) -> None:
    refused: Refused | None
    try:
        message = m.SubmitRows(id="x", realm="live", stream=stream, keys=keys, columns=columns)
        rows = columns_of(message, TABLES, NOW_MS)
    except Refused as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert refused.params["reason"] or refused.code == "sensor_unknown"
    else:
        assert len(rows) == len(keys[0])
        assert all(np.isfinite(rows[name]).all() for name in rows.stream.columns)
