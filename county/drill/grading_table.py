"""Settings ``drill_grading`` of the catalogue: from which share of the points a drill has which grade."""

from __future__ import annotations

from typing import Annotated

import msgspec

from county.names import Name

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A grade, from a share of the points on."""

    name: Name
    from_percent: Percent


class DrillGrading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Grades of a drill, the best first, and letters of an objective by the share of its expectations that are met."""

    grades: Annotated[tuple[Grade, ...], msgspec.Meta(min_length=1)] = (
        Grade(name=Name("差", "Poor"), from_percent=0),
    )
    """The last one is that of a drill with a missed critical expectation."""
    performed_percent: Percent = 100
    """P: performed without challenges."""
    some_percent: Percent = 75
    """S: performed with some challenges; below it M, and U without any that is met."""
