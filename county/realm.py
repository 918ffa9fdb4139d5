"""Realms: ``live``, ``drill:<id>``, ``replay``.  Every record, row and frame carries the name; realms are isolated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from county.explained import Explained

Kind = Literal["live", "drill", "replay"]
_FORM = re.compile(r"live|replay|drill:[0-9a-z][0-9a-z-]{0,39}")


class BadRealm(Explained):
    """An invalid name of a realm; one line."""


@dataclass(frozen=True)
class Realm:
    """One realm of one county.  Raises BadRealm for a name of another form."""

    id: str

    def __post_init__(self) -> None:
        if _FORM.fullmatch(self.id) is None:
            raise BadRealm(
                "{realm} is not a name of a realm; write live, or drill: and 1 to 40 small letters, digits, hyphens",
                realm=self.id,
            )

    def __str__(self) -> str:
        return self.id

    @property
    def kind(self) -> Kind:
        return self.id.partition(":")[0]  # type: ignore[return-value]

    @property
    def folder(self) -> str:
        """Name of its folder under a data folder's ``realms``, without the colon, which Windows forbids."""
        return self.id.replace(":", "-")


LIVE = Realm("live")
