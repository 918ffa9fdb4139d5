"""The catalogue's table ``training_targets``: how many hours of training whom a year is to bring."""

from __future__ import annotations

from typing import Annotated

import msgspec

from county.names import Name

Hours = Annotated[float, msgspec.Meta(ge=0, le=2_000)]


class TrainingGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """People with one target."""

    name: Name
    hours: Hours
    """A year."""
    years: dict[str, Hours] = {}
    """Of single years, where another number holds."""
    source: str
    retired: bool = False

    def hours_in(self, year: int) -> float:
        """The target of a year."""
        return self.years.get(str(year), self.hours)


class TrainingTargets(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole table."""

    hour_min: Annotated[int, msgspec.Meta(ge=30, le=60)] = 45
    """Minutes of one 学时."""
    groups: dict[str, TrainingGroup] = {}

    def offered_groups(self) -> dict[str, TrainingGroup]:
        """Groups that somebody can be in from now on."""
        return {key: row for key, row in self.groups.items() if not row.retired}
