"""What logs say of unexpected failures: kind and place, never the text, which may contain what people wrote."""

from __future__ import annotations

import errno
from traceback import extract_tb


def trace(error: BaseException) -> str:
    """Kind and place, for one line, the innermost place first: ``KeyError at …/desk.py:7 < …/backend.py:9``.

    Of an error of the operating system its code, too.
    """
    kind = type(error).__name__
    code = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(extract_tb(error.__traceback__)))
    return f"{kind}{f' ({code})' if code else ''} at {places or '?'}"
