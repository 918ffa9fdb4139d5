"""Repetitions of the long forms, and the table of what they found."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from bench.figures import BenchFigure, show


def repetitions(name: str, number: float) -> float:
    """``number``, or the value of the environment variable COUNTY_HARD_``name``."""
    return float(os.environ.get(f"COUNTY_HARD_{name}", number))


def on_stderr(share: float, step: str) -> None:
    """Progress, in a line that replaces itself."""
    print(f"\r{100 * share:5.1f} %  {step:<70}", end="", file=sys.stderr, flush=True)


def reached(name: str, figures: Sequence[BenchFigure]) -> None:
    """Print the figures; fails when one misses its goal."""
    print(file=sys.stderr)
    show(name, figures)
    missed = [f"{figure.name}: {figure.value:.4g} {figure.unit}" for figure in figures if figure.ok is False]
    print(f"RESULT {name}: " + ("; ".join(missed) if missed else "every goal reached"), flush=True)
    assert not missed
