"""The subclasses of a catalogue by the names that files give them."""

from __future__ import annotations

from county.catalog import Catalog
from county.tables import aliases


def keys_by_name(catalog: Catalog) -> dict[str, str]:
    """Word → key of every subclass: its Chinese name, and what files call it besides.

    A name shared with a retired one refers to the current one; names count more than other words.
    """
    offered = catalog.offered_subclasses()
    words = {word: key for key in offered for word in aliases.words("subclass", key)}
    names = {sub.name.zh: key for key, sub in catalog.subclasses.items()}
    return words | names | {sub.name.zh: key for key, sub in offered.items()}
