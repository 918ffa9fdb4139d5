"""Submitted stream rows are checked against the stream's limits, stored and published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.refusals import Refused
from county.rules import FUTURE_MS
from county.sensing import Quality
from county.streams import POSITIONS, READINGS, KeyTable
from services.protocol import messages as m
from services.protocol.columns import decoded
from services.protocol.limits import ROWS_MAX
from services.requests.incoming import columns_of
from tests.memory_realm import MemoryRealm
from tests.rows import position_of, readings_of
from tests.tiny_county import write_tiny_county
from tests.unit.live_realm import Player

NOW_MS = 1_795_320_000_000
TABLES = {
    "readings": KeyTable(READINGS, [("bin-1", "fill"), ("bin-2", "fill")]),
    "positions": KeyTable(POSITIONS, [("truck-1",), ("truck-2",)]),
}


def refusal(message: m.SubmitRows) -> Refused:
    with pytest.raises(Refused) as refused:
        columns_of(message, TABLES, NOW_MS)
    return refused.value


def changed(message: m.SubmitRows, **columns: list[Any]) -> m.SubmitRows:
    return replace(message, columns={**message.columns, **columns})


def test_vehicle_positions_are_stored_and_published(tmp_path: Path) -> None:
    player = Player()
    realm = MemoryRealm(write_tiny_county(tmp_path), intakes=lambda desk, channels: [player])
    client = realm.plain_client()
    realm.turn()
    client.send(position_of("p1", "truck-1", NOW_MS, x_m=500_001.5), m.HistoryRequest(
        request="h", stream="positions", key=["truck-1"], from_ms=0, to_ms=2**62))  # fmt: skip
    answers: list[Any] = []
    while len(answers) < 2:
        realm.turn()
        answers += client.answers()
    accepted, history = answers
    assert accepted == m.Accepted(command_id="p1", first_seq=0, last_seq=-1)
    found = decoded("positions", history.columns)
    assert (found["x_m"].tolist(), found.at_ms.tolist()) == ([500_001.5], [NOW_MS])
    assert realm.backend.newest["positions"].known()["x_m"].tolist() == [500_001.5]
    assert player.gave_way == [], "only simulated sensors are stopped"
    client.close()


def test_rows_get_the_numbers_of_their_keys() -> None:
    rows = columns_of(position_of("p", "truck-2", NOW_MS), TABLES, NOW_MS)
    assert (rows.stream, rows.key.tolist(), rows["speed_kmh"].tolist()) == (POSITIONS, [1], [36.0])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x_m": float("nan")}, "x_m nan is not a coordinate"),
        ({"y_m": float("inf")}, "y_m inf is not a coordinate"),
        ({"y_m": 1e300}, "y_m 1e+300 is not a coordinate"),
        ({"heading_deg": 361.0}, "heading 361.0"),
        ({"heading_deg": float("nan")}, "heading nan"),
        ({"speed_kmh": -1.0}, "speed -1.0"),
        ({"speed_kmh": 1e39}, "speed 1e+39"),
    ],
)
def test_an_impossible_position_is_refused_with_its_unit(changes: dict[str, float], message: str) -> None:
    refused = refusal(position_of("p", "truck-1", NOW_MS, **changes))
    assert (refused.code, refused.params["stream"], refused.params["key"]) == ("row_invalid", "positions", "truck-1")
    assert message in refused.params["reason"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (position_of("p", "truck-9", NOW_MS), "unknown in this county"),
        (position_of("p", "truck-1", -1), "before 1970"),
        (position_of("p", "truck-1", NOW_MS * 2), "in the future"),
        (position_of("p", "truck-1", 2**63), "in the future"),
        (replace(position_of("p", "truck-1", NOW_MS), stream="weather"), "no such stream"),
        (replace(position_of("p", "truck-1", NOW_MS), keys=[]), "unit as keys and the columns at_ms, x_m, y_m"),
        (replace(position_of("p", "truck-1", NOW_MS), keys=[["truck-1"] * 2]), "differ in length"),
        (changed(position_of("p", "truck-1", NOW_MS), x_m=[]), "differ in length"),
        (changed(position_of("p", "truck-1", NOW_MS), at_ms=[1.5]), "at_ms must be whole numbers"),
        (changed(position_of("p", "truck-1", NOW_MS), unit=[0]), "the columns at_ms"),
    ],
)
def test_invalid_rows_are_refused_with_the_reason(rows: m.SubmitRows, message: str) -> None:
    refused = refusal(rows)
    assert refused.code == "row_invalid"
    assert message in refused.params["reason"]


@pytest.mark.parametrize(
    ("ahead_ms", "quality", "stored"),
    [(2_000, Quality.GOOD, Quality.GOOD), (2_001, Quality.GOOD, Quality.UNCERTAIN), (FUTURE_MS, 0, Quality.UNCERTAIN),
     (60_000, Quality.BAD, Quality.BAD), (60_000, Quality.PLAYED, Quality.PLAYED)],
)  # fmt: skip
def test_a_reading_dated_ahead_keeps_its_time_and_is_marked_uncertain(
    ahead_ms: int, quality: int, stored: Quality
) -> None:
    rows = columns_of(readings_of("r", ["bin-1"], ["fill"], [NOW_MS + ahead_ms], [1.0], [quality]), TABLES, NOW_MS)
    assert (rows.at_ms.tolist(), rows["quality"].tolist()) == ([NOW_MS + ahead_ms], [stored])


def test_a_reading_dated_further_ahead_is_refused_with_its_distance() -> None:
    refused = refusal(readings_of("r", ["bin-1"], ["fill"], [NOW_MS + 86_400_000], [1.0]))
    assert refused.params["reason"].startswith("its time is 86400 s in the future by the backend's clock")


def test_a_reading_keeps_its_own_refusals() -> None:
    unknown = refusal(readings_of("r", ["bin-9"], ["fill"], [1], [1.0]))
    assert (unknown.code, unknown.params) == ("sensor_unknown", {"sensor": "bin-9", "channel": "fill"})
    for quality in (4, -1, 300, 2**62):
        bad = refusal(readings_of("r", ["bin-1"], ["fill"], [1], [1.0], [quality]))
        assert bad.params == {"sensor": "bin-1", "reason": f"quality {quality} is not 0, 1, 2 or 3"}


def test_the_first_invalid_row_is_named() -> None:
    refused = refusal(readings_of("r", ["bin-1", "bin-2", "bin-1"], ["fill"] * 3, [1, 2, -3], [1.0, float("nan"), 1.0]))
    assert refused.params == {"sensor": "bin-2", "reason": "nan is not a number; leave gaps out"}


def test_more_rows_than_a_message_may_hold_are_refused() -> None:
    n = ROWS_MAX + 1
    assert "too many" in refusal(readings_of("r", ["bin-1"] * n, ["fill"] * n, [1] * n, [1.0] * n)).params["reason"]


NUMBERS = st.lists(st.one_of(st.integers(-(2**63), 2**64 - 1), st.floats()), max_size=3)


@given(
    st.sampled_from(["readings", "positions", "weather"]),
    st.lists(st.lists(st.sampled_from(["bin-1", "fill", "truck-1", ""]), max_size=3), max_size=3),
    st.dictionaries(st.sampled_from([*READINGS.columns, *POSITIONS.columns]), NUMBERS),
)
def test_rows_are_accepted_completely_or_refused(
    stream: str, keys: list[list[str]], columns: dict[str, list[int | float]]
) -> None:
    refused = rows = None
    try:
        message = m.SubmitRows(id="x", realm="live", stream=stream, keys=keys, columns=columns)
        rows = columns_of(message, TABLES, NOW_MS)
    except Refused as error:
        refused = error
    if refused is not None:
        assert refused.code == "sensor_unknown" or refused.params["reason"]
    else:
        assert rows is not None
        assert len(rows) == len(keys[0])
        assert all(np.isfinite(rows[name]).all() for name in rows.stream.columns)
