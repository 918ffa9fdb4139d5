"""What a person types finds the texts that contain it: any part of a word, pinyin, initials, digits of a number."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.analysis.texts.terms import query_of, terms_of
from services.store.memory_texts import MemoryTexts
from services.store.ports import IndexedText

NAMES = ("自来水管道爆裂，影响S210国道", "E20261122-4K7QP2M", "东关村", "市政公用/供水", "重庆银行 LED屏")
NOTES = ("维修队已到场，预计两小时恢复",)


def found(typed: str) -> bool:
    index = MemoryTexts()
    index.put([IndexedText(1, terms_of(NAMES, NOTES))], b"")
    return index.search(query_of(typed), limit=1) == [1]


@pytest.mark.parametrize(
    "typed",
    [
        "水管", "自来水管道爆裂", "村", "水 管道", "东关村 爆裂", "维修队已到", "S210", "210", "Ｓ２１０", "led",
        "4K7QP2M", "qp2m", "20261122", "e20261122-4k7qp2m", "dongguancun", "dongg", "guandao", "dgc", "zlsgd",
        "bl", "chongqingyinhang", "cqyh", "水管 dgc s210",
    ],
)  # fmt: skip
def test_parts_of_words_pinyin_initials_and_numbers_are_found(typed: str) -> None:
    assert found(typed)


@pytest.mark.parametrize("typed", ["水库", "管水", "西关村", "s211", "xiguan", "xgc", "yinxing", "水管 s211"])
def test_other_words_are_not_found(typed: str) -> None:
    assert not found(typed)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=300))
def test_any_text_can_be_indexed_and_searched(name: str, typed: str) -> None:
    index = MemoryTexts()
    terms = terms_of([name], [typed])
    assert all(term and " " not in term for term in terms)
    index.put([IndexedText(1, terms)], b"")
    index.search(query_of(typed), limit=1)


@settings(max_examples=100, deadline=None)
@given(st.text("水管爆裂东关村 -", min_size=1, max_size=20) | st.text("ab12", min_size=3, max_size=12), st.data())
def test_every_part_of_a_name_finds_it_of_letters_from_three_on(name: str, data: st.DataObject) -> None:
    least = 3 if name.isascii() and name.isalnum() else 1
    begin = data.draw(st.integers(0, len(name) - least))
    end = data.draw(st.integers(begin + least, len(name)))
    query, index = query_of(name[begin:end]), MemoryTexts()
    index.put([IndexedText(1, terms_of([name], []))], b"")
    assert index.search(query, limit=1) == ([1] if query else [])
