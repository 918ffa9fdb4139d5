"""Need classes: the classes of events, with those of requests to the hotline 12345 one by one."""

from __future__ import annotations

from county.catalog import Catalog
from county.names import Name

HOTLINE = "hotline"
"""The class of events whose subclasses are the classes of requests: 咨询, 求助, 建议, 投诉, 举报."""


def need_classes(catalog: Catalog) -> dict[str, Name]:
    """Their names by key, in the order of the catalogue, without what is not used any more."""
    found: dict[str, Name] = {}
    for key, row in catalog.event_classes.items():
        if row.retired:
            continue
        if key == HOTLINE:
            of_hotline = (one for one in catalog.subclasses.items() if one[1].event_class == HOTLINE)
            found |= {sub: kind.name for sub, kind in of_hotline if not kind.retired}
        else:
            found[key] = row
    return found


def need_of(catalog: Catalog, subclass: str) -> str:
    """Key of the need class of an event's subclass; "" for one that the catalogue does not have."""
    row = catalog.subclasses.get(subclass)
    if row is None:
        return ""
    return subclass if row.event_class == HOTLINE else row.event_class
