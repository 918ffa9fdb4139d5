"""Every scene there is.  A scene costs one entry here."""

from __future__ import annotations

from county.catalog import Name
from desktop.scenes.scene import Place, Scene

DEFAULT = "operator"

SCENES: dict[str, Scene] = {
    "operator": Scene(
        Name("值班席", "Operator"),
        (
            Place("left", (("events",), ("layers", "legend")), 380),
            Place("right", (("card", "report"),), 430),
            Place("bottom", (("alarms", "messages"),), 230),
        ),
        "both",
        {"events": 2.0},
    ),
    "leader": Scene(
        Name("领导席", "Leader"),
        (Place("right", (("card",),), 430), Place("bottom", (("alarms",),), 200)),
        "both",
        {},
    ),
}
"""By the name that ``--scene`` takes."""
