"""Registry of all scenes.  A scene costs one entry here."""

from __future__ import annotations

from county.catalog import Name
from county.drill.scenario import Side
from desktop.scenes.scene import DockPlacement, Scene

DEFAULT = "operator"

SCENES: dict[str, Scene] = {
    "operator": Scene(
        Name("值班席", "Operator"),
        (
            DockPlacement("left", (("events",), ("layers", "legend")), 380),
            DockPlacement("right", (("card", "report"),), 430),
            DockPlacement("bottom", (("alarms", "messages"),), 350, low_px=290),
        ),
        "both",
        {"events": 2.0, "card": 2.0, "alarms": 1.4},
        (
            DockPlacement("left", (("events",),), 560),
            DockPlacement("right", (("card", "report"),), 400),
            DockPlacement("right", (("alarms", "messages"), ("tasks",), ("layers", "legend")), 560),
        ),
    ),
    "events": Scene(
        Name("事件席", "Event desk"),
        (
            DockPlacement("left", (("events",),), 380),
            DockPlacement("right", (("card", "report"),), 430),
            DockPlacement("bottom", (("kanban", "tasks", "alarms", "messages"),), 520),
        ),
        "map",
        {},
        (
            DockPlacement("left", (("events",),), 380),
            DockPlacement("right", (("card", "report"),), 430),
            DockPlacement("bottom", (("kanban", "tasks"), ("alarms", "messages")), 520),
        ),
    ),
    "leader": Scene(
        Name("领导视图", "Leader"),
        (DockPlacement("left", (("leader", "decisions", "card", "briefings"),), 1_240),),
        "both",
        {},
    ),
    "evaluation": Scene(
        Name("评价席", "Evaluation"),
        (DockPlacement("right", (("evaluation", "assessment", "briefings"), ("archive", "card")), 1_290),),
        "map",
        {"evaluation": 3.0},
    ),
    "decisions": Scene(
        Name("决策", "Decisions"),
        (DockPlacement("left", (("decisions", "risks", "coverage", "policies", "card"),), 1_240),),
        "map",
        {},
    ),
}
"""By the name used for ``--scene``."""

DRILL_SCENES: dict[str, Scene] = {
    "director": Scene(
        Name("控制席", "Exercise control"),
        (
            DockPlacement("left", (("events",), ("card", "messages")), 340),
            DockPlacement(
                "right",
                (("drill", "scores", "self_assessments", "improvements", "roster", "inbox", "outbox"),),
                1_060,
            ),
        ),
        "map",
        {},
    ),
    "evaluator": Scene(
        Name("评估席", "Evaluation of the drill"),
        (
            DockPlacement("left", (("events",), ("card", "messages")), 340),
            DockPlacement(
                "right",
                (("scores", "self_assessments", "improvements", "roster", "inbox", "outbox", "drill"),),
                1_060,
            ),
        ),
        "map",
        {},
    ),
}
"""The same, in windows of a drill only."""
SCENE_OF_SIDE: dict[Side, str] = {"control": "director", "evaluate": "evaluator"}
"""With which one a person begins who has a role of this side, where no scene was asked for."""
