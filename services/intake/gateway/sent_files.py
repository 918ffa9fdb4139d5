"""Files that come with reports: photos lose their metadata; documents are taken from holders of a key."""

from __future__ import annotations

from typing import IO, NamedTuple

from county.pictures import claims_picture
from county.refusals import Refused
from services.intake.gateway.problems import Problem
from services.photos import SUFFIX, plain_photo, shown_name

PHOTOS = "JPEG, PNG, WebP or GIF"
PHOTOS_AND_DOCUMENTS = "JPEG, PNG, WebP, GIF, PDF or MP4"
_DOCUMENTS = {
    "application/pdf": (".pdf", b"%PDF-", 0),
    "video/mp4": (".mp4", b"ftyp", 4),
}
"""Other kinds of files, by media type: suffix, and what is at which byte."""
_START_BYTES = 16


class SentFile(NamedTuple):
    """A file of a request as it arrived."""

    name: str
    file: IO[bytes]
    """A temporary file, which is deleted when the request ends."""


class CheckedFile(NamedTuple):
    """A file as it is stored."""

    name: str
    """Of our own."""
    file: IO[bytes]


def checked_file(sent: SentFile, *, number: int, photos_only: bool) -> CheckedFile:
    """A file as it may be stored; a photo is rewritten in its place.  ``number``: in its report, from 1.

    ``photos_only``: for reporters without a key.  Raises Problem.
    """
    name, file = sent
    try:
        photo = plain_photo(name, file)
    except Refused as refused:
        raise Problem.of(refused) from refused
    file.seek(0)
    if photo is not None:
        file.truncate()
        file.write(photo)
        return CheckedFile(f"photo-{number}{SUFFIX}", file)
    if photos_only or claims_picture(name, ""):
        raise Problem("file_kind", name=shown_name(name), wanted=PHOTOS)
    start = file.read(_START_BYTES)
    for suffix, sign, at in _DOCUMENTS.values():
        if start[at : at + len(sign)] == sign:
            return CheckedFile(f"file-{number}{suffix}", file)
    raise Problem("file_kind", name=shown_name(name), wanted=PHOTOS_AND_DOCUMENTS)
