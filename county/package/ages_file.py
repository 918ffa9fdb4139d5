"""``ages.csv``: a row for each village and age band.  The band is two numbers of years: programs for sheets would take
10-12 for a date."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from county.ages import OLDEST, AgeBand, VillageAges
from county.contained import Outside, read_text_file
from county.package.manifest import AGES, PackageError

HEADER = ("village", "first_age", "last_age", "heads")
LARGEST = 10_000_000
"""Heads of one band of a village: more than any county has."""


@dataclass(frozen=True)
class AgesFile:
    """The rows that can be used, and a line for each of the others: its place and what is wrong with it."""

    ages: VillageAges
    faults: tuple[tuple[str, str], ...]


def write_ages(path: Path, ages: VillageAges) -> None:
    """Raises OSError."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    for village, heads in ages.items():
        rows.writerows((village, band.first, "" if band.last is None else band.last, n) for band, n in heads.items())
    path.write_text(text.getvalue(), encoding="utf-8", newline="")


def read_ages(folder: Path) -> AgesFile:
    """The ages in the package in ``folder``; none without the file.  Raises PackageError for one that is no such
    table."""
    path = folder / AGES
    if not path.is_file():
        return AgesFile({}, ())
    try:
        rows = list(csv.reader(io.StringIO(read_text_file(path, folder).decode("utf-8-sig"), newline=""), strict=True))
    except Outside as error:
        raise PackageError("{why}", why=error) from error
    except (OSError, ValueError, csv.Error) as error:
        raise PackageError("{path}: cannot be read ({why}); import it again", path=path, why=error) from error
    if not rows or tuple(rows[0]) != HEADER:
        raise PackageError(
            "{path}: its first line is not {header}; import it again", path=path, header=",".join(HEADER)
        )
    return _used(rows[1:])


def _used(rows: Iterable[list[str]]) -> AgesFile:
    ages: dict[str, dict[AgeBand, int]] = {}
    faults = []
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        try:
            village, first, last, heads = row
            band = AgeBand(_whole(first, OLDEST), _whole(last, OLDEST) if last.strip() else None)
            count = _whole(heads, LARGEST)
        except ValueError:
            faults.append((f"line {number}", f"{','.join(row)[:60]!r} is not {','.join(HEADER)}, in whole numbers"))
            continue
        if band.end <= band.first:
            faults.append((f"line {number}", f"its last age {last} is below its first, {first}"))
        elif band in ages.setdefault(village.strip(), {}):
            faults.append((f"line {number}", f"village {village} has the band {band} in an earlier line"))
        else:
            ages[village.strip()][band] = count
    return AgesFile({village: heads for village, heads in ages.items() if heads}, tuple(faults))


def _whole(text: str, largest: int) -> int:
    """A whole number of 0 to ``largest``.  Raises ValueError."""
    number = int(text)
    if not 0 <= number <= largest:
        raise ValueError(text)
    return number
