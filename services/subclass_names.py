"""The subclasses of a catalogue by the names that files give them."""

from __future__ import annotations

from collections.abc import Mapping

from county.catalog import Catalog
from county.tables.simplified import simplified


def keys_by_name(catalog: Catalog) -> dict[str, str]:
    """Chinese name, in simplified characters, → key of every subclass; a name shared with a retired one refers to the
    current one."""
    names = {simplified(sub.name.zh): key for key, sub in catalog.subclasses.items()}
    return names | {simplified(sub.name.zh): key for key, sub in catalog.offered_subclasses().items()}


def key_named(word: str, keys: Mapping[str, str]) -> str:
    """The key of the subclass that a file names ``word``, of ``keys`` by name; "" for none."""
    return keys.get(simplified(word), "")
