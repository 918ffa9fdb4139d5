"""What a person was told of the play of a drill, or what a recording has of it."""

from __future__ import annotations

from typing import NamedTuple

from county.drill.inject_run import InjectAcknowledged, InjectDelivered
from county.records import Record


class ToldDelivery(NamedTuple):
    """An inject that was delivered, and from when on its viewer could know of it, in the realm's time."""

    record: Record[InjectDelivered]
    since_ms: int


ToldAnswer = Record[InjectAcknowledged]
"""An acknowledgement; of a question with the answer as its note."""


class ToldNote(NamedTuple):
    """A note or a bookmark of an evaluator, and when it became known."""

    at_ms: int
    text: str
