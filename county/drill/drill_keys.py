"""Which commands are about a drill itself; all others are work at its desk."""

from __future__ import annotations

from county.drill.evaluation import EVALUATION
from county.drill.inject_run import INJECTS
from county.drill.run import DRILL_RUNS
from county.drill.scenario_file import SCENARIO_FILES
from county.realm_clock import REALM_CLOCK

DRILL_KEYS = frozenset({DRILL_RUNS.key, SCENARIO_FILES.key, INJECTS.key, EVALUATION.key, REALM_CLOCK.key})
"""Keys of their aggregates."""
