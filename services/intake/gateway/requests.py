"""Reads requests: JSON or a form with files, checked against the struct that the endpoint takes."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from starlette.datastructures import UploadFile
from starlette.requests import Request

from county.attachments import ATTACHMENTS_MAX
from services.intake.gateway.endpoints import FILE_FIELD
from services.intake.gateway.gateway import SentFile
from services.intake.gateway.problems import Problem

FIELDS_MAX = 40
FIELD_BYTES = 64 << 10
JSON = "application/json"
FORM = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
S = TypeVar("S", bound=Struct)


async def json_of(request: Request, struct: type[S]) -> S:
    """The body of a JSON request.  Raises Problem."""
    try:
        return msgspec.json.decode(await request.body(), type=struct)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Problem("request_invalid", why=_line(error)) from error


async def form_of(request: Request) -> tuple[dict[str, str], list[SentFile]]:
    """Fields that are not empty, and files, of a form.  Raises Problem and HTTPException."""
    fields: dict[str, str] = {}
    files: list[SentFile] = []
    async with request.form(max_files=ATTACHMENTS_MAX, max_fields=FIELDS_MAX, max_part_size=FIELD_BYTES) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if name != FILE_FIELD:
                    raise Problem("request_invalid", why=f"files belong into the field {FILE_FIELD}")
                if value.filename or value.size:
                    files.append(SentFile(value.filename or "file", await value.read()))
            elif value:
                fields[name] = value.replace("\r\n", "\n")
    return fields, files


def struct_of(fields: dict[str, Any], struct: type[S]) -> S:
    """The struct that the fields of a form describe.  Raises Problem."""
    try:
        return msgspec.convert(fields, struct, strict=False)
    except msgspec.ValidationError as error:
        raise Problem("request_invalid", why=_line(error)) from error


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _line(error: BaseException) -> str:
    text = str(error) or type(error).__name__
    return "".join(sign if sign.isprintable() else " " for sign in text)[:300]
