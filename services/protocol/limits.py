"""Limits of what is said, in one place."""

from __future__ import annotations

FRAME_MAX = 64 << 10
"""Bytes of a frame on the wire, topic included: with high-water marks in frames this bounds what waits for a slow
reader."""
PART_MAX = FRAME_MAX - 1_024
"""Bytes of payload that one frame carries: the rest is for topic and envelope."""
REQUEST_MAX = 1 << 20
"""Bytes of a whole message that a client may send, in as many parts as it takes."""
ANSWER_MAX = 64 << 20
"""The same for the backend."""
REPLAY_MAX = 5_000
"""Records that one replay request is answered with."""
HISTORY_MAX = 20_000
ROWS_MAX = 1_000
"""Rows of a stream that one message brings in."""
RANKED_MAX = 8
"""Units that a ranking names at most, the department behind them not counted: more help nobody to choose."""
