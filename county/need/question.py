"""What is asked about the needs of a coming week."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from county.names import Name

NeedLevel = Literal["village", "town"]
Ahead = Literal[1, 2]
LEVELS: Final[dict[NeedLevel, Name]] = {
    "village": Name("按村（社区）", "By village"),
    "town": Name("按乡镇", "By town"),
}


class NeedQuestion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All need classes of all villages or towns."""

    level: NeedLevel = "village"
    ahead: Ahead = 1
    """1: the week that runs, after the last whole one; 2: the next one."""
