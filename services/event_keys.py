"""Identifies the events of a file by what they say."""

from __future__ import annotations

import hashlib
from collections import Counter

import msgspec
from msgspec.structs import replace

from services.intake.items import Reported


class EventKeys:
    """The keys of the events of one file, in its order."""

    def __init__(self) -> None:
        self.repeated = 0
        """Events that say the same as one before them."""
        self._alike: Counter[bytes] = Counter()

    def of(self, item: Reported) -> str:
        """Identifies a row by what it says and the number of equal rows before it, in whatever file and format.

        Without the reporter: the id is in every record, and a name or phone number could be found by brute force.
        """
        content = hashlib.sha256(msgspec.msgpack.encode(replace(item, where="", reporter=""))).digest()
        self.repeated += content in self._alike
        self._alike[content] += 1
        return hashlib.sha256(content + str(self._alike[content]).encode()).hexdigest()[:32]
