"""What a worker thread made, or the line for the user why there is nothing."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

from county.explained import Explained, of_os_error

Made = TypeVar("Made")


def made_or_why(done: Future[Made]) -> Made | str:
    """What ``done`` made; else one line, not yet translated."""
    error = done.exception()
    if error is None:
        return done.result()
    if isinstance(error, Explained):
        return error.line
    return of_os_error(error) if isinstance(error, OSError) else repr(error)
