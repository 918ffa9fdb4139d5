"""What towns, villages and grids have in common: outlines, seats, names, and being found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from county.catalog import Name
from county.package.open import CountyPackage
from layers.area_figures import FIGURE_STYLES, NONE, AreaFigures
from layers.base import Fact, Layer, LegendClasses, LegendEntry, LegendPart
from layers.batches import F64, Batch, Labels, Points, Polygons
from layers.geometry import box_of, polygons_of
from layers.matching import best_matches

KIND_NAMES: dict[str, Name] = {
    "subdistrict": Name("街道", "Subdistrict"),
    "town": Name("镇", "Town"),
    "township": Name("乡", "Township"),
    "other": Name("类似乡级单位", "Township-level unit"),
    "community": Name("社区", "Community"),
    "village": Name("行政村", "Village"),
}


class DivisionLayer(Layer):
    """Divisions of one level.  ``table`` names the package's layer, ``style`` the row of the style sheet."""

    group: ClassVar[str] = "divisions"
    table: ClassVar[str]
    style: ClassVar[str]

    def __init__(self, package: CountyPackage) -> None:
        super().__init__()
        self._table = package.table(self.table)
        self._codes = [str(code) for code in self._table["code"]]
        self._names = [str(name) for name in self._table["name"]]
        self._row = {code: row for row, code in enumerate(self._codes)}
        self._tree = shapely.STRtree(self._table.geometry)
        self._borders = self._build(package)
        self._batches: tuple[Batch, ...] = self._borders
        self.figures: AreaFigures | None = None
        """What its areas are coloured by; None: by nothing."""
        self._is_filled = True

    @property
    def codes(self) -> Sequence[str]:
        """Of all its areas."""
        return self._codes

    def show_figures(self, figures: AreaFigures | None) -> None:
        """Colour every area by its figure; None: only borders.  The next tick shows it.

        While the same is chosen, the classes of the figures that were shown first are kept.
        """
        if figures is not None and self.figures is not None:
            figures = figures.in_classes_of(self.figures)
        self._colour(figures)

    def classify_anew(self) -> None:
        if self.figures is not None:
            self._colour(self.figures.in_own_classes())

    def fill(self, filled: bool) -> None:
        """Whether areas are filled with the colours of their figures, or only have borders.  The next tick shows it."""
        if filled != self._is_filled:
            self._is_filled = filled
            self._colour(self.figures)

    def _colour(self, figures: AreaFigures | None) -> None:
        self.figures = figures
        self._batches = self._filled(figures) if figures is not None and self._is_filled else self._borders
        self.touch()

    def _filled(self, figures: AreaFigures) -> tuple[Batch, ...]:
        """The same objects as before where every area keeps its colour: views need not paint them again."""
        before, outlines = self._batches[0], self._borders[0]
        styles = [figures.styles.get(code, NONE) for code in outlines.ids.tolist()]
        style = np.array([FIGURE_STYLES.index(key) for key in styles], np.uint16)
        if isinstance(before, Polygons) and before.styles == FIGURE_STYLES and np.array_equal(before.style, style):
            return self._batches
        return (replace(outlines, style=style, styles=FIGURE_STYLES), *self._borders)

    def __len__(self) -> int:
        return len(self._table)

    def batches(self) -> tuple[Batch, ...]:
        return self._batches

    def legend(self) -> tuple[LegendPart, ...]:
        """One line, as borders of this package are drawn, and the classes of the shown figures."""
        if not len(self):
            return ()
        if self._table["approximate"].any():
            name = Name(f"{self.name.zh}，近似界线", f"{self.name.en}, approximate")
            return (LegendEntry(f"{self.style}.approximate", name), *self.values_legend())
        return (LegendEntry(self.style, self.name), *self.values_legend())

    def values_legend(self) -> tuple[LegendClasses, ...]:
        return (self.figures.legend(len(self)),) if self.figures is not None and self._is_filled else ()

    def facts(self, item_id: str) -> tuple[Fact, ...]:
        row = self._row.get(item_id)
        if row is None:
            return ()
        facts = [] if self.figures is None else [self.figures.fact(item_id)]
        facts.append(Fact(Name("代码", "Code"), item_id))
        if "kind" in self._table.columns:
            kind = str(self._table["kind"][row])
            facts.append(Fact(Name("类型", "Kind"), KIND_NAMES.get(kind, kind)))
        if "worker" in self._table.columns and self._table["worker"][row]:
            facts.append(Fact(Name("网格员", "Grid worker"), str(self._table["worker"][row])))
        for column, label in (
            ("population", Name("人口", "People")),
            ("households", Name("户数", "Households")),
        ):
            count = int(self._table[column][row])
            if count >= 0:
                facts.append(Fact(label, f"{count:,}"))
        if "outdated" in self._table.columns and self._table["outdated"][row]:
            facts.append(Fact(Name("代码状态", "Code"), Name("已不在现行代码表", "No longer in the code table")))
        if self._table["approximate"][row]:
            facts.append(Fact(Name("界线", "Boundary"), Name("近似, 非法定界线", "Approximate, not legal")))
        return tuple(facts)

    def households(self, code: str) -> int | None:
        """How many the division has; None where it is no division of this layer, or that is not known."""
        row = self._row.get(code)
        count = -1 if row is None else int(self._table["households"][row])
        return None if count < 0 else count

    def title(self, item_id: str) -> str:
        row = self._row.get(item_id)
        return "" if row is None else self._names[row]

    def bounds_m(self, item_id: str) -> tuple[float, float, float, float] | None:
        row = self._row.get(item_id)
        return None if row is None else box_of(self._table.geometry[row])

    def pick(self, x_m: float, y_m: float, radius_m: float) -> str | None:
        """The division that contains the point; ``radius_m`` does not matter."""
        rows = self._tree.query(shapely.Point(x_m, y_m), predicate="intersects")
        return self._codes[int(rows.min())] if len(rows) else None

    def search(self, text: str, limit: int) -> list[str]:
        return best_matches(text, zip(self._codes, self._names, strict=True), limit)

    def _build(self, package: CountyPackage) -> tuple[Polygons, Points, Labels]:
        codes = np.array(self._codes, dtype=object)
        approximate = np.asarray(self._table["approximate"], dtype=np.uint16)
        styles = (self.style, f"{self.style}.approximate")
        outlines = polygons_of(codes, self._table.geometry, approximate, styles)
        centre = shapely.point_on_surface(self._table.geometry)
        xy_m = np.column_stack([shapely.get_x(centre), shapely.get_y(centre)]).reshape(-1, 2)
        seated = self._move_to_seats(xy_m, package)
        zero = np.zeros(len(codes), dtype=np.uint16)
        people = np.asarray(self._table["population"], dtype=float)
        names = np.array(self._names, dtype=object)
        return (
            outlines,
            Points(codes[seated], xy_m[seated], zero[seated], (f"seat.{self.style}",)),
            Labels(codes, names, xy_m, people, zero, (f"label.{self.style}",)),
        )

    def _move_to_seats(self, xy_m: F64, package: CountyPackage) -> NDArray[np.intp]:
        """Put labels where the seats are, in place; rows that have one."""
        places = package.table("places")
        seated = []
        for code, point in zip(places["code"], places.geometry, strict=True):
            row = self._row.get(str(code))
            if row is not None:
                xy_m[row] = shapely.get_x(point), shapely.get_y(point)
                seated.append(row)
        return np.array(seated, dtype=np.intp)
