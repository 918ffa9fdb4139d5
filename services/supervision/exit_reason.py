"""The exit reason of a supervised backend, as template and parameters on stderr, so that a window can translate it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from county.explained import Explained, ExplainedLine, of_os_error
from services.supervision.guard import is_supervised

MARK = "exit reason: "


@contextmanager
def reported() -> Iterator[None]:
    """Within a supervised backend, write an explained failure to stderr for the supervisor, then re-raise it."""
    try:
        yield
    except (Explained, OSError) as error:
        if is_supervised():
            line = error.line if isinstance(error, Explained) else of_os_error(error)
            print(f"{MARK}{json.dumps(fields_of(line))}", file=sys.stderr, flush=True)
        raise


def line_of(text: str) -> ExplainedLine | None:
    """The failure that a line of the backend's stderr reports; None for any other line."""
    if not text.startswith(MARK):
        return None
    try:
        return from_fields(json.loads(text.removeprefix(MARK)))
    except (ValueError, LookupError, TypeError, AttributeError):  # not printed by our backend
        return None


def fields_of(line: str) -> dict[str, Any]:
    """Template and parameters of a line, as JSON values."""
    if not isinstance(line, ExplainedLine):
        return {"template": line, "params": {}}
    params = {name: fields_of(v) if isinstance(v, ExplainedLine) else v for name, v in line.params.items()}
    return {"template": line.template, "params": params}


def from_fields(fields: Mapping[str, Any]) -> ExplainedLine:
    """The line with these template and parameters.  Raises LookupError, TypeError, AttributeError and ValueError for
    others."""
    params = {name: from_fields(v) if isinstance(v, dict) else v for name, v in fields["params"].items()}
    return ExplainedLine(fields["template"], **params)
