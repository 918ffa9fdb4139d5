"""Streaming reader for the features of a GeoJSON document; members may be in any order, nothing is retained.

Malformed JSON ends the reading: the structure of the rest is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import ijson

from county.tables.json_constants import constants_as_null

LONGEST = 4 << 20
"""Characters and values in one feature, bytes in one text; a point with its properties has some hundred."""
DEEPEST = 100
"""Nesting depth of objects and arrays in a feature."""
LONGEST_REASON = 200
"""Characters of a parser's message; it may quote the document."""
_BEGINS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})


class NotAFeatureCollection(ValueError):
    """The document is not an object with an array ``features``, as far as it can be read."""


class BrokenFeatureCollection(ValueError):
    """The rest of the document cannot be read; the text gives the place, the reason and the remedy."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(why)
        self.where = where


def features(chunks: Iterable[bytes], parser: Callable[..., Any] = ijson.basic_parse_coro) -> Iterator[Any]:
    """The members of ``features`` in the document whose parts in UTF-8 are ``chunks``; numbers as int and Decimal,
    NaN and infinities as None.

    ``parser``: ``basic_parse_coro`` of a backend of ijson.
    Raises NotAFeatureCollection before the first feature, BrokenFeatureCollection after that.
    """
    depth = number = 0
    member = ""
    found = inside = False
    feature: _Value | None = None
    try:
        for event, value in _tokens(constants_as_null(chunks, longest=LONGEST), parser):
            if feature is None and inside and depth == 2 and event not in _ENDS:
                feature = _Value()
            if feature is not None:
                if feature.take(event, value):
                    number += 1
                    yield feature.whole
                    feature = None
            elif event in _BEGINS:
                if depth == 1 and member == "features" and event == "start_array":
                    found = inside = True
                depth += 1
            elif event in _ENDS:
                depth -= 1
                inside = inside and depth > 1
            elif event == "map_key" and depth == 1:
                member = value
    except ValueError as error:
        if found:
            where = f"feature {number + 1}" if inside else f"after feature {number}"
            raise BrokenFeatureCollection(where, str(error)) from error
        raise NotAFeatureCollection(str(error)) from error
    if not found:
        raise NotAFeatureCollection("has no features")


class _Value:
    """A JSON value assembled from its tokens."""

    def __init__(self) -> None:
        self.whole: Any = None
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


def _tokens(chunks: Iterable[bytes], parser_of: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
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
