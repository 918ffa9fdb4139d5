"""Where the provinces are, so that the position of a county is known roughly by the first two digits of its code."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from county.package.importing.understood import CHINA, Area
from county.package.manifest import PackageError

TABLE = Path(__file__).resolve().parents[3] / "resources" / "importing" / "provinces.toml"


class Province(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name, bounding box in degrees (west, south, east, north), and the height of its highest ground.

    Heights: Wikipedia, "List of Chinese administrative divisions by highest point"; what differs from it, and why, is
    said in the table.
    """

    name: str
    box: tuple[float, float, float, float]
    highest_m: float


@cache
def _table() -> dict[str, Province]:
    try:
        return msgspec.convert(tomllib.loads(TABLE.read_text(encoding="utf-8")), dict[str, Province])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise PackageError("{path}: {why}; restore the file or fix the line", path=TABLE, why=error) from error


def province_of(code: str) -> Province | None:
    """The province of a division code; None when the table has none of that number.  Raises PackageError."""
    return _table().get(code[:2])


def area_of(code: str) -> Area:
    """Where the county ``code`` is to be expected: its province, or China.  Raises PackageError."""
    province = province_of(code)
    return Area(province.box) if province else CHINA
