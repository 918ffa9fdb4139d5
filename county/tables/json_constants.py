"""NaN and Infinity in JSON text: many programs write them for missing values, but they are not JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

CONSTANTS = frozenset({b"NaN", b"Infinity", b"-Infinity"})
_TO_LAST_SEPARATOR = re.compile(rb".*[,:\]} \n]", re.DOTALL)
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_MARK = re.compile(rb'\\.|"|-?\b(?:NaN|Infinity)\b', re.DOTALL)


def constants_as_null(chunks: Iterable[bytes], *, longest: int) -> Iterator[bytes]:
    """The same JSON text in UTF-8 with ``null`` in place of each constant outside of strings.

    Chunks are divided after separators; at most ``longest`` bytes without one are retained.
    """
    in_string = False

    def replaced(mark: re.Match[bytes]) -> bytes:
        nonlocal in_string
        if mark[0] == b'"':
            in_string = not in_string
        return b"null" if mark[0] in CONSTANTS and not in_string else mark[0]

    rest = b""
    for chunk in chunks:
        rest += chunk
        complete = _TO_LAST_SEPARATOR.match(rest)
        end = complete.end() if complete else len(rest) if len(rest) > longest else 0
        part, rest = rest[:end], rest[end:]
        if b"NaN" in part or b"Infinity" in part:
            yield _MARK.sub(replaced, part)
        elif part:
            in_string ^= bool((_ESCAPE.sub(b"", part) if b"\\" in part else part).count(b'"') % 2)
            yield part
    if rest:
        yield _MARK.sub(replaced, rest)
