"""Attachments: files that a command brings along and its record names, by SHA-256.

Commands and records with a field ``attachments`` are found by it: see :data:`county.aggregates.FILE_COMMANDS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from county.pictures import claims_picture, picture_format
from county.refusals import Refused

FILE_MAX = 20 << 20
"""Maximum bytes of a file."""
ATTACHMENTS_MAX = 8
"""Maximum number of attachments of one command."""
NAME_MAX = 200
"""Maximum bytes of a file name in UTF-8: with those of a temporary name it fits every file system."""
SUFFIX_MAX = 20
"""Maximum characters at the end of a name that :func:`safe_name` keeps."""
UNNAMED_DAYS = 30
"""For how long a file is stored that no record names; a file that a record names is stored as long as the record."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,90}/[a-z0-9][a-z0-9.+_-]{0,90}")
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')
"""Characters that no file name may contain on one of the supported systems."""
_DEVICES = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))})
"""Names of devices on Windows, with any suffix."""


class Attachment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A file in the BlobStore."""

    sha256: str
    name: str
    """Name of the file on its author's machine, without a folder."""
    size: int
    """Bytes."""
    media_type: str
    """E.g. ``image/jpeg``, as its author's machine derived it from the name."""


StoredStart = Callable[[Attachment], bytes | None]
"""The first START_BYTES of a file in the BlobStore; None when it has not the complete file.  From any other answer on
the file is not deleted."""


def check_attachments(attachments: Sequence[Attachment], stored_start: StoredStart) -> None:
    """Check number, names and sizes, that every file is stored, and that pictures are pictures.  Raises Refused."""
    if len(attachments) > ATTACHMENTS_MAX:
        raise Refused("too_many_files", limit=str(ATTACHMENTS_MAX))
    for file in attachments:
        check_size(file.name, file.size)
        if not is_file_name(file.name):
            raise Refused("file_name_invalid", limit=str(NAME_MAX))
        if not (_SHA256.fullmatch(file.sha256) and _MEDIA_TYPE.fullmatch(file.media_type) and file.size >= 0):
            raise Refused("file_invalid", name=file.name)
        start = stored_start(file)
        if start is None:
            raise Refused("file_missing", name=file.name)
        check_content(file.name, file.media_type, start)


def check_size(name: str, size: int) -> None:
    """Check that a file of ``size`` bytes may be stored.  Raises Refused."""
    if size > FILE_MAX:
        raise Refused("file_too_large", name=name, limit=str(FILE_MAX >> 20))


def check_content(name: str, media_type: str, start: bytes) -> None:
    """Check that what claims to be a picture begins like one.  Raises Refused."""
    if claims_picture(name, media_type) and not picture_format(start):
        raise Refused("file_not_picture", name=name)


def is_file_name(name: str) -> bool:
    """Whether ``name`` names a file in a folder, on every system: no separators, no device, not hidden."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= NAME_MAX
        and name.isprintable()
        and not _NOT_IN_NAMES & {*name}
        and name.strip(". ") == name
        and name.partition(".")[0].strip().upper() not in _DEVICES
    )


def safe_name(name: str) -> str:
    """``name``, or the most similar file name for which :func:`is_file_name` is true."""
    name = "".join("_" if sign in _NOT_IN_NAMES or not sign.isprintable() else sign for sign in name).strip(". ")
    if not name or name.partition(".")[0].strip().upper() in _DEVICES:
        name = f"_{name}"
    if len(name.encode()) <= NAME_MAX:
        return name
    stem, dot, suffix = name.rpartition(".")
    end = dot + suffix if stem and len(suffix) <= SUFFIX_MAX else ""
    start = name.removesuffix(end)
    room = NAME_MAX - len(end.encode())
    return start.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + end


def files_of(body: Any) -> tuple[Attachment, ...]:
    """The files that a command or record names."""
    return getattr(body, "attachments", ())
