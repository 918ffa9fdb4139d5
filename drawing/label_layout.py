"""Which labels show, and where: the important ones first, and never one over another."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF

from drawing.label_renderer import MARGIN, LabelRenderer, turned
from drawing.names_along import EVERY, NameAlong, NearStretches
from drawing.occupancy import CELL_PX, OccupancyGrid
from drawing.viewport import Viewport
from layers.batches import Courses, Labels
from layers.point_queries import inside
from layers.style import Style, StyleSheet

RISE = 0.5
"""Between a point and its label, in heights of the text."""
HIDDEN_MOST = 0.85
"""Of a text inside a glyph, the share that may hide others, such as the dots of what the glyph counts."""
NEAR = ((0, -1, 1), (0, 1, 1), (1, 0, 2), (-1, 0, 2))
FAR = ((0, -1, 3), (0, 1, 3))
CORNERS = ((-1, 1, 1), (1, 1, 1), (-1, -1, 1), (1, -1, 1))
FARTHER = tuple(
    (right, down, rises)
    for rises in (3, 4, 5, 8)
    for right, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
)
"""Where labels may be around their points, the best first: on which side, and how far from it in rises.  Only strong
labels are at corners or farther off: they would hide something else."""
OWN = 0.7
"""Of the way to the next point with a label of its style: a label whose middle is farther off reads as that one's."""
SMALLER = 0.8
"""Of its size, a strong label that would hide marks otherwise: smaller ones would read as those of lesser places."""
APART = 0.5
"""Between two names of one text along lines at least, of the distance after which it is repeated."""
PointPx = tuple[float, float]
Sides = Mapping[tuple[str, str], QPointF]
"""Where labels are from their points, by id and text."""
NO_SIDES: Sides = {}


@dataclass(frozen=True)
class LabelCandidate:
    """A label that would show where there is room; strong ones are placed before the badges.

    ``room_px``: diameter of the glyph at its point, inside which it is written where it fits.
    """

    rank: tuple[bool, float, float, str]
    """The smallest is placed first: chosen labels, then by text size and priority."""
    at_m: tuple[float, float]
    at_px: QPointF
    item_id: str
    text: str
    style: Style
    strong: bool
    room_px: float = 0.0


@dataclass(frozen=True)
class PlacedLabel:
    """One label on the screen, or a letter of one along a line: its box in pixels, the id it names, its text's style,
    and the point it belongs to."""

    box: QRectF
    item_id: str
    text: str
    style: Style
    at_m: tuple[float, float]
    at_px: QPointF

    @property
    def side(self) -> QPointF:
        """Where its box begins, from its point."""
        return self.box.topLeft() - self.at_px

    def moved(self, view: Viewport) -> PlacedLabel:
        """The label next to its point in another view."""
        return self.moved_to(QPointF(*view.point_px(*self.at_m)))

    def moved_to(self, at_px: QPointF) -> PlacedLabel:
        """The label next to its point, which is at ``at_px`` now."""
        box = self.box.translated(at_px - self.at_px)
        return PlacedLabel(box, self.item_id, self.text, self.style, self.at_m, at_px)


def rank_of(text: Style, priority: float, item_id: str, *, chosen: bool = False) -> tuple[bool, float, float, str]:
    """Sort key of the placing order of labels."""
    return not chosen, -text.size_px, -priority, item_id


def candidates(
    batches: Iterable[Labels], styles: StyleSheet, view: Viewport, chosen: frozenset[str],
    stretches: NearStretches | None = None,
) -> list[LabelCandidate | NameAlong]:  # fmt: skip
    """Labels whose points or lines the view shows, in their order; ``chosen`` ids show at any scale.

    ``stretches``: those of the views before this one, with the same styles; None: there was none.
    """
    stretches = stretches or NearStretches()
    found: list[LabelCandidate | NameAlong] = []
    for batch in batches:
        of_batch = [styles[key] for key in batch.styles]
        limit = np.array([min(style.max_m_per_px, batch.max_m_per_px) for style in of_batch])
        shown = limit[batch.style] >= view.m_per_px
        picks = np.isin(batch.ids.astype(str), list(chosen)) if chosen else np.zeros(len(batch.ids), dtype=bool)
        shown |= picks
        if batch.courses is not None:
            along = _names_along(batch, batch.courses, of_batch, shown, picks, view, stretches)
            found += along
            shown = picks & ~np.isin(batch.ids, [name.item_id for name in along]) if chosen else picks
        rows = np.flatnonzero(shown)
        rows = rows[inside(batch.xy_m[rows], *view.bounds_m)]
        for row, (x_px, y_px) in zip(rows.tolist(), view.px(batch.xy_m[rows]).tolist(), strict=True):
            style, item_id = of_batch[batch.style[row]], str(batch.ids[row])
            picked = bool(picks[row])
            rank = rank_of(style, float(batch.priority[row]), item_id, chosen=picked)
            at_m = float(batch.xy_m[row, 0]), float(batch.xy_m[row, 1])
            at_px, text, strong = QPointF(x_px, y_px), str(batch.text[row]), picked or style.bold
            room_px = styles[batch.around[row]].size_px if batch.around else 0.0
            found.append(LabelCandidate(rank, at_m, at_px, item_id, text, style, strong, room_px))
    found.sort(key=lambda candidate: candidate.rank)
    return found


def _names_along(
    batch: Labels, courses: Courses, styles: Sequence[Style], shown: NDArray[np.bool_], picks: NDArray[np.bool_],
    view: Viewport, stretches: NearStretches,
) -> list[NameAlong]:  # fmt: skip
    """Its labels that are ``shown`` on the stretches of their lines that the view shows; ``picks`` are chosen."""
    found = []
    for row, spread, places in stretches.places_along(batch, courses, styles, shown, view):
        style, item_id, picked = styles[batch.style[row]], str(batch.ids[row]), bool(picks[row])
        rank = rank_of(style, float(batch.priority[row]), item_id, chosen=picked)
        found.append(NameAlong(rank, item_id, str(batch.text[row]), style, picked, spread.letters, places, view))
    return found


class LabelLayout:
    """Gives labels their places: ``rise`` heights of the text off their points, ``air_px`` apart.

    ``far``: a label for which there is no room beside its point may stand farther off.
    """

    def __init__(
        self, renderer: LabelRenderer, *, rise: float = RISE, air_px: float = 0.0, far: bool = True
    ) -> None:
        self._renderer = renderer
        self._rise = rise
        self._air_px = air_px
        self._far = far

    def place(
        self, labels: Iterable[LabelCandidate | NameAlong], grid: OccupancyGrid, most: int | None = None,
        *, sides: Sides = NO_SIDES, moving: bool = False,
    ) -> list[PlacedLabel]:  # fmt: skip
        """Take cells for at most ``most`` labels in their order.  No two boxes touch, but for the letters of one name.

        A label is placed where it hides no glyph; a strong one, if there is no such place, in smaller letters, else
        where it hides the fewest, as far as its style lets it; the first of a style, and what is chosen, never go.
        A label of ``sides`` stays on that side of its point, unless another one is better.  While the view is
        ``moving`` it stays there whatever it hides, or goes: it never changes sides.
        """
        labels = list(labels)
        points_px: defaultdict[Style, list[PointPx]] = defaultdict(list)
        for label in labels:
            if isinstance(label, LabelCandidate):
                points_px[label.style].append(label.at_px.toTuple())
        placed: list[PlacedLabel] = []
        middles: defaultdict[str, list[QPointF]] = defaultdict(list)
        air, shown = self._air_px, 0
        kinds: set[Style] = set()
        """Styles of which a label is placed that is not chosen."""
        for label in labels:
            if shown == most:
                break
            if isinstance(label, NameAlong):
                letters = self._along(label, grid, middles[label.text])
                placed += letters
                shown += bool(letters)
                continue
            side = sides.get((label.item_id, label.text))
            kept = moving and side is not None
            style, others_px = label.style, points_px[label.style]
            best = self._best(label, grid, side, None if kept else others_px)
            if label.strong and not kept and not label.style.plate and (best is None or best[0]):
                smaller = _smaller(label)
                found = self._best(smaller, grid, None, others_px)
                if found is not None and not found[0]:
                    label, best = smaller, found
            may_hide = label.strong and (style not in kinds or best is None or _hides_little(label, *best))
            if best is not None and (kept or not best[0] or may_hide):
                box = best[1]
                if label.rank[0]:
                    kinds.add(style)
                grid.take(box.adjusted(-air, -air, air, air))
                placed.append(PlacedLabel(box, label.item_id, label.text, label.style, label.at_m, label.at_px))
                shown += 1
        return placed

    def _best(
        self, label: LabelCandidate, grid: OccupancyGrid, side: QPointF | None, others_px: Sequence[PointPx] | None
    ) -> tuple[int, QRectF] | None:
        """The place where a label hides the fewest cells of glyphs, and how many; None: it has none."""
        best: tuple[int, QRectF] | None = None
        for box in self._places(label, grid, side, others_px):
            price = grid.price(box)
            if price is not None and (best is None or price < best[0]):
                best = price, box
            if price == 0:
                break
        return best

    def _along(self, name: NameAlong, grid: OccupancyGrid, others: list[QPointF]) -> list[PlacedLabel]:
        """The letters of a name at the first of its places with room.

        ``others``: middles of the names with the same text.
        """
        apart_px = APART * EVERY * name.style.size_px
        for place in name.places.tolist():
            middle_px = QPointF(*place[len(place) // 2][:2])
            if any(math.hypot(*(middle_px - other).toTuple()) < apart_px for other in others):
                continue
            letters = self._letters(name, place, grid)
            if letters:
                for letter in letters:
                    grid.take(letter.box)
                others.append(middle_px)
                return letters
        return []

    def _letters(self, name: NameAlong, place: list[list[float]], grid: OccupancyGrid) -> list[PlacedLabel]:
        """The letters of a name at one place; none where one of them has no room."""
        letters = []
        for text, (x_px, y_px, turn_deg) in zip(name.letters, place, strict=True):
            style = turned(name.style, turn_deg)
            size = self._renderer.size(text, style)
            box = QRectF(QPointF(x_px - size.width() / 2, y_px - size.height() / 2), size)
            price = grid.visible_price(box)
            if price is None or (price and not name.strong):
                return []
            at_px = QPointF(x_px, y_px)
            letters.append(PlacedLabel(box, name.item_id, text, style, name.view.m(x_px, y_px), at_px))
        return letters

    def _places(
        self, label: LabelCandidate, grid: OccupancyGrid, side: QPointF | None, others_px: Sequence[PointPx] | None
    ) -> Iterator[QRectF]:
        """Candidate positions: a plate's only on its point; others' inside the glyph alone, where they fit and hide
        little; else where it was, from its point; then around the point, the best first.

        ``others_px``: points of labels of its style, its own among them; None: it stays where it was.
        """
        size: QSizeF = self._renderer.size(label.text, label.style)
        text_px = label.style.size_px
        over = QRectF(label.at_px - QPointF(size.width() / 2, size.height() / 2), size)
        if label.style.plate:
            yield over
            return
        if math.hypot(size.width() - 2 * MARGIN * text_px, text_px) <= label.room_px:
            price = grid.price(over)
            if price is not None and price <= HIDDEN_MOST * size.width() * size.height() / CELL_PX**2:
                yield over
                return
        if side is not None:
            yield QRectF(label.at_px + side, size)
        if others_px is None:
            return
        rise, width, height = self._rise * text_px, size.width(), size.height()
        beside = (*NEAR, *FAR) if self._far else NEAR
        strong = (*CORNERS, *(FARTHER if self._far else ())) if label.strong else ()
        for place in (*beside, *strong):
            right, down, rises = place
            away = QPointF(right * (rises * rise + width / 2), down * (rises * rise + height / 2))
            if place in beside or _is_own(label.at_px.toTuple(), (label.at_px + away).toTuple(), others_px):
                yield over.translated(away)


def _hides_little(label: LabelCandidate, price: int, box: QRectF) -> bool:
    """Whether a label is chosen, or hides no more at ``box`` than its style lets it; ``price``: cells that it hides."""
    return not label.rank[0] or price <= label.style.over_marks * box.width() * box.height() / CELL_PX**2


def _smaller(label: LabelCandidate) -> LabelCandidate:
    """The label in smaller letters."""
    return replace(label, style=msgspec.structs.replace(label.style, size_px=SMALLER * label.style.size_px))


def _is_own(at_px: PointPx, middle_px: PointPx, others_px: Iterable[PointPx]) -> bool:
    """Whether a label with this middle reads as that of its point, and of none of the others."""
    least = math.dist(middle_px, at_px) / OWN
    return all(other == at_px or math.dist(middle_px, other) > least for other in others_px)
