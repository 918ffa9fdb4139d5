"""Hard days in the short form, some minutes: kills, mutated frames, a partition, many sensors, growth.

``make hard`` runs the long form of each, with the repetitions of the goals.
"""

from __future__ import annotations

from bench import client_mutations, desktop_kills, kills, many_sensors, mutated_frames, partition, soak
from bench.demo_package import demo_package
from bench.figures import BenchFigure
from bench.rounds import Progress

RECORDS = 500_000
KILLS = 12
DESKTOP_KILLS = 6
FRAMES = 100_000
CLIENT_FRAMES = 40_000
CUT_S = 15.0
SENSORS, SENSORS_S = 100_000, 20.0
SOAK_S, SOAK_RECORDS = 60.0, 30_000


def run(progress: Progress) -> list[BenchFigure]:
    """All figures with few repetitions.  Raises RuntimeError when a process does not start or come back.

    The slopes have no goal here: a minute only shows the warm-up.
    """
    package = demo_package(progress)
    found = kills.figures(KILLS, progress, records=RECORDS)
    found += desktop_kills.figures(DESKTOP_KILLS, progress, records=RECORDS)
    found += mutated_frames.figures(FRAMES, package, progress)
    found += client_mutations.figures(CLIENT_FRAMES, package, progress)
    found += partition.figures(CUT_S, package, progress)
    found += many_sensors.figures(SENSORS, SENSORS_S, progress)
    slopes = soak.figures(SOAK_S, progress, records=SOAK_RECORDS)
    return found + [BenchFigure(figure.name, figure.value, figure.unit) for figure in slopes]
