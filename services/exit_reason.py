"""The exit reason of a desktop's child, as template and parameters on stderr, so that the desktop can translate it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
            print(f"{MARK}{json.dumps(_fields(line))}", file=sys.stderr, flush=True)
        raise


def line_of(text: str) -> ExplainedLine | None:
    """The failure that a line of the child's stderr reports; None for any other line."""
    if not text.startswith(MARK):
        return None
    try:
        return _line(json.loads(text.removeprefix(MARK)))
    except (ValueError, LookupError, TypeError, AttributeError):  # not printed by our backend
        return None


def _fields(line: ExplainedLine) -> dict[str, Any]:
    params = {
        name: _fields(value) if isinstance(value, ExplainedLine) else value for name, value in line.params.items()
    }
    return {"template": line.template, "params": params}


def _line(fields: dict[str, Any]) -> ExplainedLine:
    params = {name: _line(value) if isinstance(value, dict) else value for name, value in fields["params"].items()}
    return ExplainedLine(fields["template"], **params)
