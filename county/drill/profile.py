"""The times and values that an inject feeds a sensor."""

from __future__ import annotations

from county.catalog import Channel
from county.drill.scenario import ScenarioReadings
from county.explained import ExplainedLine

MOST_READINGS = 100_000
"""Of one inject."""


def profile_fault(readings: ScenarioReadings, channel: Channel | None) -> ExplainedLine | None:
    """What is wrong with the times and values of readings; ``channel`` None: its limits are not known."""
    times = [at for at, _ in readings.profile]
    if times != sorted(set(times)) or readings.every <= 0 or times[0] < 0:
        return ExplainedLine("the times of its profile must rise from 0 on; put them in order")
    if (times[-1] - times[0]) / readings.every > MOST_READINGS:
        return ExplainedLine("gives more than {most} readings; give fewer of them", most=MOST_READINGS)
    if channel is not None and not all(channel.lo <= value <= channel.hi for _, value in readings.profile):
        return ExplainedLine(
            "its values are not all between {lo} and {hi}, what the channel can measure; correct them",
            lo=f"{channel.lo:g}", hi=f"{channel.hi:g}",
        )  # fmt: skip
    return None
