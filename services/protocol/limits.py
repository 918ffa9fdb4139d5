"""Limits of the protocol."""

from __future__ import annotations

FRAME_MAX = 64 << 10
"""Maximum bytes of a frame on the wire, including the topic.  Together with high-water marks, which count frames, this
bounds the memory queued for a slow reader."""
PART_MAX = FRAME_MAX - 1_024
"""Maximum payload bytes of a frame; the rest is for topic and envelope."""
REQUEST_MAX = 1 << 20
"""Maximum bytes of a whole message of a client, over all its parts."""
ANSWER_MAX = 64 << 20
"""The same for the backend."""
REPLAY_MAX = 5_000
"""Maximum number of records in the answer to one replay request."""
HISTORY_MAX = 20_000
ROWS_MAX = 1_000
"""Maximum number of stream rows in one message."""
RANKED_MAX = 8
"""Maximum number of units in a ranking, not counting their department: a longer list does not help to choose."""
WAY_POINTS_MAX = 2_000
"""Maximum number of points of a way that is drawn: more than the pixels it crosses on a screen."""
FILE_CHUNK = 60 << 10
"""Bytes of a file in one message: it fits a frame, so that a command waits for one such frame at most."""
AUDIT_TEXT_MAX = 100
"""Characters of a text that is searched for in the audit log."""
PHONE_DIGITS, PHONE_DIGITS_MAX = 5, 20
"""Digits of a phone number by which reporters are searched at least: fewer would list many people."""
REPORTERS_MAX = 20
"""Reporters in the answer to one search at most."""
ATTEND_MS = 3_000
"""How often a window tells its seat, and the backend all of them, while nothing changes."""
SEATS_MAX = 100
"""Seats of a realm."""
SEATS_PER_KEY = 8
"""Windows of one key at most; the one that told its seat last counts."""
SEAT_TEXT_MAX = 100
"""Characters of a text about a seat."""
