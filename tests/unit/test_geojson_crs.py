"""The CRS of a GeoJSON file is found without parsing the file, and one by link is recognised however it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from county.package.geojson_crs import LONGEST, PART, is_linked, name_of

NAMED = '"crs": {"type": "name", "properties": {"name": "EPSG:4490"}}'
LINKS = (
    '"crs": {"type": "link", "properties": {"href": "http://a/b"}}',
    '"crs":{"properties":{"url":"http://a/b"},"type":"URL"}',
    '"CRS": {"type": "name", "properties": {"name": "x"}, "link": {"href": "http://a/b"}}',
    '"crs": ["link"]',
    "'crs': {'type': 'link'}",
    '"crs" /* a */ : {"type": "link"}',
    '"crs"' + " " * (2 * LONGEST) + ': {"type": "link"}',
    '"crs": {"a": "' + "x" * (2 * LONGEST) + '", "type": "link"}',
    r'"\u0063rs": {"type": "link"}',
    r'"\u0063\u0072\u0073": {"href": "x"}',
)


def written(path: Path, *members: str) -> Path:
    path.write_text('{"type": "FeatureCollection", ' + ", ".join(members) + "}", encoding="utf-8")
    return path


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("before", [0, PART - 60, PART - 5], ids=["at the start", "over a part", "between parts"])
def test_a_linked_crs_is_recognised(link: str, before: int, tmp_path: Path) -> None:
    filler = '"features": ["' + "x" * before + '"]'
    assert is_linked(written(tmp_path / "a.geojson", filler, link))


@pytest.mark.parametrize(
    "other",
    ['"features": [{"properties": {"url": "http://a", "link": 1}}]', '"a": "crs"', '"a": ["crs", {"link": 1}]',
     '"a": "it is \\"crs\\": {}"', '"a": "\\u4e2d\\u00b0"', '"b": null'],
)  # fmt: skip
def test_other_members_make_no_link_of_a_named_crs(other: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.geojson", NAMED, other)
    assert not is_linked(path)
    assert name_of(path) == "EPSG:4490"


def test_the_rest_of_the_file_is_not_parsed(tmp_path: Path) -> None:
    """It used to be, for seconds each 100 MB, in every file with properties like "url"."""
    assert not is_linked(written(tmp_path / "a.geojson", NAMED, '"features": [{"url": "a"}, ...'))


def test_a_file_without_a_crs_has_no_name(tmp_path: Path) -> None:
    assert name_of(written(tmp_path / "a.geojson", '"features": []')) == ""
    assert name_of(written(tmp_path / "b.geojson", '"crs": null')) == ""
    assert name_of(written(tmp_path / "c.geojson", json.dumps({"crs": 3})[1:-1])) == ""
