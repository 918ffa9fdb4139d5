"""The baseline of a drill: what is on its desk before anything happens in it.

``empty``, ``live-copy`` (the desk of the live realm) or ``file:<drill>@<time>``: the desk of an earlier drill as it was
known at a time of it.  The drill is a realm of this machine, or an archive (``.drill``) beside the scenario.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from msgspec import Struct

from county.drill.times import UnclearTime, drill_time
from county.explained import Explained
from county.numbering import COUNTY_TIME
from county.realm import BadRealm, Realm

EMPTY, LIVE_COPY, FILE = "empty", "live-copy", "file:"
FORM = "file:20260715-001@20:30"
"""Of the third kind, for people."""
ARCHIVE = ".drill"
"""Ending of the archive of a drill."""
DRILL = "drill:"
SITUATION = (
    "event", "alarm", "closure", "unit_status", "notice", "response", "evacuation", "situation", "plan", "site_report",
)  # fmt: skip
"""Keys of the aggregates that a baseline consists of: what the desk deals with.  Not the drill itself, nor what is
written about the desk: duty log, shifts, briefings, figures, walls; rounds are planned anew."""


class BadBaseline(Explained):
    """A baseline of another form; one line."""


class EarlierDrill(NamedTuple):
    """The desk of an earlier drill at a time of it."""

    drill: str
    """Name of its realm, or path of its archive as the scenario states it."""
    time: str
    """As people write it: see :mod:`county.drill.times`."""

    @property
    def is_archive(self) -> bool:
        return self.drill.endswith(ARCHIVE)

    def at_ms(self, zero_ms: int) -> int:
        """The moment; ``zero_ms``: the start of that drill.  Raises BadBaseline, BadTime."""
        found = drill_time(self.time, datetime.fromtimestamp(zero_ms / 1000, COUNTY_TIME))
        if isinstance(found, UnclearTime):
            raise BadBaseline("{time} has no unit; write it like T+45分 or 20:30", time=self.time)
        return zero_ms + int(found)


class TakenBaseline(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What a drill began with: copies of records of another realm."""

    source: str
    """As the scenario states it."""
    realm: str
    """That the copies are from."""
    at_ms: int
    """The moment, in that realm's time."""
    seq: int
    """The last record known then."""
    hash: str
    """Of that record in the chain of its journal, hexadecimal."""
    shift_ms: int
    """What was added to times: the moment became the start that the scenario states."""
    records: int
    """How many records after this one are copies."""
    counts: dict[str, int]
    """Of how many things, by key of the aggregate."""

    @property
    def kind(self) -> Literal["live-copy", "file"]:
        return "live-copy" if self.source == LIVE_COPY else "file"


def earlier_drill(baseline: str) -> EarlierDrill | None:
    """What ``file:<drill>@<time>`` names; None for a baseline of another kind.  Raises BadBaseline."""
    if baseline in (EMPTY, LIVE_COPY):
        return None
    if not baseline.startswith(FILE):
        raise BadBaseline(
            "{baseline} is no baseline; write {empty}, {live} or {form}", baseline=repr(baseline), empty=EMPTY,
            live=LIVE_COPY, form=FORM,
        )  # fmt: skip
    drill, at, time = baseline.removeprefix(FILE).rpartition("@")
    if not (at and drill.strip() and time.strip()):
        raise BadBaseline(
            "{baseline} names no drill and time; write it like {form}", baseline=repr(baseline), form=FORM
        )
    if drill.endswith(ARCHIVE):
        return EarlierDrill(drill, time)
    name = drill if drill.startswith(DRILL) else DRILL + drill
    try:
        return EarlierDrill(str(Realm(name)), time)
    except BadRealm as error:
        raise BadBaseline(
            "{drill} is neither a drill of this machine like 20260715-001 nor an archive ({ending}); correct it",
            drill=repr(drill), ending=ARCHIVE,
        ) from error  # fmt: skip


def check_form(baseline: str) -> None:
    """Check a baseline without looking for its drill.  Raises BadBaseline, BadTime."""
    earlier = earlier_drill(baseline)
    if earlier is not None:
        earlier.at_ms(0)  # whenever it began
