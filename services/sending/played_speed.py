"""How many times faster than its own clock a file may be played."""

from __future__ import annotations

from county.explained import WrongArgument

SLOWEST, FASTEST = 0.001, 1e9
"""Range of a speed."""


def check_speed(speed: float | None) -> None:
    """Raises WrongArgument for a speed outside of the range; None: not played."""
    if speed is not None and not SLOWEST <= speed <= FASTEST:
        raise WrongArgument(
            "speed {speed} is not a number from {slowest} to {fastest}; leave it out to send everything at once",
            speed=f"{speed:g}", slowest=f"{SLOWEST:g}", fastest=f"{FASTEST:g}",
        )  # fmt: skip
