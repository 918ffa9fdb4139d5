"""Streams, their columns and conflation, for the existing streams and for one of this test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from county.sensing import Quality
from county.streams import READINGS, STREAMS, Columns, KeyTable, Stream
from services.protocol.columns import decoded, encoded, known_rows
from services.protocol.newest import NewestPerKey

TIDES = Stream(
    "tides",
    {
        "at_ms": np.dtype("<i8"), "level_m": np.dtype("<f4"), "gauge": np.dtype("<i2"), "trend": np.dtype("<i1"),
        "sure": np.dtype("|b1"),
    },
    key_column="gauge",
    keys=("river", "bank", "gauge"),
    rows=lambda place, catalog: (),
)  # fmt: skip
"""A key of three parts and a small signed type; the key column is neither the first nor called like a channel."""
ALL = [*STREAMS.values(), TIDES]
each = pytest.mark.parametrize("stream", ALL, ids=lambda stream: stream.key)
few = settings(max_examples=25)
KEYS = 6
NOW_MS = 9
"""Not before the times of :func:`columns`."""


@pytest.fixture(autouse=True)
def tides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STREAMS, TIDES.key, TIDES)


def values(dtype: np.dtype[Any]) -> st.SearchStrategy[Any]:
    match dtype.kind:
        case "f":
            return st.floats(allow_nan=False, width=32)
        case "b":
            return st.booleans()
        case _:
            return st.integers(int(np.iinfo(dtype).min), int(np.iinfo(dtype).max))


@st.composite
def columns(draw: Any, stream: Stream, *, keys: int = KEYS, max_size: int = 15) -> Columns:
    """Random rows of keys below ``keys``, at few times, so that many are equal."""
    size = draw(st.integers(0, max_size))
    data = {}
    for name, dtype in stream.columns.items():
        of = st.integers(0, keys - 1) if name == stream.key_column else values(dtype)
        of = st.integers(1, 9) if name == "at_ms" else of
        of = st.integers(0, stream.codes[name] - 1) if name in stream.codes else of
        data[name] = np.array(draw(st.lists(of, min_size=size, max_size=size)), dtype=dtype)
    return Columns(stream, data)


def rows(some: Columns) -> list[tuple[Any, ...]]:
    """The rows in order, each a tuple of plain values."""
    return list(zip(*(some[name].tolist() for name in some.stream.columns), strict=True))


@each
@few
@given(data=st.data())
def test_columns_arrive_as_they_were_sent(stream: Stream, data: st.DataObject) -> None:
    sent = data.draw(columns(stream))
    assert rows(decoded(stream.key, encoded(sent))) == rows(sent)
    assert sum(len(column) for column in encoded(sent).values()) == stream.row_bytes * len(sent)


@each
@few
@given(data=st.data())
def test_columns_joined_and_cut_hold_the_same_rows_in_order(stream: Stream, data: st.DataObject) -> None:
    parts = data.draw(st.lists(columns(stream), max_size=4))
    whole = Columns.joined(stream, parts)
    assert rows(whole) == [row for part in parts for row in rows(part)]
    at = data.draw(st.integers(0, len(whole)))
    halves = [whole.take(slice(None, at)), whole.take(slice(at, None))]
    assert rows(Columns.joined(stream, halves)) == rows(whole)
    assert len(stream.empty()) == 0


@each
def test_columns_need_every_column_and_one_length(stream: Stream) -> None:
    sound = {name: np.zeros(2, dtype) for name, dtype in stream.columns.items()}
    assert len(Columns(stream, sound | {"other": np.zeros(9)})) == 2
    for name in stream.columns:
        for changed in ({key: array for key, array in sound.items() if key != name}, sound | {name: np.zeros(3)}):
            with pytest.raises(ValueError, match=stream.key):
                Columns(stream, changed)


@each
@few
@given(data=st.data())
def test_rows_of_unknown_keys_and_torn_batches_are_skipped_and_counted(
    stream: Stream, data: st.DataObject
) -> None:
    sound = data.draw(columns(stream, keys=3))
    wild = data.draw(columns(stream, keys=9))
    torn = dict(encoded(sound))
    torn[data.draw(st.sampled_from(list(stream.columns)))] = b"\0" * (8 * len(sound) + 1)
    got, left_out = known_rows(stream, [encoded(sound), torn, encoded(wild)], 3)
    wanted = [*rows(sound), *(row for row, key in zip(rows(wild), wild.key, strict=True) if key < 3)]
    assert (rows(got), left_out) == (wanted, 1 + len(wild) - (len(wanted) - len(sound)))


def test_a_negative_key_is_not_a_row_of_the_table() -> None:
    tide = Columns(TIDES, {name: np.array([1, 1], dtype) for name, dtype in TIDES.columns.items()})
    data = encoded(tide) | {"gauge": np.array([-1, 0], "<i2").tobytes()}
    got, left_out = known_rows(TIDES, [data], 5)
    assert (got.key.tolist(), left_out) == ([0], 1)


def test_an_unknown_stream_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="unknown"):
        decoded("unknown", {})


def newest_of(stream: Stream, batches: list[Columns]) -> dict[int, tuple[Any, ...]]:
    """Of every key the last row among those with the latest time."""
    found: dict[int, tuple[Any, ...]] = {}
    at = list(stream.columns).index("at_ms")
    key = list(stream.columns).index(stream.key_column)
    for row in (row for batch in batches for row in rows(batch)):
        if row[key] not in found or row[at] >= found[row[key]][at]:
            found[row[key]] = row
    return found


@each
@few
@given(data=st.data())
def test_conflation_keeps_the_last_of_the_newest_rows_of_every_key(stream: Stream, data: st.DataObject) -> None:
    batches = data.draw(st.lists(columns(stream), max_size=5))
    newest = NewestPerKey(stream, KEYS)
    for batch in batches:
        newest.put(batch, NOW_MS)
    expected = newest_of(stream, batches)
    known = newest.known()
    assert dict(zip(known.key.tolist(), rows(known), strict=True)) == expected
    taken = newest.take()
    assert ({} if taken is None else dict(zip(taken.key.tolist(), rows(taken), strict=True))) == expected
    assert newest.take() is None


@each
@few
@given(data=st.data())
def test_a_take_contains_the_keys_changed_since_the_last_one(stream: Stream, data: st.DataObject) -> None:
    before, after = (data.draw(columns(stream)) for _ in range(2))
    newest = NewestPerKey(stream, KEYS, before)
    assert newest.take() is None, "known rows are not returned again"
    old = newest_of(stream, [before])
    newest.put(after, NOW_MS)
    taken = newest.take()
    at = list(stream.columns).index("at_ms")
    moved = {key: row for key, row in newest_of(stream, [after]).items() if key not in old or row[at] >= old[key][at]}
    assert ({} if taken is None else dict(zip(taken.key.tolist(), rows(taken), strict=True))) == moved


@each
def test_the_newest_row_is_kept_whatever_the_order_of_arrival(stream: Stream) -> None:
    def at(ms: int, key: int, value: int) -> Columns:
        data = {name: np.array([value], dtype) for name, dtype in stream.columns.items()}
        return Columns(stream, data | {"at_ms": np.array([ms]), stream.key_column: np.array([key])})

    newest = NewestPerKey(stream, 4)
    for ms, key, value in ((20, 1, 2), (10, 1, 1), (5, 3, 0), (15, 1, 1)):
        newest.put(at(ms, key, value), NOW_MS)
    taken = newest.take()
    assert taken is not None
    assert list(zip(taken.key.tolist(), taken.at_ms.tolist(), strict=True)) == [(1, 20), (3, 5)]


@each
def test_a_row_dated_ahead_gives_way_to_every_row_that_arrives_later(stream: Stream) -> None:
    now_ms, day_ms = 1_000_000, 86_400_000

    def at(*ms: int) -> Columns:
        data = {name: np.zeros(len(ms), dtype) for name, dtype in stream.columns.items()}
        return Columns(stream, data | {"at_ms": np.array(ms)})

    newest = NewestPerKey(stream, 1)
    for arrived, kept in (
        (at(now_ms), now_ms),
        (at(now_ms + day_ms), now_ms + day_ms),
        (at(now_ms - 5_000), now_ms - 5_000),
        (at(now_ms + day_ms, now_ms), now_ms),
        (at(now_ms - 1), now_ms),
        (at(now_ms + day_ms, now_ms + day_ms + 1), now_ms + day_ms + 1),
    ):
        newest.put(arrived, now_ms)
        assert newest.known().at_ms.tolist() == [kept]
    newest.put(at(now_ms), now_ms + day_ms)
    assert newest.known().at_ms.tolist() == [now_ms + day_ms + 1], "by then the clock agrees with it"


@each
@few
@given(data=st.data())
def test_only_newest_rows_not_older_than_requested_are_counted(stream: Stream, data: st.DataObject) -> None:
    batch, from_ms = data.draw(columns(stream)), data.draw(st.integers(1, 10))
    newest = NewestPerKey(stream, KEYS)
    newest.put(batch, NOW_MS)
    for name in stream.columns:
        if name in (stream.key_column, "at_ms"):
            continue
        found = newest_of(stream, [batch]).values()
        at, column = list(stream.columns).index("at_ms"), list(stream.columns).index(name)
        for value in {row[column] for row in found}:
            count = sum(row[column] == value and row[at] >= from_ms for row in found)
            assert newest.count(name, value, from_ms) == count


@each
@few
@given(data=st.data())
def test_a_key_table_numbers_its_rows_in_order(stream: Stream, data: st.DataObject) -> None:
    parts = st.tuples(*(st.text(max_size=3) for _ in stream.keys))
    keys = data.draw(st.lists(parts, unique=True, max_size=20))
    table = KeyTable(stream, iter(keys))
    assert (len(table), table.rows) == (len(keys), tuple(keys))
    assert [table.number[key] for key in keys] == list(range(len(keys)))


@pytest.mark.parametrize("quality", [len(Quality), 64, 255])
def test_a_row_with_a_quality_of_no_known_kind_is_skipped_and_the_others_are_used(quality: int) -> None:
    rows = {"channel": [0, 1, 2], "at_ms": [1, 2, 3], "value": [1.0, 2.0, 3.0], "quality": [0, quality, 3]}
    data = encoded(Columns(READINGS, {name: np.array(values) for name, values in rows.items()}))
    found, skipped = known_rows(READINGS, [data], 3)
    assert (found["quality"].tolist(), skipped) == ([0, 3], 1)
    with pytest.raises(ValueError, match="unknown code"):
        decoded("readings", data)


def test_every_quality_has_a_code() -> None:
    assert READINGS.codes == {"quality": len(Quality)}
