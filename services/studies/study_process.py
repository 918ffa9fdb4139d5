"""What a process that computes one answer does: a problem on stdin; on stdout a line for each step, and at last the
answer.  Whoever needs no answer any more ends the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import msgspec

LEAST_STEP = 0.01
"""What calls back thousands of times a second tells no more often."""


class StudyStep(msgspec.Struct, frozen=True, kw_only=True, tag="step"):
    """How far it is."""

    share: float


def answer_problem(problem: Any, answer: Callable[[Any, Callable[[float], None]], msgspec.Struct]) -> None:
    """Be such a process.  ``problem``: type of the problem; ``answer``: computes a tagged answer, and calls its second
    argument with the share done."""
    if sys.platform != "win32":
        os.nice(10)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the libraries write about themselves
    given = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=problem)
    told = msgspec.json.Encoder()

    def tell(message: msgspec.Struct) -> None:
        answers.write(told.encode(message) + b"\n")
        answers.flush()

    told_share = 0.0

    def step(share: float) -> None:
        nonlocal told_share
        if share >= told_share + LEAST_STEP:
            told_share = share
            tell(StudyStep(share=share))

    tell(answer(given, step))
