"""Why a desktop's child has ended, beside the English line of its log: so that the desktop words it itself."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from county.explained import Explained, ExplainedLine, of_os_error
from services.parent_process import GUARDED

MARK = "last words: "


@contextmanager
def told() -> Iterator[None]:
    """A failure that has been explained, within a desktop's child, is told the desktop on stderr, before it goes on."""
    try:
        yield
    except (Explained, OSError) as error:
        if os.environ.get(GUARDED):
            line = error.line if isinstance(error, Explained) else of_os_error(error)
            words = json.dumps({"template": line.template, "params": dict(line.params)})
            print(f"{MARK}{words}", file=sys.stderr, flush=True)
        raise


def line_of(text: str) -> ExplainedLine | None:
    """The failure that a line of the child's stderr tells; None for any other line."""
    if not text.startswith(MARK):
        return None
    try:
        words = json.loads(text.removeprefix(MARK))
        return ExplainedLine(words["template"], **words["params"])
    except (ValueError, LookupError, TypeError, AttributeError):  # whatever printed it is no backend of ours
        return None
