"""Wall files: what is read, what is refused with its line, which faults are found; the shipped ones are sound."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

import main
from county import catalog
from county.explained import WrongArgument
from county.wall.colors import DAY, LEAST_CONTRAST, NIGHT, contrast
from county.wall.loading import LoadedWall
from county.wall.loading import load as load_for
from county.wall.status import SCENES_MAX

CATALOG = catalog.load()
PRESETS = sorted((Path(main.__file__).parent / "resources" / "walls").glob("*.toml"))
CANVASES = {
    (1920, 1080), (3840, 2160), (7680, 2160), (11520, 2160), (9600, 1080), (6656, 1792), (15360, 4320),
}  # fmt: skip
SOUND = """format = 1
name = { zh = "墙", en = "Wall" }
canvas_px = [3840, 1080]
pitch_mm = 1.25
distance_m = { near = 3.0, far = 8.0 }
bezel_mm = 5.0
OUTPUTS
[[scenes]]
id = "day"
name = { zh = "日常", en = "Day" }
[[scenes.tiles]]
id = "map"
kind = "map"
rect_px = [960, 200, 1920, 880]
[[scenes.tiles]]
id = "list"
kind = "overdue"
rect_px = [20, 200, 900, 400]
[[scenes.tiles]]
id = "numbers"
kind = "numbers"
level = "far"
sources = ["desk"]
rect_px = [1940, 10, 1880, 180]
params = { show = ["reported", "overdue"] }
[[scenes.tiles]]
id = "header1"
kind = "header"
rect_px = [20, 10, 900, 180]
[[scenes.tiles]]
id = "header2"
kind = "header"
title = { zh = "值守 2", en = "On duty 2" }
rect_px = [2900, 200, 900, 180]
""".replace(
    "OUTPUTS",
    "".join(
        f'[[outputs]]\nname = "DP-{n}"\ncanvas_rect_px = [{1920 * (n - 1)}, 0, 1920, 1080]\nnative_px = [1920, 1080]\n'
        for n in (1, 2)
    ),
)
PLANTED = {
    "overlap": ("rect_px = [20, 200, 900, 400]", "rect_px = [20, 200, 1000, 400]", "lies over"),
    "tile outside": ("rect_px = [20, 200, 900, 400]", "rect_px = [20, 800, 900, 400]", "not on the canvas"),
    "text across a seam": ("rect_px = [1940, 10, 1880, 180]", "rect_px = [1800, 10, 1880, 180]", "across the edge"),
    "text at the bezel": ("rect_px = [1940, 10, 1880, 180]", "rect_px = [1921, 10, 1880, 180]", "bezel"),
    "near letters too small": ('kind = "overdue"', 'kind = "overdue"\ntext_px = 12', "cannot be read from 3 m"),
    "far letters too small": ('level = "far"', 'level = "far"\ntext_px = 40', "cannot be read from 8 m"),
    "no room for letters": ("rect_px = [20, 200, 900, 400]", "rect_px = [20, 200, 900, 60]", "it needs at least"),
    "contrast of a theme colour": ("[[scenes]]", 'colors = { muted = "#405060" }\n[[scenes]]', "contrast"),
    "contrast of a tile's colour": ('kind = "overdue"', 'kind = "overdue"\ncolor = "#203040"', "contrast"),
    "two tiles with one title": ('kind = "overdue"', 'kind = "overdue"\ntitle = { zh = "一张图", en = "Map" }',
                                 "has the same title"),
    "tile without source": ('sources = ["desk"]\n', "", "no source"),
    "too many colours": ('kind = "overdue"', 'kind = "overdue"\ncolor = "#ffffff"', "colours are too many"),
    "far tile with too many numbers": (
        '"reported", "overdue"', ", ".join(f'"n{n}"' for n in range(10)), "too many to be read from afar",
    ),
    "part on no output": ("canvas_rect_px = [1920, 0, 1920, 1080]\nnative_px = [1920, 1080]",
                          "canvas_rect_px = [1920, 0, 1920, 540]\nnative_px = [1920, 540]", "on no output"),
    "outputs overlap": ("canvas_rect_px = [1920, 0", "canvas_rect_px = [1900, 0", "overlap on the canvas"),
    "two outputs with one name": ('name = "DP-2"', 'name = "DP-1"\nserial = "B"', "two outputs are called"),
    "unknown kind": ('kind = "overdue"', 'kind = "weatherr"', "there is no tile"),
    "unknown source": ('sources = ["desk"]', 'sources = ["radio"]', "there is no source"),
    "unknown parameter": ("params = { show =", "params = { rows = 3, show =", "rows is no parameter of numbers"),
    "one id twice": ('id = "list"', 'id = "map"', "used twice"),
}  # fmt: skip


def load(data: bytes, file: str) -> LoadedWall:
    """For a county with the program's own catalogue."""
    return load_for(data, file, CATALOG)


def with_colors_first(text: str) -> str:
    """Keys of the file itself stand before its tables."""
    row = next((line for line in text.splitlines() if line.startswith("colors")), "")
    return text.replace(f"{row}\n", "", 1).replace("format = 1\n", f"format = 1\n{row}\n", 1) if row else text


def test_the_sound_wall_has_no_finding() -> None:
    assert load(SOUND.encode(), "w.toml").findings == ()


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_with_its_line(fault: str) -> None:
    before, after, expected = PLANTED[fault]
    assert before in SOUND
    text = with_colors_first(SOUND.replace(before, after, 1))
    loaded = load(text.encode(), "w.toml")
    found = [finding for finding in loaded.findings if expected in str(finding)]
    assert found, [str(finding) for finding in loaded.findings]
    assert loaded.errors
    assert all(finding.line for finding in found if fault != "contrast of a theme colour")


@pytest.mark.parametrize("rect", ["[940, 10, 960, 180]", "[1980, 200, 900, 180]", "[1900, 400, 900, 180]"])
def test_an_output_without_a_header_is_warned_of(rect: str) -> None:
    """What it says of the data and of a drill lies over the other tiles there."""
    text = SOUND.replace("[2900, 200, 900, 180]", rect)
    loaded = load(text.encode(), "w.toml")
    warned = [finding for finding in loaded.findings if finding.severity == "warning"]
    if rect.startswith("[1980"):
        assert warned == []
    else:
        assert "the output DP-2 has no tile header" in str(warned[0])
        assert warned[0].line


LIST = 'id = "list"\nkind = "overdue"\n'
SHOW = 'show = ["reported", "overdue"]'
SECOND = 'name = { zh = "二", en = "2" }'
SECOND_DAY = f'tiles = []\n[[scenes]] # again\nid = "day"\n{SECOND}\n[[scenes.tiles]]\nid = "map"'


def list_as(kind: str, line: str) -> str:
    """The tile ``list`` as one of another kind, with one more line."""
    return f'id = "list"\nkind = "{kind}"\n{line}\n'


MISNAMED = {
    "kind": ('kind = "overdue"', 'kind = "overdu"', "there is no tile overdu; closest: overdue"),
    "kind in capitals": ('kind = "map"', 'kind = "MAP"', "there is no tile MAP"),
    "number": (SHOW, 'show = ["reported", "overdu"]', "there is no number overdu; closest: overdue"),
    "number by its Chinese name": (SHOW, 'show = ["受理"]', "there is no number 受理; use some of reported"),
    "a single number": (SHOW, 'show = "report"', "there is no number report; closest: reported"),
    "no number": (SHOW, "show = []", "it names no number"),
    "one number twice": (SHOW, 'show = ["reported", "reported"]', "reported is named twice"),
    "parameter": (SHOW, 'shows = ["reported"]', "shows is no parameter of numbers; closest: show"),
    "parameter of another kind": (LIST, f"{LIST}params = {{ near = 0.5 }}\n", "near is no parameter of overdue"),
    "source": ('sources = ["desk"]', 'sources = ["dest"]', "there is no source dest; closest: desk"),
    "source of which there is one": ('sources = ["desk"]', 'sources = ["desk:water"]', "there is no source desk:water"),
    "second source": ('sources = ["desk"]', 'sources = ["desk", "figure"]', "no source figure; closest: figures"),
    "kind of sensor": (
        LIST, list_as("units", 'sources = ["desk", "readings:watr"]'), "no kind of sensor watr; closest: water",
    ),
    "fewer sources than its content has": (
        LIST, list_as("weather", 'sources = ["desk"]'), "its content comes from readings:water, too",
    ),
    "metric": (
        LIST, list_as("trend", 'params = { metric = "reportd" }'), "there is no metric reportd; closest: reported",
    ),
    "metric that is a number": (LIST, list_as("trend", "params = { metric = 3 }"), "there is no metric 3"),
    "share above one": (LIST, list_as("weather", "params = { near = 80 }"), "near is a share; write a number from"),
    "share as a text": (LIST, list_as("units", 'params = { few = "0.3" }'), "few is a share; write a number from"),
    "text as a number": (LIST, list_as("header", "params = { secrecy = 3 }"), "secrecy is a text; write it in quotes"),
    "scene": ('[[scenes.tiles]]\nid = "map"', SECOND_DAY, "the id day is used twice"),
}  # fmt: skip
"""What is written instead, and what is said."""
LINES = {"scene": "# again", "parameter of another kind": "near = 0.5"}
"""What stands on the line of the fault, where it is not what was written last."""


@pytest.mark.parametrize("fault", MISNAMED)
def test_a_name_of_nothing_is_found_with_its_line_and_the_name_that_was_meant(fault: str) -> None:
    before, after, expected = MISNAMED[fault]
    assert before in SOUND
    text = SOUND.replace(before, after, 1)
    loaded = load(text.encode(), "w.toml")
    found = [finding for finding in loaded.findings if expected in str(finding)]
    assert found, [str(finding) for finding in loaded.findings]
    wrong = LINES.get(fault, after.strip().splitlines()[-1])
    line = 1 + text[: text.index(wrong)].count("\n")
    assert [(finding.severity, finding.line) for finding in found] == [("error", line)]
    assert "scenes day" in found[0].table


def test_names_of_a_county_are_looked_up_in_its_own_catalogue() -> None:
    text = SOUND.replace(LIST, list_as("trend", 'params = { metric = "walked" }'))
    assert load(text.encode(), "w.toml").errors == 1
    own = msgspec.structs.replace(CATALOG, metrics=CATALOG.metrics | {"walked": CATALOG.metrics["reported"]})
    assert load_for(text.encode(), "w.toml", own).errors == 0
    retired = msgspec.structs.replace(CATALOG.metrics["reported"], retired=True)
    gone = msgspec.structs.replace(CATALOG, metrics=CATALOG.metrics | {"walked": retired})
    assert load_for(text.encode(), "w.toml", gone).errors == 1


def test_a_wall_has_no_more_scenes_than_it_can_tell_a_desk_of() -> None:
    def scenes(count: int) -> bytes:
        more = (f'[[scenes]]\nid = "s{n}"\nname = {{ zh = "空", en = "Empty" }}\ntiles = []\n' for n in range(count))
        return "".join((SOUND, *more)).encode()

    assert load(scenes(SCENES_MAX - 1), "w.toml").errors == 0
    loaded = load(scenes(SCENES_MAX), "w.toml")
    assert (loaded.wall, [finding.severity for finding in loaded.findings]) == (None, ["error"])
    assert "scenes" in str(loaded.findings[0])


def test_an_output_of_another_size_is_a_warning_and_no_error() -> None:
    loaded = load(SOUND.replace("native_px = [1920, 1080]", "native_px = [1366, 768]", 1).encode(), "w.toml")
    assert [finding.severity for finding in loaded.findings] == ["warning"]
    assert "never stretched" in str(loaded.findings[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format = 2", "is of format 2"),
        ("format = 1\nname = ", "cannot be read"),
        (SOUND.replace("pitch_mm = 1.25", "pitch_mm = -1"), "line 4"),
        (SOUND.replace("pitch_mm", "pitchmm"), "pitchmm is no field of this table; closest: pitch_mm"),
        (SOUND.replace('level = "far"', 'level = "fat"'), "level: there is no fat; closest: far; use one of far, near"),
        (SOUND.replace("format = 1", 'format = 1\ntheme = "nigth"'), "theme: there is no nigth; closest: night"),
        (SOUND.replace('kind = "map"', 'kind = "map"\nshape = 1'), "scenes day, tiles map"),
    ],
)
def test_a_file_of_a_wrong_form_says_where(text: str, expected: str) -> None:
    loaded = load(text.encode(), "w.toml")
    assert loaded.wall is None
    assert expected in " ".join(map(str, loaded.findings))


def test_every_shipped_wall_is_read_from_five_metres_or_more() -> None:
    for path in PRESETS:
        wall = load(path.read_bytes(), path.name).wall
        assert wall is not None
        assert wall.distance_m.far >= 5, path.name


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_a_shipped_wall_has_no_finding(path: Path) -> None:
    loaded = load(path.read_bytes(), path.name)
    assert [str(finding) for finding in loaded.findings] == []


def test_the_shipped_walls_have_the_seven_canvases() -> None:
    walls = [load(path.read_bytes(), path.name).wall for path in PRESETS]
    assert {wall.canvas_px for wall in walls if wall is not None} == CANVASES


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_every_output_of_a_shipped_wall_shows_who_is_on_duty_in_every_scene(path: Path) -> None:
    wall = load(path.read_bytes(), path.name).wall
    assert wall is not None
    for scene in wall.scenes:
        headers = [tile.rect_px for tile in scene.tiles if tile.kind == "header"]
        for output in wall.outputs:
            left, top, width, height = output.canvas_rect_px
            inside = [h for h in headers if left <= h[0] < left + width and top <= h[1] < top + height]
            assert inside, (scene.id, output.name)


@pytest.mark.parametrize("palette", [NIGHT, DAY])
def test_texts_stand_out_by_night_and_by_day(palette: tuple[str, ...]) -> None:
    ground, *inks = palette
    assert min(contrast(ink, ground) for ink in inks) >= LEAST_CONTRAST


def test_black_on_white_has_the_contrast_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


def test_check_prints_findings_and_fails_only_for_errors(tmp_path: Path) -> None:
    file = tmp_path / "w.toml"
    file.write_text(SOUND.replace('kind = "overdue"', 'kind = "overdue"\ntext_px = 12'), "utf-8")
    bad = CliRunner().invoke(main.app, ["wall", "check", str(file)])
    assert bad.exit_code == 1
    assert "error: w.toml, line 26, scenes day, tiles list" in bad.output
    good = CliRunner().invoke(main.app, ["wall", "check", str(PRESETS[0])])
    assert good.exit_code == 0
    assert "no error" in good.output


def test_a_picture_of_a_scene_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "w.toml"
    file.write_text(SOUND, "utf-8")
    arguments = ["wall", "shot", str(file), "--out", str(tmp_path / "out"), "--scene", "dya"]
    refused = CliRunner().invoke(main.app, arguments)
    assert isinstance(refused.exception, WrongArgument)
    assert "the wall has no such scene; closest: day; choose one of day" in str(refused.exception)
    assert not (tmp_path / "out").exists()
