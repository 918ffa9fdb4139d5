"""Small pictures that are drawn again and again, of which the ones drawn last are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from PySide6.QtGui import QPixmap

from drawing.kept_picture import kept

K = TypeVar("K", bound=Hashable)


class PictureCache(Generic[K]):
    """At most ``most`` pictures by key; the one that was used longest ago is dropped for a new one."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pictures: OrderedDict[K, QPixmap] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pictures)

    def __contains__(self, key: K) -> bool:
        return key in self._pictures

    def get(self, key: K, make: Callable[[], QPixmap]) -> QPixmap:
        """The picture for ``key``; made when there is none."""
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
            return picture
        picture = self._pictures[key] = kept(make())
        if len(self._pictures) > self._most:
            self._pictures.popitem(last=False)
        return picture
