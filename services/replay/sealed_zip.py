"""A zip whose first file, the head, states the hash of every other one: a clip, and the archive of a drill."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from hashlib import sha256

import msgspec

from county.explained import Explained, ExplainedLine

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What reading a damaged zip raises."""


def sealed_bytes(head_name: str, head: msgspec.Struct, members: Mapping[str, bytes]) -> bytes:
    """The bytes of the zip; the same content gives the same bytes.  The field ``members`` of the head states the
    hashes, whatever the given one does."""
    hashes = {name: sha256(data).hexdigest() for name, data in members.items()}
    sealed = msgspec.json.encode(msgspec.structs.replace(head, members=hashes))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {head_name: msgspec.json.format(sealed, indent=2), **members}.items():
            member = zipfile.ZipInfo(name)  # with the same date in each
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return file.getvalue()


class SealedZip:
    """Reads one; ``bad`` makes the error of a line."""

    def __init__(self, archive: zipfile.ZipFile, bad: Callable[[ExplainedLine], Explained]) -> None:
        self._archive = archive
        self._bad = bad

    def check_size(self, bytes_max: int) -> None:
        """Of all files together, as they unpack.  Raises what ``bad`` makes."""
        if sum(member.file_size for member in self._archive.infolist()) > bytes_max:
            raise self._bad(ExplainedLine("it unpacks to more than {n} MB", n=bytes_max >> 20))

    def member(self, name: str, digest: str) -> bytes:
        """A file with the hash that the head states.  Raises what ``bad`` makes, and UNREADABLE."""
        data = self._archive.read(name)
        if sha256(data).hexdigest() != digest:
            raise self._bad(ExplainedLine("{name} was changed after it was written", name=name))
        return data
