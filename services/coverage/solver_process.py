"""The process that searches sites or tours: a problem on stdin; on stdout a line for each step, and at last the result.

A search takes seconds of a processor, and its libraries 100 MB: neither belongs into the analysis.  Whoever needs no
answer any more ends this process.
"""

from __future__ import annotations

import os
import sys

import msgspec

from county.coverage.siting import SiteProblem, SiteProposal
from county.coverage.tours import TourPlan, TourProblem

LEAST_STEP = 0.01
"""A solver that calls back thousands of times a second tells no more often."""


class SearchStep(msgspec.Struct, frozen=True, kw_only=True, tag="step"):
    """How far a search is."""

    share: float


Problem = SiteProblem | TourProblem
Told = SearchStep | SiteProposal | TourPlan


def _main() -> None:
    if sys.platform != "win32":
        os.nice(10)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the libraries write about themselves
    problem = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Problem)
    told = msgspec.json.Encoder()

    def tell(message: Told) -> None:
        answers.write(told.encode(message) + b"\n")
        answers.flush()

    told_share = 0.0

    def step(share: float) -> None:
        nonlocal told_share
        if share >= told_share + LEAST_STEP:
            told_share = share
            tell(SearchStep(share=share))

    if isinstance(problem, SiteProblem):
        from county.coverage.site_solver import proposed

        tell(proposed(problem, step))
    else:
        from county.coverage.tour_solver import toured

        tell(toured(problem, step))


if __name__ == "__main__":
    _main()
