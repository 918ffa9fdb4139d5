"""The contract of TextIndex, over SQLite and over the double in memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.store.memory_texts import MemoryTexts
from services.store.ports import Cancelled, IndexedText, TextIndex, TextQuery
from services.store.sqlite.texts import SqliteTexts, check_full_text

INDEXES: dict[str, Callable[[Path], TextIndex]] = {
    "sqlite": lambda folder: SqliteTexts(folder / "texts.sqlite3"),
    "memory": lambda folder: MemoryTexts(),
}
TERMS = ["a", "b", "水管", "管道", "·shui·guan", "‥sg", "s210", "and", "or", "near"]


@pytest.fixture(params=INDEXES, ids=list(INDEXES))
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TextIndex]:
    index = INDEXES[request.param](tmp_path)
    yield index
    index.close()


def text(number: int, *terms: str) -> IndexedText:
    return IndexedText(number, frozenset(terms))


def test_the_newest_texts_with_a_term_come_first_in_pages(index: TextIndex) -> None:
    index.put([text(number, "水管", f"n{number}") for number in (5, 1, 9)], b"1")
    index.put([text(number, "水管") for number in (7, 3)], b"2")
    assert index.search([[["水管"]]], limit=2) == [9, 7]
    assert index.search([[["水管"]]], before=7, limit=2) == [5, 3]
    assert index.search([[["水管"]]], before=3, limit=2) == [1]
    assert index.search([[["n5"]]], limit=2) == [5]
    assert index.search([[["爆裂"]]], limit=2) == []
    assert index.search([], limit=3) == []


def test_every_part_needs_one_alternative_and_an_alternative_all_its_terms(index: TextIndex) -> None:
    index.put([text(1, "a", "b"), text(2, "a"), text(3, "b", "水管"), text(4, "水管")], b"1")
    assert index.search([[["a", "b"], ["水管"]]], limit=9) == [4, 3, 1]
    assert index.search([[["a"], ["水管"]], [["b"]]], limit=9) == [3, 1]


def test_the_mark_of_the_last_texts_is_stored_with_them(index: TextIndex) -> None:
    assert index.mark == b""
    index.put([], b"seq 10")
    assert index.mark == b"seq 10"


def test_a_search_that_is_not_needed_any_more_ends(index: TextIndex) -> None:
    index.put([text(number, "a") for number in range(20_000)], b"1")
    with pytest.raises(Cancelled):
        index.search([[["a"]]], limit=20_000, cancelled=lambda: True)
    assert index.search([[["a"]]], limit=1) == [19_999]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.frozensets(st.sampled_from(TERMS)), max_size=12),
    st.lists(st.lists(st.lists(st.sampled_from(TERMS), min_size=1, max_size=3), min_size=1, max_size=3), max_size=3),
    st.integers(0, 12),
)
def test_sqlite_finds_what_the_double_finds(terms: list[frozenset[str]], query: TextQuery, before: int) -> None:
    texts = [IndexedText(number, some) for number, some in enumerate(terms)]
    with tempfile.TemporaryDirectory() as name:
        memory, index = MemoryTexts(), SqliteTexts(Path(name) / "texts.sqlite3")
        for some in (texts[: len(texts) // 2], texts[len(texts) // 2 :]):
            memory.put(some, b"")
            index.put(some, b"")
        assert index.search(query, before=before, limit=5) == memory.search(query, before=before, limit=5)
        index.close()


def test_a_closed_index_is_found_again(tmp_path: Path) -> None:
    index = SqliteTexts(tmp_path / "texts.sqlite3")
    index.put([text(1, "a")], b"mark")
    index.close()
    index = SqliteTexts(tmp_path / "texts.sqlite3")
    assert (index.mark, index.search([[["a"]]], limit=1)) == (b"mark", [1])
    index.close()


@pytest.mark.parametrize("damage", ["garbage", "other format"])
def test_a_damaged_index_is_replaced_by_an_empty_one(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "texts.sqlite3"
    index = SqliteTexts(path)
    index.put([text(1, "a")], b"mark")
    index.close()
    if damage == "garbage":
        path.write_bytes(b"x" * 10_000)
    else:
        db = sqlite3.connect(path)
        db.execute("UPDATE meta SET value = x'00' WHERE key = 'format'")
        db.commit()
        db.close()
    index = SqliteTexts(path)
    assert (index.mark, index.search([[["a"]]], limit=1)) == (b"", [])
    index.close()


def test_this_python_can_search_full_texts() -> None:
    check_full_text()
