"""How a record of another realm becomes one of the background of a drill.

Times move by one shift, so that what is left of a time limit stays as long as it was.  Numbers of events and alarms
begin with the sign of the background.  Tokens of reporters are left out: their contacts stay where they are.  Of the
live realm also everything else about persons is left out: who did what and who takes care of an event, photos and
files, telephone and identity numbers in texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from county.authority import BEFORE_DRILL, RESERVED
from county.drill.phone_numbers import STARS, without_phones
from county.identity_numbers import IDENTITY_NUMBER
from county.numbering import background_id
from county.records import ClaimReleased, EventClaimed, EventHandedOver, Record, RecordBody

NUMBERS = frozenset({"event_id", "alarm_id", "into", "out_of", "report", "reports", "about"})
"""Fields with numbers of events and alarms."""
TIMES = "_ms"
"""Names of fields with times end so."""
REPORTER, FILES = "reporter", "attachments"
TEXTS = frozenset({"title", "note", "address", "reason"})
"""Fields with text that people wrote."""
_PERSONAL: tuple[type[RecordBody], ...] = (EventClaimed, EventHandedOver, ClaimReleased)


@dataclass(frozen=True, kw_only=True)
class BackgroundCopy:
    """Copies records into a drill."""

    realm: str
    """Of the drill."""
    shift_ms: int
    """Added to all times."""
    recorded_ms: int
    """When the copies are recorded, in the drill's time."""
    wall_ms: int
    impersonal: bool
    """Whether what is about persons is left out."""

    def of(self, record: Record[Any], seq: int) -> Record[Any] | None:
        """The copy with number ``seq``; None for a record that is about a person only."""
        if self.impersonal and isinstance(record.body, _PERSONAL):
            return None
        stays = not self.impersonal or record.by in RESERVED
        return replace(
            record, seq=seq, realm=self.realm, happened_ms=record.happened_ms + self.shift_ms,
            recorded_ms=self.recorded_ms, wall_ms=0 if self.wall_ms == self.recorded_ms else self.wall_ms,
            command_id="", body=self._struct(record.body), by=record.by if stays else BEFORE_DRILL,
            for_="" if self.impersonal else record.for_, actor="" if self.impersonal else record.actor,
        )  # fmt: skip

    def _struct(self, found: Any) -> Any:
        return replace(found, **{name: self._value(name, getattr(found, name)) for name in found.__struct_fields__})

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, Struct):
            return self._struct(value)
        if isinstance(value, tuple) and not (name == FILES and self.impersonal):
            return tuple(self._value(name, part) for part in value)
        if name.endswith(TIMES):
            return self._moved(value)
        if name in NUMBERS:
            return background_id(value) if value else value
        if name == REPORTER:
            return ""
        if self.impersonal and name == FILES:
            return ()
        if self.impersonal and name in TEXTS:
            return without_phones(IDENTITY_NUMBER.sub(STARS, value))
        return value

    def _moved(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._moved(at_ms) for key, at_ms in value.items()}
        return None if value is None else value + self.shift_ms
