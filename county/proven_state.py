"""What a backend shows while its journal is damaged: the last state that is proven, and nothing can be changed."""

from __future__ import annotations

from typing import NamedTuple

from county.explained import ExplainedLine

READ_ONLY = "journal_read_only"
"""Code of the refusal of everything that would be stored."""


class ProvenState(NamedTuple):
    """The last proven state, and why it is the last."""

    seq: int
    """Its last record; 0: no record is proven."""
    recorded_ms: int
    """Realm time of that record's commit; 0 for none."""
    why: ExplainedLine
    """The damage and the remedy."""
