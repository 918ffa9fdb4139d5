"""The subclasses of a catalogue by the names that files give them."""

from __future__ import annotations

from county.catalog import Catalog


def keys_by_name(catalog: Catalog) -> dict[str, str]:
    """Chinese name → key of every subclass; a name shared with a retired one refers to the current one."""
    names = {sub.name.zh: key for key, sub in catalog.subclasses.items()}
    return names | {sub.name.zh: key for key, sub in catalog.offered_subclasses().items()}
