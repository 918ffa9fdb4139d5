"""Objects of JSON that have a member twice: refused with their place, or named where GDAL reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from county.package.importing.doubled_members import doubled_notes
from county.package.importing.read import read_features
from tests.unit.county_files import DIVISION, write_file
from tests.unit.sound_county import sound_county
from tests.unit.table_files import faults_of, values_of

TWICE = '{"id": "a", "value": 1, "value": 2}'
ONCE = '{"id": "b", "value": 3}'


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (f"[{ONCE}, {TWICE}]", "item 2"),
        (f"{ONCE}\n{TWICE}\n{ONCE}\n", "line 2"),
        (f'{{"data": {{"list": [{ONCE}, {ONCE}, {TWICE}]}}}}', "item 3"),
        ('[{"id": "a", "of": {"value": 1, "value": 2}}]', "item 1"),
        (TWICE, "the document"),
        ('{"temperature": [{"ts": 1, "value": 1, "value": 2}], "fill": [{"ts": 1, "value": 1}]}',
         "item 1 of temperature"),
        ('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"value": 1, "value": 2}, '
         '"geometry": {"type": "Point", "coordinates": [109, 27]}}]}', "feature 1"),
    ],
)  # fmt: skip
def test_an_object_with_a_member_twice_is_refused_with_its_place(content: str, where: str, tmp_path: Path) -> None:
    assert faults_of(tmp_path / "f.json", content) == [(where, "has two members value; remove one")]


def test_the_other_objects_are_read(tmp_path: Path) -> None:
    assert values_of(tmp_path / "f", f"[{ONCE}]") == [{"id": "b", "value": 3}]


def _towns(folder: Path, old: str, new: str) -> Path:
    path = write_file(folder / "t.geojson", sound_county().tables["towns"], headers=DIVISION)
    text = json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False)
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "member"),
    [
        ('"名称": "西乡"', '"名称": "西乡", "名称": "错乡"', "名称"),
        ('"名称": "西乡"', '"名称": "西乡", "more": {"a": 1, "a": 2}', "a"),
        ('"名称": "西乡"}', '"名称": "西乡"}, "properties": {"名称": "错乡"}', "properties"),
    ],
)
def test_a_feature_with_a_member_twice_is_an_error_that_names_it(
    old: str, new: str, member: str, tmp_path: Path
) -> None:
    found = read_features(_towns(tmp_path, old, new), "towns")
    assert [(note.severity, note.item, note.text) for note in found.notes] == [
        ("error", "t.geojson", "1 features have a member twice, of which the last was used "
         f"(no. 2: {member}); remove one")
    ]  # fmt: skip


def test_gdal_uses_the_last_of_two_members(tmp_path: Path) -> None:
    path = _towns(tmp_path, '"名称": "西乡"', '"名称": "西乡", "名称": "错乡"')
    assert list(read_features(path, "towns").columns["名称"]) == ["东镇", "错乡"]


def test_features_longer_than_what_is_read_at_a_time_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _towns(tmp_path, '"名称": "西乡"', '"名称": "西乡", "名称": "错乡"')
    monkeypatch.setattr("county.package.importing.doubled_members._HEAD", 200)
    monkeypatch.setattr("county.package.importing.doubled_members._PART", 10)
    assert len(doubled_notes(path, "t.geojson")) == 1
    assert doubled_notes(_towns(tmp_path, "西乡", "西乡"), "t.geojson") == []
