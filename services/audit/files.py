"""The files of the audit log: ``audit/NNNN-YYYY-MM.jsonl``, one for each month in which entries were written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

FOLDER = "audit"
KEEP_DAYS = 400
"""Age of the entries that may be deleted: at least 180 days are required, this is a year and a month of grace."""
KEEP_FILES = 14
"""Newest files that are kept however old they seem: a clock set years ahead deletes no recent month."""
BLOCK = 64 << 10
_NAME = re.compile(r"(\d{4,})-(\d{4})-(\d{2})\.jsonl")


class AuditFile(NamedTuple):
    """One file; ``number`` counts the files, because a clock may be set back."""

    number: int
    year: int
    month: int
    path: Path

    @property
    def ended(self) -> datetime:
        """When its month ended."""
        return datetime(self.year + self.month // 12, self.month % 12 + 1, 1, tzinfo=UTC)


def audit_folder(data: Path) -> Path:
    """The log's folder in a data folder."""
    return data / FOLDER


def audit_files(folder: Path) -> list[AuditFile]:
    """The files, oldest first.  Raises OSError."""
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    found = [(match, folder / name) for name in names if (match := _NAME.fullmatch(name))]
    return sorted(AuditFile(int(m[1]), int(m[2]), int(m[3]), path) for m, path in found if 1 <= int(m[3]) <= 12)


def file_for(folder: Path, files: list[AuditFile], at_ms: int) -> Path:
    """The file for an entry written at ``at_ms``: the last one, or a new one in another month."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    if files and (files[-1].year, files[-1].month) == (at.year, at.month):
        return files[-1].path
    number = files[-1].number + 1 if files else 1
    return folder / f"{number:04}-{at:%Y-%m}.jsonl"


def expired(files: list[AuditFile], now_ms: int) -> list[AuditFile]:
    """The oldest files that may be deleted."""
    before = datetime.fromtimestamp(now_ms / 1000, UTC) - timedelta(days=KEEP_DAYS)
    old = []
    for file in files[: max(0, len(files) - KEEP_FILES)]:
        if file.ended > before:
            break
        old.append(file)
    return old


def lines_backwards(path: Path, end: int | None = None) -> Iterator[bytes]:
    """The complete lines of a file before the byte ``end`` (None: all), last first, without line feeds.  Raises
    OSError."""
    with path.open("rb") as file:
        place = file.seek(0, 2) if end is None else end
        rest = b""
        whole = False
        while place > 0:
            size = min(BLOCK, place)
            place -= size
            file.seek(place)
            *lines, last = (file.read(size) + rest).split(b"\n")[::-1]
            rest = last
            for line in lines:
                if whole:
                    yield line
                whole = True  # what follows the last line feed is incomplete, or nothing
        if whole:
            yield rest


def lines_of(path: Path, size: int) -> Iterator[bytes]:
    """The complete lines of the first ``size`` bytes, without line feeds.  Raises OSError."""
    with path.open("rb") as file:
        for line in file:
            size -= len(line)
            if size < 0 or not line.endswith(b"\n"):
                return
            yield line[:-1]
