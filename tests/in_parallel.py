"""Runs a function for many arguments on all processors, and shows how far it is."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TypeVar

A = TypeVar("A")
R = TypeVar("R")
SHOWN_EVERY_S = 10.0


def in_parallel(run: Callable[[A], R], arguments: Sequence[A], what: str) -> Iterator[R]:
    """The results, in any order.  ``run``: of a module that the other processes can import."""
    shown_s = begun_s = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(run, argument) for argument in arguments]
        try:
            for number, job in enumerate(as_completed(jobs), 1):
                yield job.result()
                if time.monotonic() - shown_s >= SHOWN_EVERY_S:
                    shown_s = time.monotonic()
                    text = f"{what}: {number} of {len(jobs)} parts, {shown_s - begun_s:.0f} s"
                    print(text, file=sys.stderr, flush=True)
        finally:
            pool.shutdown(cancel_futures=True)  # when one failed the others would run to their end before it is shown
