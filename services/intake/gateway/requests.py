"""Reads what requests say, checked against the struct that the endpoint takes."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from starlette.requests import Request

from services.intake.gateway.problems import Problem

JSON = "application/json"
JSON_KINDS = (JSON, "application/ld+json")
"""Which JSON is read as: JSON-LD says the same in its own names."""
S = TypeVar("S", bound=Struct)


async def json_of(request: Request, struct: type[S]) -> S:
    """The body of a JSON request.  Raises Problem."""
    try:
        return msgspec.json.decode(await request.body(), type=struct)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Problem("request_invalid", why=_line(error)) from error


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
