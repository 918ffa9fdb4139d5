"""The exit reason of a desktop's child, as template and parameters on stderr, so that the desktop can translate it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from county.explained import Explained, ExplainedLine, of_os_error
from services.parent_process import has_parent_desktop

MARK = "exit reason: "


@contextmanager
def reported() -> Iterator[None]:
    """Within a desktop's child, write an explained failure to stderr for the desktop, then re-raise it."""
    try:
        yield
    except (Explained, OSError) as error:
        if has_parent_desktop():
            line = error.line if isinstance(error, Explained) else of_os_error(error)
            fields = json.dumps({"template": line.template, "params": dict(line.params)})
            print(f"{MARK}{fields}", file=sys.stderr, flush=True)
        raise


def line_of(text: str) -> ExplainedLine | None:
    """The failure that a line of the child's stderr reports; None for any other line."""
    if not text.startswith(MARK):
        return None
    try:
        fields = json.loads(text.removeprefix(MARK))
        return ExplainedLine(fields["template"], **fields["params"])
    except (ValueError, LookupError, TypeError, AttributeError):  # not printed by our backend
        return None
