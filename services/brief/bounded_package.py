"""The content of a DOCX or XLSX file of a stranger, with limits: a small file can unpack into gigabytes."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from services.brief.stated import NotVerifiable

UNPACKED_MAX = 32 << 20
"""Bytes of a file, packed and unpacked: 2,304 numbers are some 3 MB of XML, pictures a few MB.  Whoever reads it takes
up to 25 times as much memory (800 MB, measured with empty paragraphs)."""
PARTS_MAX = 2_000
CHUNK = 1 << 20


def bounded_package(path: Path, kind: str) -> BytesIO:
    """The package again, stored without compression, so that whoever reads it unpacks nothing.

    ``kind``: DOCX or XLSX.  Raises NotVerifiable, OSError.
    """
    if path.stat().st_size > UNPACKED_MAX:
        raise _too_large(path)
    target, room = BytesIO(), UNPACKED_MAX
    try:
        with ZipFile(path) as packed, ZipFile(target, "w") as plain:
            parts = packed.infolist()
            if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
                raise _too_large(path)
            for part in parts:
                with packed.open(part) as content:
                    data = bytearray()
                    while chunk := content.read(CHUNK):  # what a part says of its size is not believed
                        data += chunk
                        room -= len(chunk)
                        if room < 0:
                            raise _too_large(path)
                plain.writestr(part.filename, bytes(data))
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise NotVerifiable("{path}: is no {kind} file; choose the briefing's", path=path, kind=kind) from error
    target.seek(0)
    return target


def _too_large(path: Path) -> NotVerifiable:
    return NotVerifiable(
        "{path}: unpacks into more than {limit} MB, which no briefing does; choose the briefing's file",
        path=path, limit=UNPACKED_MAX >> 20,
    )  # fmt: skip
