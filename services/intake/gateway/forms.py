"""Forms with files as they arrive: files go to temporary files at once, so that a form costs the same memory however
large it is.

A form being received holds FORM_MEMORY at most: its fields, the beginnings of its files, and what the connection has
buffered.  The temporary files of all forms are bounded by the gate: IN_FLIGHT_MAX forms of FORM_BYTES.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from county.attachments import ATTACHMENTS_MAX, check_size
from county.refusals import Refused
from services.intake.gateway.endpoints import FILE_FIELD
from services.intake.gateway.problems import Problem
from services.intake.gateway.requests import media_type
from services.intake.gateway.sent_files import SentFile

FIELDS_MAX = 40
FIELD_BYTES = 64 << 10
"""Of one field."""
FIELDS_BYTES = 256 << 10
"""Of all fields of a form with files; other forms are smaller than the gate's limit of a body without files."""
SPOOLED_BYTES = 64 << 10
"""Bytes of a file that are held in memory before it goes to disk."""
RECEIVED_BYTES = 512 << 10
"""What asyncio, uvicorn and the parser hold of one body at a time."""
FORM_MEMORY = FIELDS_BYTES + ATTACHMENTS_MAX * SPOOLED_BYTES + RECEIVED_BYTES
MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"


class SentForm(NamedTuple):
    """What a form says."""

    fields: dict[str, str]
    """Those that are not empty."""
    files: list[SentFile]


@asynccontextmanager
async def form_of(request: Request) -> AsyncIterator[SentForm]:
    """The form of a request of media type MULTIPART or URLENCODED; its files are deleted afterwards.

    Raises Problem and HTTPException.
    """
    data = await _parsed(request)
    try:
        yield _sent(data)
    finally:
        await data.close()


async def _parsed(request: Request) -> FormData:
    if media_type(request) != MULTIPART:
        return await request.form(max_fields=FIELDS_MAX, max_part_size=FIELD_BYTES)
    parser = _BoundedParser(
        request.headers, request.stream(), max_files=ATTACHMENTS_MAX, max_fields=FIELDS_MAX, max_part_size=FIELD_BYTES
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise Problem("request_invalid", why=error.message) from error
    except Refused as refused:
        raise Problem.of(refused) from refused


class _BoundedParser(MultiPartParser):
    """Refuses a file or fields as soon as they are larger than they may be."""

    spool_max_size = SPOOLED_BYTES
    _field_bytes = 0
    _file_bytes = 0

    def on_part_begin(self) -> None:
        super().on_part_begin()
        self._file_bytes = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Raises MultiPartException, Refused."""
        file = self._current_part.file
        if file is None:
            self._field_bytes += end - start
            if self._field_bytes > FIELDS_BYTES:
                raise MultiPartException(f"the fields have more than {FIELDS_BYTES >> 10} KB")
        else:
            self._file_bytes += end - start
            check_size(file.filename or "file", self._file_bytes)
        super().on_part_data(data, start, end)


def _sent(data: FormData) -> SentForm:
    """Raises Problem."""
    form = SentForm({}, [])
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            if name != FILE_FIELD:
                raise Problem("request_invalid", why=f"files belong into the field {FILE_FIELD}")
            if value.filename or value.size:
                form.files.append(SentFile(value.filename or "file", value.file))
        elif value:
            form.fields[name] = value.replace("\r\n", "\n")
    return form
