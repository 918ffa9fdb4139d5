"""The things on the map whose names are typed by pinyin or initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import hypot

from county.names import in_languages
from county.place_names import PlaceName
from desktop.places.named_places import NamedPlaces
from layers.base import Layer
from layers.registry import LayerSet

_LETTERS = re.compile(r"\D*[A-Za-z]{2}\D*")
_LAYERS: dict[str, tuple[str, ...]] = {
    "town": ("towns",), "village": ("villages",), "grid": ("grids",), "name": ("names", "resources", "tracks"),
}  # fmt: skip
"""Layers that show places of a level; a unit that reports its position is in the last one only."""
SAME_NAME_MAX = 100
"""Things of one name among which the one at the place is sought."""


def may_be_pinyin(text: str) -> bool:
    """Whether ``text`` has two letters in a row, and no digit: that is a number or a code."""
    return _LETTERS.fullmatch(text) is not None


def sounding_things(text: str, places: NamedPlaces, layers: LayerSet, limit: int) -> dict[str, list[str]]:
    """Ids of at most ``limit`` things whose names have the typed pinyin or initials, by the key of their layer."""
    found: dict[str, list[str]] = {}
    for place in places.sounding(text, limit) if may_be_pinyin(text) else ():
        for layer in (layers[key] for key in _LAYERS.get(place.level, ()) if key in layers):
            ids = _things_of(layer, place)
            if ids:
                found.setdefault(layer.key, []).append(ids[0])
                break
    return found


def _things_of(layer: Layer, place: PlaceName) -> Sequence[str]:
    """The division itself; things that are called so, the nearest one first."""
    name = place.path[-1]
    if place.level != "name":
        return [place.code] if layer.bounds_m(place.code) is not None else []
    called = [one for one in layer.search(name, SAME_NAME_MAX) if name in in_languages(layer.title(one))]
    return sorted(called, key=lambda one: _away_m(layer, one, place))


def _away_m(layer: Layer, item_id: str, place: PlaceName) -> float:
    box = layer.bounds_m(item_id)
    if box is None:
        return float("inf")
    west, south, east, north = box
    return hypot((west + east) / 2 - place.x_m, (south + north) / 2 - place.y_m)
