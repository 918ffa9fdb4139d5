"""Remarks made while a file is read and placed, before its layer is known."""

from __future__ import annotations

from typing import NamedTuple

from county.package.finding import Severity


class Note(NamedTuple):
    """A finding on ``item`` of a file; the layer is that for which the file is read."""

    text: str
    item: str = ""
    severity: Severity = "warning"
