"""On which line of a TOML text each key stands, for findings: tomllib does not keep it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

Path = tuple[str | int, ...]
"""Keys and positions from the root of a file to a value, as ``("injects", 3, "at")``."""
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}=\n]', re.DOTALL
)
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|[A-Za-z0-9_-]+')


class LineIndex:
    """The lines of a text that tomllib can read, or could up to its first error."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        counts: dict[Path, Iterator[int]] = {}
        newest: dict[Path, int] = {}
        table: Path = ()
        for number, statement, equals in _statements(text):
            if equals is None and statement.startswith("["):
                is_array = statement.startswith("[[")
                parts = _parts(statement.strip("[] \t\r"))
                table = ()
                for part in parts[:-1]:
                    table += (part,)
                    table += (newest[table],) if table in newest else ()
                table += tuple(parts[-1:])
                if is_array:
                    newest[table] = next(counts.setdefault(table, count()))
                    table += (newest[table],)
                self._lines.setdefault(table, number)
            elif equals is not None:
                at = table
                for part in _parts(statement[:equals]):
                    at += (part,)
                    self._lines.setdefault(at, number)

    def line_of(self, path: Path) -> int:
        """The line of the value at ``path``, else of what contains it; 0 when nothing does."""
        return next((self._lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self._lines), 0)


def _statements(text: str) -> Iterator[tuple[int, str, int | None]]:
    """Line, text and position of the first ``=`` of every header and assignment."""
    depth, start, line, first_line = 0, 0, 1, 1
    equals: int | None = None
    for token in _TOKEN.finditer(f"{text}\n"):
        sign = token[0]
        if sign in ("[", "{"):
            depth += 1
        elif sign in ("]", "}"):
            depth = max(0, depth - 1)
        elif sign == "=" and depth == 0 and equals is None:
            equals = token.start() - start
        elif sign == "\n":
            line += 1
            if depth == 0:
                statement = text[start : token.start()]
                if statement.strip() and not statement.lstrip().startswith("#"):
                    margin = len(statement) - len(statement.lstrip())
                    plain = statement.strip() if equals is not None else statement.partition("#")[0].strip()
                    yield first_line, plain, None if equals is None else equals - margin
                start, first_line, equals = token.end(), line, None
        else:
            line += sign.count("\n")


def _parts(key: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(key)]


def has_comments(text: str) -> bool:
    """Whether a TOML text has comments, which are lost when its values are written again."""
    return any(token[0].startswith("#") for token in _TOKEN.finditer(text))
