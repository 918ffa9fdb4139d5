"""The files of the catalogue: raw rows of the program's tables, overridden by those of a county package."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from county.contained import Outside, read_text_file
from county.explained import Explained

CATALOG_DIR = Path(__file__).resolve().parent.parent / "resources" / "catalog"
_KEY = re.compile(r"[\w.-]+")


class BadCatalog(Explained):
    """A table that cannot be used; the message names the file, the location and the reason."""


class RawRow(NamedTuple):
    """A row as read from its file."""

    content: Any
    path: Path


RawTable = dict[str, RawRow]


def read(
    names: Iterable[str], program: Path, overlay: Path | None, *, settings: Set[str] = frozenset()
) -> tuple[dict[str, RawTable], list[BadCatalog]]:
    """The tables ``names``, rows of ``overlay`` replacing or following those of ``program``, and the read errors.

    ``settings``: tables of which a row may itself be a table of rows, as ``[vehicles.van]``; those are merged row by
    row.
    """
    faults: list[BadCatalog] = []
    files = _overlay_files(names, overlay, faults) if overlay is not None else {}
    tables: dict[str, RawTable] = {}
    for name in names:
        tables[name] = _of_program(program / f"{name}.toml", faults)
        if name in files:
            own = _rows(files[name], faults)
            tables[name] |= _merged(tables[name], own) if name in settings else own
    return tables, faults


def _merged(program: RawTable, own: RawTable) -> RawTable:
    """``own``, its nested tables of rows merged over those of ``program``."""
    merged = dict(own)
    for key, row in own.items():
        if key in program and _holds_rows(row.content) and _holds_rows(program[key].content):
            merged[key] = RawRow(program[key].content | row.content, row.path)
    return merged


def _holds_rows(content: Any) -> bool:
    return isinstance(content, dict) and all(isinstance(row, dict) for row in content.values())


def _overlay_files(names: Iterable[str], folder: Path, faults: list[BadCatalog]) -> dict[str, Path]:
    """The package's tables by name; a table unknown to the catalogue is an error, other files are not read."""
    try:
        found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix == ".toml"}
    except OSError as error:
        if isinstance(error, FileNotFoundError | NotADirectoryError) and not folder.exists():
            return {}
        faults.append(BadCatalog("{path}: cannot be read ({why}); make it a folder of tables", path=folder, why=error))
        return {}
    for name in sorted(found.keys() - set(names)):
        faults.append(
            BadCatalog(
                "{path}: the catalogue has no such table; name it {names}, or remove the file",
                path=found.pop(name),
                names=", ".join(f"{known}.toml" for known in names),
            )
        )
    return found


def _of_program(path: Path, faults: list[BadCatalog]) -> RawTable:
    if path.parent != CATALOG_DIR:
        return _rows(path, faults)
    rows, wrong = _program_rows(path)
    faults += wrong
    return dict(rows)


@cache
def _program_rows(path: Path) -> tuple[RawTable, tuple[BadCatalog, ...]]:
    """A table that comes with the program and its errors: read once in a process, not for each county."""
    faults: list[BadCatalog] = []
    return _rows(path, faults), tuple(faults)


def _rows(path: Path, faults: list[BadCatalog]) -> RawTable:
    try:
        rows = tomllib.loads(read_text_file(path, path.parent.parent).decode())
    except Outside as error:
        faults.append(BadCatalog("{why}", why=error))
        return {}
    except (OSError, ValueError, RecursionError) as error:
        faults.append(BadCatalog("{path}: {why}; restore the file or fix the line", path=path, why=error))
        return {}
    for key in rows:
        if _KEY.fullmatch(key) is None:
            faults.append(
                BadCatalog(
                    "{path}: row {row}: a key consists of letters, digits, - _ and .; rename the row",
                    path=path,
                    row=repr(key),
                )
            )
    return {key: RawRow(content, path) for key, content in rows.items()}
