"""Which of the first rows of a table is its header, in one row or two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from county.tables.cell_kinds import filled_cells, header_text, is_own, looks_like_number
from county.tables.row import CellRow
from county.tables.simplified import simplified
from county.tables.units import header_and_unit, is_unit
from county.tables.values import is_gap

_LABEL = re.compile(r"[^:：]+[:：]\s*\S")
"""As in 填报单位：县城管局, next to the title."""

_UNIT_LABEL = re.compile("(?:计量)?单位[:：]?|units?:?", re.IGNORECASE)
"""The first cell of a row of units."""


def header_at(rows: list[CellRow]) -> int:
    """The place of the header: the first row that is no title.

    A title has one cell, or fewer than the header that follows it, while rows below have more.
    """
    sizes = [filled_cells(row.cells) for row in rows]
    counts = Counter(size for size in sizes if size)
    usual = max(counts, key=lambda size: (counts[size], size))
    for i, size in enumerate(sizes):
        if size >= 2 or usual < 2:
            after = range(i + 1, min(i + 4, len(rows)))
            if size >= usual and not any(sizes[j] > 2 * size and _names(rows[j]) for j in after):
                return i + 1 if _is_title_of_pairs(rows, sizes, i) else i
            if not any(_more_like_a_header(rows[i], size, rows[j], sizes[j], usual) for j in after):
                return i
    return 0


def names_in_two_rows(upper: list[str], cells: Sequence[Any]) -> list[tuple[str, str]] | None:
    """The names of a header in two rows whose cells are merged, by column; None when ``cells`` are a row of the table.

    Every name of the upper row stands over the empty cell of a vertical merge, or over several filled ones of a
    horizontal merge; there is at least one of each.
    """
    lower = [header_text(cell) for cell in cells]
    size = max(len(upper), len(lower))
    upper = upper + [""] * (size - len(upper))
    lower += [""] * (size - len(lower))
    while size and not upper[size - 1] and not lower[size - 1]:
        size -= 1
    if not size or not upper[0] or any(looks_like_number(cell) for cell in cells if is_own(cell)):
        return None
    starts = [i for i in range(size) if upper[i]]
    groups = [range(start, end) for start, end in zip(starts, [*starts[1:], size], strict=True)]
    wide = [group for group in groups if len(group) > 1]
    narrow = [group for group in groups if len(group) == 1]
    if not wide or not narrow or any(lower[group[0]] for group in narrow):
        return None
    if not all(lower[i] for group in wide for i in group):
        return None
    return [(upper[group[0]], lower[i]) for group in groups for i in group]


def with_units_below(names: list[str], cells: Sequence[Any], below: Sequence[Any]) -> list[str] | None:
    """``names`` with the units that the row ``cells`` states for them: ``PM2.5(mg/m3)``; None when it states none.

    ``below``: the row after it, which has a number in one of these columns.
    """
    texts = [header_text(cell) for cell in cells[: len(names)]]
    stated = [i for i, text in enumerate(texts) if is_unit(text)]
    others = [text for i, text in enumerate(texts) if i not in stated and not is_gap(text)]
    if not stated or any(not _UNIT_LABEL.fullmatch(simplified(text)) for text in others) or len(others) > 1:
        return None
    if not any(i < len(below) and looks_like_number(below[i]) for i in stated):
        return None
    without = {i for i in stated if not header_and_unit(names[i])[1]}
    return [f"{name}({texts[i]})" if i in without else name for i, name in enumerate(names)]


def _is_title_of_pairs(rows: list[CellRow], sizes: list[int], i: int) -> bool:
    """Whether row ``i`` is 编制单位 | 县城管局 | 日期 | 2026-11-26 above the header."""
    if i + 2 >= len(rows) or _names(rows[i]) or not _names(rows[i + 1]) or sizes[i + 1] < sizes[i]:
        return False
    return not all(map(_names, rows[i + 2 :]))


def _more_like_a_header(row: CellRow, size: int, later: CellRow, later_size: int, usual: int) -> bool:
    if not _names(later) or later_size <= size:
        return False
    labels = any(isinstance(cell, str) and _LABEL.match(cell) for cell in row.cells)
    return later_size > 2 * size or (later_size >= usual and (labels or not _names(row)))


def _names(row: CellRow) -> bool:
    """Whether all cells of a row could be headers: different texts."""
    cells = [cell for cell in row.cells if is_own(cell)]
    return not any(map(looks_like_number, cells)) and len({header_text(cell).lower() for cell in cells}) == len(cells)
