"""Layers whose things are of the kinds of a table of the catalogue, each of which can be hidden on the map."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from county.catalog import Name
from layers.batches import U16
from layers.point_features import EVERY, PointColumns, PointFeature, PointFeatureLayer, Rows


class KindedFeature(PointFeature, Protocol):
    """A thing with the key of its kind."""

    @property
    def kind(self) -> str: ...


class FeatureKind(Protocol):
    """A row of a table of kinds."""

    @property
    def name(self) -> Name: ...
    @property
    def icon(self) -> str: ...


@dataclass(frozen=True)
class LayerKind:
    """A kind that the county has: its key, name, a style that pictures it, and how many things there are."""

    key: str
    name: Name
    style: str
    number: int


F = TypeVar("F", bound=KindedFeature)


class KindedLayer(PointFeatureLayer[F], Generic[F]):
    """Point features of several kinds; ``_kind`` (n,) is the row of each one's kind in the table.

    A hidden kind is neither drawn nor picked, except for what needs attention, so that no alarm and no unit on a task
    can be switched off.  Searches find hidden things, too.
    """

    def __init__(
        self, things: Sequence[F], columns: PointColumns, kind: tuple[NDArray[np.int32], Sequence[str]],
        kinds: Mapping[str, FeatureKind], style: str,
    ) -> None:  # fmt: skip
        """``kind``: the number of each thing's kind, (n,), and the keys by number.  ``style``: of a thing in its
        ordinary state, without its icon."""
        super().__init__(things, columns)
        row_of_kind = {key: row for row, key in enumerate(kinds)}
        number, keys = kind
        self._kind: U16 = np.array([row_of_kind[key] for key in keys], dtype=np.uint16)[number]
        self._shown: NDArray[np.bool_] = np.ones(len(kinds), dtype=bool)
        """Which kinds (k,) are drawn."""
        self._row_of_kind = row_of_kind
        numbers = np.bincount(self._kind, minlength=len(kinds)).tolist()
        self.kinds = tuple(
            LayerKind(key, kind.name, f"{style}@{kind.icon}", number)
            for (key, kind), number in zip(kinds.items(), numbers, strict=True) if number
        )  # fmt: skip

    def shows_kind(self, key: str) -> bool:
        """Whether things of this kind are drawn.  Raises KeyError."""
        return bool(self._shown[self._row_of_kind[key]])

    def show_kind(self, key: str, shown: bool) -> None:
        """Draw or hide the things of this kind; the next tick shows it.  Raises KeyError."""
        if self.shows_kind(key) != shown:
            self._shown[self._row_of_kind[key]] = shown
            self._draw_again()

    def reveal(self, item_id: str) -> None:
        super().reveal(item_id)
        if item_id in self._row:
            self.show_kind(self[item_id].kind, True)

    def drawn(self) -> int:
        return int(self._seen().sum())

    def _seen(self, rows: Rows = EVERY) -> NDArray[np.bool_]:
        if self._shown.all():
            return self._here[rows]
        return self._here[rows] & (self._shown[self._kind[rows]] | self._urgent(rows))

    @abstractmethod
    def _urgent(self, rows: Rows = EVERY) -> NDArray[np.bool_]:
        """Which of these rows are drawn whether or not their kind is."""

    @abstractmethod
    def _draw_again(self) -> None:
        """Make the batches anew."""
