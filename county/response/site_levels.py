"""Which level the casualties reported from a site ask for, where the event has a lower one."""

from __future__ import annotations

from typing import Literal, NamedTuple

from county.commands import EventLevel
from county.events.harm_level import Harm, is_higher, level_of_harm
from county.response.site_reports import SiteReport


class LevelProposal(NamedTuple):
    """A higher level than the event has."""

    level: EventLevel
    reason: Literal["dead", "missing", "injured"]
    """``dead``: it is asked for; otherwise it may be: those missing, too, or were all injured ones seriously so."""
    people: int
    """So many ask for it; of missing ones with the dead."""


def proposed_level(report: SiteReport, level: EventLevel) -> LevelProposal | None:
    """By the newest report; None where the event's ``level`` is high enough.  What is certain comes first."""
    harms = (
        LevelProposal(level_of_harm(Harm(dead=report.dead)), "dead", report.dead),
        LevelProposal(level_of_harm(Harm(dead=report.dead + report.missing)), "missing", report.dead + report.missing),
        LevelProposal(level_of_harm(Harm(seriously_injured=report.injured)), "injured", report.injured),
    )
    return next((one for one in harms if is_higher(one.level, level)), None)
