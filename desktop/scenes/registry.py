"""Every scene there is.  A scene costs one entry here."""

from __future__ import annotations

from county.catalog import Name
from desktop.scenes.scene import Place, Scene

DEFAULT = "operator"

SCENES: dict[str, Scene] = {
    "operator": Scene(
        Name("值班席", "Operator"),
        (
            Place("left", (("events",), ("layers", "legend")), 400),
            Place("right", (("card", "report"), ("twin",)), 460),
            Place("bottom", (("alarms", "messages"),), 190),
        ),
        {"events": 1.6, "card": 1.5},
    ),
    "leader": Scene(
        Name("领导席", "Leader"),
        (Place("right", (("twin",), ("card",)), 760), Place("bottom", (("alarms",),), 170)),
        {"twin": 1.4},
    ),
}
"""By the name that ``--scene`` takes."""
