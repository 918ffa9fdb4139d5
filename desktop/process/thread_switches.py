"""How soon the window's thread runs again while other threads of the program work.

Python lets a thread that has work run for 5 ms while another one waits, and each call into Qt that releases the
interpreter can lose it: one painting waited some 30 ms beside a thread that read records.
"""

from __future__ import annotations

import sys

SWITCH_S = 0.0005


def answer_hands_first() -> None:
    """Have threads take turns so often that none delays what a hand sees."""
    sys.setswitchinterval(SWITCH_S)
