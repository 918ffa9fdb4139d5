"""Streaming JSON: members in any order, and read errors are reported with the number of the item."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count, islice
from typing import Any

import ijson
import pytest

from county.tables.json_items import DEEPEST, FEATURES, LONGEST, BrokenDocument, NoSuchList, items, lists

Parser = Callable[..., Any]
Read = Callable[..., Iterator[object]]
ONE, TWO = {"properties": {"title": "a\n垃圾", "n": 1}}, {"properties": {"title": "b", "n": None, "list": [{}, [True]]}}


@pytest.fixture(params=["yajl2_c", "python"])
def parser(request: pytest.FixtureRequest) -> Parser:
    """Of both backends of ijson: wheels contain yajl; without it ijson falls back to Python."""
    return ijson.get_backend(request.param).basic_parse_coro


@pytest.fixture
def read(parser: Parser) -> Read:
    """Features of a document (not a string: its JSON), in parts of ``size`` bytes."""

    def read_in_parts(document: object, size: int = 7) -> Iterator[object]:
        data = (document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)).encode()
        parts = (data[at : at + size] for at in range(0, len(data), size))
        return (item.value for item in items(parts, [FEATURES], parser))

    return read_in_parts


@pytest.mark.parametrize(
    "document",
    [
        {"type": "FeatureCollection", "crs": {"type": "name"}, "features": [ONE, TWO]},
        {"features": [ONE, TWO], "type": "FeatureCollection", "crs": {"features": [{"no": 1}]}},
        {"about": {"features": [{"no": 1}]}, "list": [[]], "features": [ONE, TWO]},
    ],
)
def test_the_members_of_a_collection_may_be_in_any_order(read: Read, document: object) -> None:
    assert list(read(document)) == [ONE, TWO]


def test_features_are_yielded_while_the_document_is_being_read(parser: Parser) -> None:
    endless = (f'{{"n": {i}}},'.encode() for i in count())
    parts = (b'{"features": [' + part if i == 0 else part for i, part in enumerate(endless))
    found = items(parts, [FEATURES], parser)
    assert [item.value for item in islice(found, 3)] == [{"n": 0}, {"n": 1}, {"n": 2}]
    found.close()


def test_numbers_of_any_size_are_accepted(read: Read) -> None:
    [found] = read('{"features": [{"id": 18446744073709551616, "x": 1e999, "y": 0.1}]}')
    assert found == {"id": 2**64, "x": Decimal("1e999"), "y": Decimal("0.1")}


@pytest.mark.parametrize("size", [1, 7, 8, 65_536])
def test_nan_and_infinity_are_read_as_null_but_not_in_texts(read: Read, size: int) -> None:
    in_text = r'{"NaN": "\"NaN, \\", "b": "Infinity"}'
    text = f'{{"features": [{{"a": NaN, "b":-Infinity,"c":[Infinity]}}, {in_text}, {{"x": NaN}}]}}'
    assert list(read(text, size)) == [
        {"a": None, "b": None, "c": [None]}, {"NaN": '"NaN, \\', "b": "Infinity"}, {"x": None},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ('{"features": [{"a": 1}, {"a": oops}, {"a": 2}]}', "feature 2", "is not JSON"),
        ('{"features": [{"a": 1}, {"a": NaNs}]}', "feature 2", "is not JSON"),
        ('{"features": [{"a": 1}, {"a": -NaN}]}', "feature 2", "is not JSON"),
        ('{"features": [{"a": 1}, {"a": %s}]}' % ("1" * 5_000), "feature 2", "is not JSON"),
        ('{"features": [{"a": 1}], "crs" oops}', "after feature 1", "is not JSON"),
        ('{"features": [{"a": 1}]} and more', "after feature 1", "is not JSON"),
        ('{"features": [{"a": 1}, {"a": ', "feature 2", "is truncated"),
        ('{"features": [{"a": 1}]', "after feature 1", "is truncated"),
        ('{"features": [{"a": 1}, ' + "[" * (DEEPEST + 1), "feature 2", "too deeply"),
        ('{"features": [{"a": 1}, "' + "x" * (LONGEST + 200_000), "feature 2", "a text of more than 4 MB"),
        ('{"features": [{"a": 1}, [' + '"xxxxxxxxx",' * (LONGEST // 10 + 1), "feature 2", "more than 4 MB"),
    ],
)
def test_the_place_of_a_read_error_is_reported_in_one_line(read: Read, text: str, where: str, message: str) -> None:
    found = read(text, 65_536)
    assert next(found) == {"a": 1}
    with pytest.raises(BrokenDocument, match=message) as broken:
        next(found)
    assert broken.value.where == where
    assert "\n" not in str(broken.value)
    assert len(str(broken.value)) < 300


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}\n{"a": 2}', '{"features": {"a": 1}}', "{oops", "[" * 300_000])
def test_a_document_without_features_is_not_a_collection(read: Read, text: str) -> None:
    with pytest.raises(NoSuchList):
        list(read(text, 65_536))


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ([{"a": [1]}, {}], {(): (1, 0)}),
        ({"data": {"list": [{"a": 1}, {"a": 2}], "total": 2}}, {("data", "list"): (2, 0)}),
        ({"rows": [["a", "b"], [1, 2]], "x": {"y": [1, 2]}}, {("rows",): (0, 2), ("x", "y"): (0, 0)}),
        ({"a": {"b": {}}, "c": [{"d": [{"e": 1}]}, {"d": [{}]}]}, {("c",): (2, 0)}),
        ({"fields": [{"name": "a"}], "features": [ONE, TWO], "more": [{}]}, {("fields",): (1, 0), FEATURES: (1, 0)}),
        ({"a": 1}, {}),
    ],
)
def test_the_lists_of_a_document_are_found_with_the_number_of_their_objects_and_arrays(
    parser: Parser, document: object, found: object
) -> None:
    """Those in other lists are not; reading ends at the features of GeoJSON and within a document that is a list."""
    data = json.dumps(document).encode()
    all_lists, why = lists((data[at : at + 5] for at in range(0, len(data), 5)), parser)
    assert {each.path: (each.objects, each.arrays) for each in all_lists} == found
    assert why == ""


def test_lists_are_found_up_to_where_a_document_is_broken(parser: Parser) -> None:
    all_lists, why = lists([b'{"a": [{"ts": 1}, {"b": {"ts": 1}}], "b": [{"x": oops}]}'], parser)
    assert [(each.path, each.objects, each.timed) for each in all_lists] == [(("a",), 2, 1), (("b",), 1, 0)]
    assert why.startswith("is not JSON (")
