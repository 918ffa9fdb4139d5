"""Verifies a bulletin: every number is computed again from the journal, as of the record that it names."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from county.catalog import Catalog
from county.explained import Explained
from county.figures.metric import Figure, FigureValue
from services.brief.bulletin import Number
from services.brief.definitions import DIGITS, redefined
from services.brief.docx_file import read_docx
from services.brief.stated import NotVerifiable, Stated
from services.brief.xlsx_file import cell_value, read_xlsx


class WrongNumber(NamedTuple):
    """A number that is not what the journal says."""

    place: str
    metric: str
    group: str
    written: str
    counted: str

    def __str__(self) -> str:
        where = f"{self.place} ({self.metric}{' ' + self.group if self.group else ''})"
        return f"{where}: written {self.written or 'nothing'}, the journal says {self.counted or 'nothing'}"


class VerifiedBulletin(NamedTuple):
    """The result for one file."""

    stated: Stated
    differences: list[WrongNumber]
    redefined: list[str]
    """Chinese names of the metrics that the catalogue defines otherwise than when it was made."""
    unknown_definitions: bool
    """It was made with another catalogue, and does not say how that defined its metrics."""

    def lines(self) -> list[str]:
        """What is wrong, one line each."""
        lines = [str(difference) for difference in self.differences]
        if self.redefined:
            lines.append(
                f"{len(self.redefined)} metrics were defined otherwise when it was made, and their numbers cannot be "
                f"compared: {'、'.join(self.redefined)}; verify it with the catalogue of that time"
            )
        if self.unknown_definitions:
            lines.append(
                f"it was made with another catalogue ({self.stated.catalog[:DIGITS]}): metrics may have been defined "
                "otherwise"
            )
        return lines


def verify(
    path: Path, catalog: Catalog, again: Callable[[Figure], FigureValue], hash_at: Callable[[int], bytes | None]
) -> VerifiedBulletin:
    """``again``: the value of a figure from the journal.  ``hash_at``: that of a record of its chain.

    Raises NotVerifiable, OSError.
    """
    if path.suffix.lower() == ".xlsx":
        found, cells = read_xlsx(path)
        written: dict[str, float | str] = dict(cells)
    else:
        found, texts = read_docx(path)
        written = dict(texts)
    if (hash_at(found.as_of_seq) or b"").hex() != found.head_hash:
        raise NotVerifiable(
            "{path}: record {seq} of this journal has another hash: it was made from another journal, or one of them"
            " was changed; name the data folder it was made from",
            path=path, seq=found.as_of_seq,
        )  # fmt: skip
    differences = []
    known: dict[Figure, FigureValue] = {}

    def counted(figure: Figure) -> Figure:
        asked = replace(figure, as_of_seq=found.as_of_seq, value=FigureValue())
        if asked not in known:
            known[asked] = again(asked)
        return replace(asked, value=known[asked])

    for place, number in found.numbers.items():
        metric = catalog.metrics.get(number.figure.metric)
        if metric is None:
            differences.append(WrongNumber(place, number.figure.metric, number.figure.group, "a metric", "no metric"))
            continue
        try:
            earlier = None if number.before is None else counted(number.before)
            true = Number(form=number.form, figure=counted(number.figure), before=earlier)
        except Explained as error:
            differences.append(
                WrongNumber(place, number.figure.metric, number.figure.group, str(written.get(place)), str(error))
            )
            continue
        expected = cell_value(true, metric) if path.suffix.lower() == ".xlsx" else true.text(metric)
        if not _same(written.get(place, ""), expected):
            differences.append(WrongNumber(
                place, metric.name.zh, number.figure.group, str(written.get(place, "")), str(expected)
            ))  # fmt: skip
    others = [catalog.metrics[name].name.zh for name in redefined(found.definitions, catalog)]
    unknown = not found.definitions and found.catalog != catalog.digest
    return VerifiedBulletin(found, differences, others, unknown)


def _same(written: float | str, expected: float | str) -> bool:
    if isinstance(written, str) or isinstance(expected, str):
        return written == expected
    return math.isclose(written, expected, rel_tol=1e-12, abs_tol=1e-12)
