"""The subclasses of a catalogue by the names that files give them."""

from __future__ import annotations

from collections.abc import Mapping

from county.catalog import Catalog
from county.tables import aliases
from county.tables.simplified import simplified


def keys_by_name(catalog: Catalog) -> dict[str, str]:
    """Word, in simplified characters, → key of every subclass: its Chinese name, and what files call it besides.

    A name shared with a retired one refers to the current one; names count more than other words.
    """
    offered = catalog.offered_subclasses()
    words = {simplified(word): key for key in offered for word in aliases.words("subclass", key)}
    names = {simplified(sub.name.zh): key for key, sub in catalog.subclasses.items()}
    return words | names | {simplified(sub.name.zh): key for key, sub in offered.items()}


def key_named(word: str, keys: Mapping[str, str]) -> str:
    """The key of the subclass that a file names ``word``, of ``keys`` by name; "" for none."""
    return keys.get(simplified(word), "")
