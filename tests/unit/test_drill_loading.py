"""The scenario file: strict, with every finding, its table and line."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.drill.loading import load
from county.durations import iso_of, parse_span
from county.toml_files.lines import LineIndex
from services.scenarios.scenario_files import BadScenario, attachment_faults, read
from tests.drill_scenario import TEXT, scenario


def findings(text: str) -> list[str]:
    return [str(finding) for finding in load(text.encode(), "night.toml").findings]


def line_of(part: str, text: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_valid_scenario_has_no_finding() -> None:
    assert findings(TEXT) == []


def test_every_fault_is_found_with_table_and_line() -> None:
    text = TEXT.replace('kind = "functional"', 'kind = "play"').replace('at = "PT5M"', 'at = "5 min"')
    text = text.replace("critical = true", "critcal = true").replace('{ since = "I02"', '{ sins = "I02"')
    found = findings(text)
    assert [line.partition(": ")[0] for line in found] == [
        f"night.toml, line {line_of(part, text)}, {table}"
        for part, table in (('"play"', "scenario"), ('"5 min"', "injects I01"), ("all = [", "injects I03"),
                            ("all = [", "injects I03"), ("critcal", "expectations E04"))
    ]  # fmt: skip
    assert "'5 min' is not a duration" in found[1]
    assert "since is missing; add it" in found[2] + found[3]
    assert "critcal is no field of this table" in found[4]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("format = 1\nroles = [\n", 3, "cannot be read"),
        ("format = 2", 0, "is of format 2"),
        ("", 0, "is of format none"),
        ("format = 1\ninjects = 3", 2, "Expected 'array'"),
        ("format = 1\nx = " + "[" * 900 + "]" * 900, 0, ""),
    ],
)
def test_a_file_of_another_form_is_refused_in_lines(text: str, line: int, why: str) -> None:
    found = load(text.encode(), "x.toml").findings
    assert found
    assert any(why in str(finding) and (not line or finding.line == line) for finding in found)


def test_bytes_that_are_no_utf8_are_a_finding() -> None:
    assert "is not text in UTF-8" in str(load("format = 1 # 演练".encode("gbk"), "x.toml").findings[0])


@pytest.mark.parametrize(
    "when",
    [
        "{ }", '{ inject = "I01" }', '{ phase = "P1", is = "begun" }', '{ variable = "x" }',
        '{ inject = "I01", expectation = "E01", is = "met" }',
    ],
)  # fmt: skip
def test_a_condition_is_exactly_one_thing(when: str) -> None:
    text = TEXT.replace('at = "PT5M"', f"when = {when}")
    assert "condition" in findings(text)[0]


def test_the_hash_ignores_formatting_and_defaults_but_no_content() -> None:
    same = TEXT.replace('"PT5M"', '"PT300S"').replace('release = "auto"\n', "").replace("weight = 10", "weight = 10.0")
    assert scenario(same + "\n# end\n").digest == scenario().digest
    assert scenario(TEXT.replace('title = "溪水漫桥"', 'title = "溪水漫路"')).digest != scenario().digest


@given(st.integers(-400 * 86_400_000, 400 * 86_400_000))
def test_a_duration_that_is_written_is_read_back(ms: int) -> None:
    assert parse_span(iso_of(ms)) == ms


@pytest.mark.parametrize("text", ["", "P", "PT", "5M", "P1Y", "PT5", "pt5m", "PT-5M", "PT1.5M"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        parse_span(text)


def test_lines_are_those_of_strings_comments_and_dotted_keys() -> None:
    text = 'a = """\n[[no]]\n"""\n# [[no]]\n[b] # = [\nc.d = [ # ]\n1]\n"e=f" = 2\n[[t]]\n[t.u]\nx = 1\n[[t]]\ny = 2'
    tomllib.loads(text)
    index = LineIndex(text)
    paths = [("a",), ("b",), ("b", "c", "d"), ("b", "e=f"), ("t", 0, "u", "x"), ("t", 1, "y"), ("t", 1, "z", 3)]
    assert [index.line_of(path) for path in paths] == [1, 5, 6, 8, 11, 13, 12]


MEDIA = TEXT.replace('kind = "notice"', 'kind = "media"').replace(
    'notice = { text = "没有人来", needs_ack = true }',
    'media = { outlet = "县融媒体", text = "有人被困", attachment = "media/照片.jpg" }',
)


def packed(path: Path, names: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return path


def test_a_packed_scenario_holds_its_attachments(tmp_path: Path) -> None:
    found = read(packed(tmp_path / "a.drill.zip", {"night.toml": MEDIA.encode(), "media/照片.jpg": b"12"}))
    assert found.attachments == {"media/照片.jpg": 2}
    assert found.loaded.scenario is not None
    assert attachment_faults(found.loaded.scenario, found.attachments) == []


def test_a_missing_attachment_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text(MEDIA, "utf-8")
    found = read(tmp_path / "night.toml")
    assert found.loaded.scenario is not None
    [fault] = attachment_faults(found.loaded.scenario, found.attachments)
    assert "media/照片.jpg" in found.loaded.located([fault])[0].explained


@pytest.mark.parametrize("name", ["../x.jpg", "/etc/x", "a\\..\\x.jpg", "C:x.jpg"])
def test_a_path_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.drill.zip", {"night.toml": MEDIA.encode(), name: b""})
    with pytest.raises(BadScenario, match="out of the archive"):
        read(path)


def test_an_attachment_outside_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "scenario"
    (folder / "media").mkdir(parents=True)
    (tmp_path / "secret").write_text("x")
    (folder / "media" / "照片.jpg").symlink_to(tmp_path / "secret")
    (folder / "night.toml").write_text(MEDIA, "utf-8")
    with pytest.raises(BadScenario, match="leads out of its folder"):
        read(folder / "night.toml")


@pytest.mark.parametrize("names", [{}, {"a.toml": b"", "b.toml": b""}, {"sub/a.toml": b""}])
def test_an_archive_holds_exactly_one_scenario(tmp_path: Path, names: dict[str, bytes]) -> None:
    with pytest.raises(BadScenario, match="exactly one scenario"):
        read(packed(tmp_path / "a.drill.zip", names))


def test_a_damaged_archive_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.drill.zip").write_bytes(b"PK\3\4 no zip")
    with pytest.raises(BadScenario, match="cannot be read"):
        read(tmp_path / "a.drill.zip")


def test_a_file_in_another_encoding_is_told_with_its_line() -> None:
    [finding] = load(TEXT.encode("gbk"), "night.toml").findings
    assert finding.line == TEXT.split("title")[0].count("\n") + 1
    assert str(finding.text) == "is not text in UTF-8; save it in this encoding"
