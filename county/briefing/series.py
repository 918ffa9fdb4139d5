"""Which briefings follow one another: the reports about an event, the numbers of a year."""

from __future__ import annotations

from collections.abc import Iterable

from county.briefing.briefing import Briefing
from county.briefing.kinds import EVENT_KINDS, BriefingKind


def of_event_ids(briefings: Iterable[Briefing], event_id: str) -> list[Briefing]:
    """The reports about an event that were not withdrawn, in the order of first, further and final ones."""
    order = {"first": 0, "further": 1, "final": 2}
    found = [b for b in briefings if b.kind in EVENT_KINDS and event_id in b.event_ids and b.state != "withdrawn"]
    return sorted(found, key=lambda b: (order[b.kind], b.part, b.steps[0].recorded_ms))


def next_event_kinds(reports: Iterable[Briefing], *, has_ended: bool) -> tuple[BriefingKind, ...]:
    """Kinds of reports that can follow those about an event; none while one of them is not signed yet.

    About an event that ``has_ended`` before anything was reported there is a final report only.
    """
    known = list(reports)
    if any(not one.is_signed for one in known):
        return ()
    kinds = {one.kind for one in known}
    if "final" in kinds:
        return ()
    if "first" in kinds:
        return ("further", "final")
    return ("final",) if has_ended else ("first",)


def next_number(briefings: Iterable[Briefing], year: int) -> int:
    """The next number of a year."""
    return 1 + max((b.number for b in briefings if b.year == year), default=0)
