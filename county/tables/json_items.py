"""Streaming reader for the items of arrays in a JSON document; members may be in any order, nothing is retained.

Malformed JSON ends the reading: the structure of the rest is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import ijson

from county.tables.json_constants import constants_as_null

LONGEST = 4 << 20
"""Characters and values in one item, bytes in one text; a point with its properties has some hundred."""
DEEPEST = 100
"""Nesting depth of objects and arrays in an item."""
LONGEST_REASON = 200
"""Characters of a parser's message; it may quote the document."""
MOST_LISTS = 1_000
"""Arrays that are told apart in one document."""
FEATURES = ("features",)
_BEGINS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})

ListPath = tuple[str, ...]
"""Keys that lead from the document to an array; () is the document itself."""
Parser = Callable[..., Any]


class NoSuchList(ValueError):
    """The document has no array at the path, as far as it can be read."""


class BrokenDocument(ValueError):
    """The rest of the document cannot be read; the text gives the place, the reason and the remedy."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(why)
        self.where = where


class Item(NamedTuple):
    """A member of the array at ``path``; numbers as int and Decimal, NaN and infinities as None."""

    path: ListPath
    number: int
    value: Any
    doubled: str = ""
    """The first member that one of its objects has twice; the value has the last of them."""


@dataclass
class FoundList:
    """An array of the document that is in no other array."""

    path: ListPath
    objects: int = 0
    arrays: int = 0
    timed: int = 0
    """Objects with a member ``ts``."""


def lists(chunks: Iterable[bytes], parser: Parser = ijson.basic_parse_coro) -> tuple[list[FoundList], str]:
    """The arrays of the document whose parts in UTF-8 are ``chunks``, and why its rest cannot be read ("": it can).

    Ends at the array of the features of GeoJSON, and at a document that is an array.
    """
    found: list[FoundList] = []
    inside: FoundList | None = None
    keys: list[str] = []
    depth = start = 0
    try:
        for event, value in _tokens(constants_as_null(chunks, longest=LONGEST), parser):
            if event == "map_key":
                if inside is None:
                    keys[-1] = value
                elif depth == start + 1 and value == "ts":
                    inside.timed += 1
            elif event in _BEGINS:
                if inside is not None:
                    if depth == start:
                        inside.objects += event == "start_map"
                        inside.arrays += event == "start_array"
                        if inside.path in ((), FEATURES):
                            return found, ""
                elif event == "start_array" and len(found) < MOST_LISTS:
                    inside = FoundList(tuple(keys))
                    found.append(inside)
                    start = depth + 1
                else:
                    keys.append("")
                depth += 1
                if len(keys) > DEEPEST:
                    raise ValueError("is nested too deeply")
            elif event in _ENDS:
                if inside is None:
                    keys.pop()
                elif depth == start:
                    inside = None
                depth -= 1
    except ValueError as error:
        return found, str(error)
    return found, ""


def items(
    chunks: Iterable[bytes], paths: Collection[ListPath] = (FEATURES,), parser: Parser = ijson.basic_parse_coro
) -> Iterator[Item]:
    """The members of the arrays at ``paths`` in the document whose parts in UTF-8 are ``chunks``.

    ``parser``: ``basic_parse_coro`` of a backend of ijson.
    Raises NoSuchList before the first item, BrokenDocument after that.
    """
    number = depth = start = 0
    depths = set(map(len, paths))
    path: ListPath = ()
    keys: list[str] = []
    found = inside = False
    item: _Value | None = None
    try:
        for event, value in _tokens(constants_as_null(chunks, longest=LONGEST), parser):
            if item is None and inside and depth == start and event not in _ENDS:
                item = _Value()
            if item is not None:
                if item.take(event, value):
                    number += 1
                    yield Item(path, number, item.whole, item.doubled)
                    item = None
            elif event in _BEGINS:
                if event == "start_array" and depth in depths and tuple(keys) in paths:
                    found = inside = True
                    path, number, start = tuple(keys), 0, depth + 1
                keys.append("")
                depth += 1
            elif event in _ENDS:
                keys.pop()
                depth -= 1
                inside = inside and depth >= start
            elif event == "map_key":
                keys[-1] = value
    except ValueError as error:
        if found:
            what = "feature" if path == FEATURES else "item"
            where = f"{what} {number + 1}" if inside else f"after {what} {number}"
            raise BrokenDocument(where, str(error)) from error
        raise NoSuchList(str(error)) from error
    if not found:
        raise NoSuchList(f"has no list {' or '.join('.'.join(path) for path in paths)}")


def whole(chunks: Iterable[bytes], parser: Parser = ijson.basic_parse_coro) -> Item:
    """The document itself, a small one.  Raises ValueError."""
    value = _Value()
    done = False
    for event, token in _tokens(constants_as_null(chunks, longest=LONGEST), parser):
        if not done:
            done = value.take(event, token)
    return Item((), 1, value.whole, value.doubled)


class _Value:
    """A JSON value assembled from its tokens."""

    def __init__(self) -> None:
        self.whole: Any = None
        self.doubled = ""
        self._open: list[Any] = []
        """Open objects and arrays, the innermost last."""
        self._key = ""
        self._length = 0

    def take(self, event: str, value: Any) -> bool:
        """Add a token; returns whether it completes the value.  Raises ValueError for a value that is too large."""
        self._length += 1 + len(value) if isinstance(value, str) else 1
        if self._length > LONGEST:
            raise ValueError(f"contains more than {LONGEST >> 20} MB; remove or simplify long parts")
        if event == "map_key":
            self._key = value
            if value in self._open[-1]:
                self.doubled = self.doubled or value
            return False
        if event in _ENDS:
            self._open.pop()
            return not self._open
        if event in _BEGINS:
            value = {} if event == "start_map" else []
        if not self._open:
            self.whole = value
        elif isinstance(self._open[-1], dict):
            self._open[-1][self._key] = value
        else:
            self._open[-1].append(value)
        if event in _BEGINS:
            self._open.append(value)
            if len(self._open) > DEEPEST:
                raise ValueError("is nested too deeply; fix it, nothing after it was read")
        return not self._open


def _tokens(chunks: Iterable[bytes], parser_of: Parser) -> Iterator[tuple[str, Any]]:
    """Tokens as in :func:`ijson.basic_parse`.  Raises ValueError after the last valid one.

    :func:`ijson.items` keeps the path of every level: 400 KB of brackets used all memory.
    """
    tokens = ijson.sendable_list()
    parser = parser_of(tokens)
    unread = 0
    try:
        for chunk in chunks:
            fault: Exception | None = None
            try:
                parser.send(chunk)
            except (ijson.JSONError, ValueError) as error:  # ValueError: half of a surrogate pair
                fault = error
            except SystemError as error:  # yajl2_c, of an integer with too many digits: its token has no value
                del tokens[-1]
                fault = error.__cause__ if isinstance(error.__cause__, Exception) else error
            unread = 0 if tokens else unread + len(chunk)
            yield from tokens
            tokens.clear()
            if fault is not None:
                reason = str(fault).splitlines()[0].rstrip(".")[:LONGEST_REASON]
                raise ValueError(f"is not JSON ({reason}); fix it, nothing after it was read") from fault
            if unread > LONGEST:
                raise ValueError(f"contains a text of more than {LONGEST >> 20} MB; shorten it")
        try:
            parser.close()
        except ijson.JSONError as error:
            raise ValueError("is truncated; get a complete copy") from error
    finally:
        with suppress(ijson.JSONError):  # errors in the unread rest do not matter here
            parser.close()
