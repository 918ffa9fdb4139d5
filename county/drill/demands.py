"""What an expectation asks for besides its time, in words: which units, whom, which level."""

from __future__ import annotations

from collections.abc import Callable

from county.catalog import Catalog
from county.drill.scenario import Expectation
from county.names import Name
from county.response.levels import RESPONSE_LEVELS
from county.response.situation_reports import REPORT_KINDS

NameOf = Callable[[str], str]
"""Name of an addressee: ``dept:…``, ``unit:…``, ``division:…``, ``post:…``."""


def demand(expectation: Expectation, catalog: Catalog, name_of: NameOf) -> Name:
    """``应急救援队、消防车``; empty where anything fulfils it."""
    match expectation.what:
        case "response_level" if expectation.level is not None:
            level = RESPONSE_LEVELS[expectation.level]
            return Name(f"{level.zh}及以上", f"{level.en} or higher")
        case "reported_up":
            return REPORT_KINDS[expectation.report]
        case "merged":
            return Name(f"并入 {expectation.into} 的事件", f"into the event of {expectation.into}")
        case "notified":
            return _called(expectation, name_of)
        case "evacuated" if expectation.share is not None:
            place, share = name_of(f"division:{expectation.village}"), f"{expectation.share:.0%}"
            return Name(f"{place} {share}", f"{place} {share}")
    return _sent(expectation, catalog, name_of)


def _called(expectation: Expectation, name_of: NameOf) -> Name:
    who, quorum = expectation.who, expectation.quorum
    names = [name_of(one) for one in who]
    if len(who) < 2 or quorum == "all":
        return Name("、".join(names), ", ".join(names))
    number = 1 if quorum == "any" else quorum
    return Name(f"{'、'.join(names)} 中至少 {number} 个", f"at least {number} of {', '.join(names)}")


def _sent(expectation: Expectation, catalog: Catalog, name_of: NameOf) -> Name:
    """Any one of them."""
    kinds = [catalog.resource_kinds[kind].name for kind in expectation.unit_kind if kind in catalog.resource_kinds]
    named = [*(f"unit:{unit}" for unit in expectation.unit), *(f"dept:{one}" for one in expectation.department)]
    names = [name_of(one) for one in named]
    return Name("、".join([*(kind.zh for kind in kinds), *names]), ", ".join([*(kind.en for kind in kinds), *names]))
