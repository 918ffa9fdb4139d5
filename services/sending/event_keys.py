"""Identifies the events of a file by what they say."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from county.numbering import COUNTY_TIME
from services.intake.items import Reported
from services.sending.subclass_names import key_named

PLACES = 7
"""Decimals of degrees, a centimetre: formats write the same place with more or fewer."""


def normalised(item: Reported, subclasses: Mapping[str, str]) -> Reported:
    """``item`` with the key of its subclass and rounded coordinates.  ``subclasses``: Chinese name → key."""
    subclass = key_named(item.subclass, subclasses) or item.subclass
    return replace(item, subclass=subclass, x=round(item.x, PLACES), y=round(item.y, PLACES))


class EventKeys:
    """The keys of the events of one file, in its order."""

    def __init__(self) -> None:
        self.repeated: set[str] = set()
        """Of events that say the same as one before them."""
        self._alike: Counter[bytes] = Counter()

    def of(self, item: Reported, now_ms: int) -> str:
        """Identifies a row by what it says, :func:`normalised`, and the number of equal rows before it, in whatever
        file and format.

        Without a time and a number of its own it is also identified by the day of ``now_ms`` in the county: the same
        words on another day are another event.
        Without the reporter: the id is in every record, and a name or phone number could be found by brute force.
        Without the address and how the place was found: rows that were sent before these were kept have the same key
        when they are sent again.
        """
        plain = msgspec.to_builtins(replace(item, where="", reporter=""))
        for later in ("address", "place_level", "place_name"):
            del plain[later]
        said = msgspec.msgpack.encode(plain)
        if item.at_ms is None and not item.event_id:
            said += datetime.fromtimestamp(now_ms / 1000, COUNTY_TIME).date().isoformat().encode()
        content = hashlib.sha256(said).digest()
        self._alike[content] += 1
        key = hashlib.sha256(content + str(self._alike[content]).encode()).hexdigest()[:32]
        if self._alike[content] > 1:
            self.repeated.add(key)
        return key
