"""Columns of texts, and the rows of their texts: as a list and a dict of them, in a fraction of the memory."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county import rows_by_text
from county.portions import result_of
from county.rows_by_text import HASHED, RowsByText
from county.text_column import TextColumn

TEXTS = st.lists(st.text("ab\x00é纸𠮷", max_size=5), max_size=9)


@given(TEXTS, st.slices(9))
def test_a_column_has_its_texts_as_a_list_does(texts: list[str], part: slice) -> None:
    column = TextColumn.of(texts)
    assert (len(column), [*column], [column[row] for row in range(len(texts))]) == (len(texts), texts, texts)
    assert column[part].tolist() == texts[part]
    chosen = np.array([len(text) > 1 for text in texts], dtype=bool)
    assert column[chosen].tolist() == [text for text in texts if len(text) > 1]
    assert column[np.flatnonzero(chosen)[::-1]].tolist() == [text for text in texts[::-1] if len(text) > 1]


def test_the_last_text_is_at_minus_one_and_none_is_past_it() -> None:
    column = TextColumn.of(["a", "纸"])
    assert (column[-1], column[-2]) == ("纸", "a")
    for row in (2, -3):
        with pytest.raises(IndexError):
            column[row]


def test_a_lone_surrogate_stays_as_it_is() -> None:
    column = TextColumn.of(["a\udc80", "b"])
    assert ([*column], column[0], RowsByText(column)["a\udc80"]) == (["a\udc80", "b"], "a\udc80", 0)


@given(TEXTS, st.text("ab\x00é纸𠮷", max_size=5))
def test_the_rows_of_texts_are_those_of_a_dict(texts: list[str], other: str) -> None:
    once = [*dict.fromkeys(texts)]
    rows, expected = RowsByText(TextColumn.of(once)), {text: row for row, text in enumerate(once)}
    assert dict(rows) == expected
    assert (rows.get(other), other in rows) == (expected.get(other), other in expected)


def test_texts_of_one_hash_are_told_apart() -> None:
    begin = "x" * HASHED
    texts = [f"{begin}{number}" for number in range(20)]
    rows = RowsByText(TextColumn.of(texts))
    assert [rows[text] for text in texts] == [*range(20)]
    assert begin not in rows


def test_rows_are_found_for_columns_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_by_text, "AT_ONCE", 3)
    texts = [f"纸-{number}" for number in range(10)]
    rows = RowsByText(TextColumn.of(texts))
    assert [rows[text] for text in texts] == [*range(10)]


def rows_of(texts: list[str], wanted: list[str]) -> object:
    return result_of(RowsByText(TextColumn.of(texts)).rows_of(TextColumn.of(wanted), elsewhere=99)).tolist()


@given(TEXTS, TEXTS, st.integers(1, 9))
def test_the_rows_of_another_column_are_those_of_its_texts(texts: list[str], wanted: list[str], at_once: int) -> None:
    once = [*dict.fromkeys(texts)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_by_text, "AT_ONCE", at_once)
        assert rows_of(once, wanted) == [once.index(text) if text in once else 99 for text in wanted]


def test_the_rows_of_another_column_are_right_where_texts_have_one_hash() -> None:
    texts = [f"{'x' * HASHED}{number}" for number in range(20)]
    assert rows_of(texts, [*texts[::-1], "x" * HASHED, f"{'x' * HASHED}!"]) == [*range(19, -1, -1), 99, 99]


@given(TEXTS)
def test_the_first_text_that_occurs_again_is_found(texts: list[str]) -> None:
    again = next((row for row, text in enumerate(texts) if text in texts[:row]), None)
    expected = None if again is None else (texts.index(texts[again]), again)
    assert RowsByText(TextColumn.of(texts)).twice() == expected


def test_an_id_and_its_row_take_at_most_40_bytes() -> None:
    tracemalloc.start()
    try:
        column = TextColumn.of(f"sensor-{number:06d}" for number in range(10_000))
        rows = RowsByText(column)
        assert rows["sensor-009999"] == 9_999
        held = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert held <= 40 * len(column)
