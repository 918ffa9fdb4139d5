"""Recovers commits from a damaged write-ahead log.

SQLite ignores the first frame whose checksum is wrong and all later ones, as it cannot tell whether they belong to a
commit.  Here each of them is used: the seals of the commits prove which of the rows are right.  Later commits mostly
write the same page again, so that a damaged frame often costs nothing.

Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

_HEADER = struct.Struct(">IIIIIIII")
"""Magic number, version, page size, sequence, two salts, two checksums."""
_FRAME = struct.Struct(">IIIIII")
"""Page number, pages of the database after a commit (0 for other frames), two salts, two checksums."""
_DATABASE_PAGE_SIZE = struct.Struct(">H")
_DATABASE_PAGE_SIZE_AT = 16
_LARGEST_PAGE = 65_536


def log_of(database: Path) -> Path:
    """The write-ahead log of a database."""
    return database.with_name(f"{database.name}-wal")


def copy_with_log(database: Path, copy: Path) -> bool:
    """Write the new file ``copy``: ``database`` with all frames of its log; returns False, and writes nothing, when
    there are none.  Raises OSError."""
    page_bytes = _page_bytes(database)
    log = log_of(database)
    if page_bytes == 0 or not log.exists():
        return False
    frames = list(_frames(log, page_bytes))
    if not frames:
        return False
    shutil.copyfile(database, copy)
    with log.open("rb") as source, copy.open("r+b") as target:
        for number, offset in frames:
            source.seek(offset)
            target.seek((number - 1) * page_bytes)
            target.write(source.read(page_bytes))
    return True


def _page_bytes(database: Path) -> int:
    """0 when the first page does not state it."""
    with database.open("rb") as file:
        file.seek(_DATABASE_PAGE_SIZE_AT)
        content = file.read(_DATABASE_PAGE_SIZE.size)
    if len(content) < _DATABASE_PAGE_SIZE.size:
        return 0
    (size,) = _DATABASE_PAGE_SIZE.unpack(content)
    size = _LARGEST_PAGE if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else 0


def _frames(log: Path, page_bytes: int) -> Iterator[tuple[int, int]]:
    """Page number, and offset of the page in the log, of each frame up to the end of the last commit.

    Frames of the log's earlier use, after its current ones, have other salts.
    """
    heads: list[tuple[int, ...]] = []
    with log.open("rb") as file:
        header = file.read(_HEADER.size)
        while True:
            file.seek(_HEADER.size + len(heads) * (_FRAME.size + page_bytes))
            head = file.read(_FRAME.size)
            if len(head) < _FRAME.size:
                break
            heads.append(_FRAME.unpack(head))
    if len(header) < _HEADER.size or not heads:
        return
    stated = _HEADER.unpack(header)[4:6]
    salts = stated if any(head[2:4] == stated for head in heads) else heads[0][2:4]
    commits = [index for index, head in enumerate(heads) if head[1] and head[2:4] == salts]
    end = max(commits, default=-1) + 1
    pages = max((heads[index][1] for index in commits), default=0)
    size = log.stat().st_size
    for index in range(end):
        offset = _HEADER.size + index * (_FRAME.size + page_bytes) + _FRAME.size
        if 1 <= heads[index][0] <= pages and offset + page_bytes <= size:
            yield heads[index][0], offset
