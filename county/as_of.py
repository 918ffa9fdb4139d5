"""As of which record something was computed that a command keeps."""

from __future__ import annotations

from county.aggregate import Decision
from county.events.event import CLOCK_TOLERANCE_MS
from county.refusals import Refused


def check_as_of(decision: Decision, seq: int, recorded_ms: int) -> None:
    """Whoever computed it knew no record that is not there, and no time to come.  Raises Refused."""
    if not 1 <= seq <= decision.desk.seq:
        raise Refused("as_of_unknown", seq=str(seq), newest=str(decision.desk.seq))
    if recorded_ms > decision.now_ms + CLOCK_TOLERANCE_MS:
        raise Refused("as_of_ahead")
