"""Heads of villages by age band from a table: a row for each village with a column for each band, or a row for each
village and band."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from county.ages import AgeBand, HeadsByAge, VillageAges, age_band, overlapping
from county.explained import ExplainedLine
from county.package.ages_file import LARGEST
from county.package.finding import naming
from county.package.importing import fields
from county.package.importing.codes import normal_code
from county.package.importing.guessed import headers_of
from county.package.importing.imported import LayerCount
from county.package.importing.named_file import named_file
from county.package.importing.rows import SourceRows, read_rows
from county.package.importing.site import Site
from county.package.manifest import PackageError
from county.package.open import Table
from county.place_names import PlaceName, PlaceNames
from county.tables.units import header_and_unit

_FEWEST = 2
"""Columns of bands by which a table is known to have a column for each."""


def read_ages(named: Path, site: Site, tables: Mapping[str, Table]) -> tuple[VillageAges, LayerCount]:
    """The ages in the table that the user named, of the villages in ``tables``, and how many of its villages are used.

    Raises PackageError.
    """
    source = named_file(named)
    path = source.path
    rows = read_rows(source.table)
    for note in rows.notes:
        site.report("ages", note.item, note.text, note.severity)
    villages = _villages(site, path, rows, tables)
    ages: dict[str, dict[AgeBand, int]] = {}
    twice: Counter[str] = Counter()
    for row, band, heads in _cells(site, path, rows):
        if village := villages[row]:
            if band in ages.setdefault(village, {}):
                twice[f"{village} {band}"] += 1
            else:
                ages[village][band] = heads
    if twice:
        text = f"{len(twice)} bands of villages are in {path.name} more than once, the first is used: {naming(twice)}"
        site.report("ages", path.name, text, "error")
    used = {village: heads for village, heads in ages.items() if heads and not _overlaps(site, village, heads)}
    if not used:
        raise PackageError(
            "{path}: none of its rows has heads of a village by age ({why}); fix the file or leave it out",
            path=path, why=site.first_reason("ages") or ExplainedLine("no row names a village of this county"),
        )  # fmt: skip
    in_file = len(set(filter(None, villages))) + len({row for row, village in enumerate(villages) if not village})
    return used, LayerCount(len(used), in_file)


def _overlaps(site: Site, village: str, heads: HeadsByAge) -> bool:
    both = overlapping(heads)
    if both:
        text = f"its bands {both[0]} and {both[1]} overlap, their people would count twice; the village is left out"
        site.report("ages", village, text, "error")
    return both is not None


def _villages(site: Site, path: Path, rows: SourceRows, tables: Mapping[str, Table]) -> list[str]:
    """The code of the village of each row, by code, else by name and town; "" where there is none."""
    if "villages" not in tables:
        raise PackageError("{path}: ages are of villages, and the county has none; give --villages", path=path)
    table = tables["villages"]
    towns = tables.get("towns")
    town_names = {} if towns is None else dict(zip(map(str, towns["code"]), map(str, towns["name"]), strict=True))
    places = PlaceNames(
        PlaceName((town_names.get(str(town), ""), str(name)), "village", str(code), 0.0, 0.0)
        for code, name, town in zip(table["code"], table["name"], table["town"], strict=True)
    )
    n = len(rows)
    columns = {field: fields.column(rows.columns, "ages", field) for field in ("code", "village", "town")}
    if columns["code"] is None and columns["village"] is None:
        raise PackageError(
            "{path}: no column of villages among {columns}; name it 代码 or 村", path=path,
            columns=headers_of(rows.columns),
        )  # fmt: skip
    code, village, town = (fields.text(values, n) for values in columns.values())
    found, lost = [], []
    for row in range(n):
        number = normal_code(code[row])
        meant = places.called(village[row], "village") if village[row] and number not in places.by_code else []
        if town[row]:
            meant = [place for place in meant if place in places.meant(f"{town[row]}{village[row]}")]
        where = number if number in places.by_code else meant[0].code if len(meant) == 1 else ""
        found.append(where)
        if not where:
            which = "one of several villages" if meant else "no village"
            lost.append(f"{rows.where[row]}: {code[row] or village[row] or 'nothing'} is {which}")
    if lost:
        text = f"{len(lost)} of {n} rows of {path.name} are of no village of the county, and left out: {naming(lost)}"
        site.report("ages", path.name, text, "error")
    return found


def _cells(site: Site, path: Path, rows: SourceRows) -> Iterator[tuple[int, AgeBand, int]]:
    """Row, band and heads of all cells that can be used."""
    heads = fields.column(rows.columns, "ages", "heads")
    texts = fields.column(rows.columns, "ages", "band")
    wide = {header: band for header in rows.columns if (band := _band_of_header(header))}
    if heads is not None and texts is not None:
        bands = [age_band(text) for text in fields.text(texts, len(rows))]
        if unclear := [f"{rows.where[row]}: {texts[row]}" for row, band in enumerate(bands) if band is None]:
            text = f"{len(unclear)} rows of {path.name} have no clear age band, and are left out: {naming(unclear)}"
            site.report("ages", path.name, f"{text}; write 60-64, 80+ or 14岁及以下", "error")
        for row, count in _counts(site, path, rows, "heads", heads):
            if (of := bands[row]) is not None:
                yield row, of, count
    elif len(wide) >= _FEWEST:
        for header, band in wide.items():
            for row, count in _counts(site, path, rows, header, rows.columns[header]):
                yield row, band, count
    else:
        raise PackageError(
            "{path}: no columns of age bands among {columns}; name them 60-64岁 or 80+, or give 年龄段 and 人数",
            path=path, columns=headers_of(rows.columns),
        )  # fmt: skip


def _band_of_header(header: str) -> AgeBand | None:
    return age_band(header) or age_band(header_and_unit(header)[0])


def _counts(
    site: Site, path: Path, rows: SourceRows, header: str, values: NDArray[np.generic]
) -> Iterator[tuple[int, int]]:
    """Row and number of the cells with a whole number; the others are reported, but for gaps."""
    read = fields.number(values, math.nan, decimal_comma=rows.found.decimal_comma, unit="人")
    wrong = [f"{rows.where[row]}: {why}" for row, why in read.refused.items()]
    for row, number in enumerate(read.values.tolist()):
        if math.isnan(number):
            continue
        if 0 <= number <= LARGEST and number == round(number):
            yield row, round(number)
        else:
            wrong.append(f"{rows.where[row]}: {number:g} is no number of people")
    if wrong:
        text = f"{len(wrong)} values of {header!r} in {path.name} are left out: {naming(wrong, 3)}"
        site.report("ages", path.name, text, "error")
