"""What is wrong with a wall: what is not seen, not read, or not known where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from county.catalog import Catalog
from county.explained import ExplainedLine
from county.toml_files.finding import Fault
from county.toml_files.lines import Path
from county.wall.check_names import check_kind, check_params, check_sources
from county.wall.colors import LEAST_CONTRAST, MOST_COLORS, Palette, contrast, palette_of
from county.wall.headers import bare_outputs
from county.wall.kinds import HEADER, KINDS, MOST_NUMBERS, largest_px, numbers_of, title_of
from county.wall.wall import Rect, Wall, WallScene, WallTile, crosses, overlap


def check(wall: Wall, catalog: Catalog) -> Iterator[Fault]:
    """Every fault of a wall whose form is right; ``catalog``: of the county that it shows."""
    yield from _check_outputs(wall)
    if not wall.scenes:
        yield _error((), ExplainedLine("it has no scene; add one"))
    if wall.distance_m.far < wall.distance_m.near:
        yield _error(("distance_m",), ExplainedLine("far is less than near; exchange them"))
    palette = palette_of(wall)
    for name in ("text", "muted", "accent", "good", "late", "alarm"):
        yield from _check_contrast(("colors", name), getattr(palette, name), palette)
    yield from _check_twice(wall.scenes, ())
    for number, scene in enumerate(wall.scenes):
        yield from _check_scene(wall, scene, ("scenes", number), palette, catalog)


def _check_outputs(wall: Wall) -> Iterator[Fault]:
    if not wall.outputs:
        yield _error((), ExplainedLine("it has no output; add one"))
    for number, output in enumerate(wall.outputs):
        path: Path = ("outputs", number)
        left, top, width, height = output.canvas_rect_px
        if not width or not height or left + width > wall.canvas_px[0] or top + height > wall.canvas_px[1]:
            yield _error(
                path, ExplainedLine("the output {name} is not on the canvas; correct canvas_rect_px", name=output.name)
            )
        elif (width, height) != output.native_px:
            yield Fault("warning", path, ExplainedLine(
                "the output {name} has {native} pixels for {shown} of the canvas: it is shown at one scale with black "
                "edges, never stretched; give both the same size", name=output.name,
                native=_size(output.native_px), shown=_size((width, height)),
            ))  # fmt: skip
    for (first, one), (second, other) in combinations(enumerate(wall.outputs), 2):
        if one.name == other.name:
            text = ExplainedLine("two outputs are called {name}; rename one", name=one.name)
            yield _error(("outputs", second), text)
        if _area(overlap(one.canvas_rect_px, other.canvas_rect_px)):
            names = {"one": wall.outputs[first].name, "other": other.name}
            text = ExplainedLine("the outputs {one} and {other} overlap on the canvas; move one", **names)
            yield _error(("outputs", second), text)


def _check_scene(
    wall: Wall, scene: WallScene, path: Path, palette: Palette, catalog: Catalog
) -> Iterator[Fault]:
    yield from _check_twice(scene.tiles, path)
    for number, tile in enumerate(scene.tiles):
        at = (*path, "tiles", number)
        unknown = check_kind(tile, at)
        if unknown is not None:
            yield unknown
            continue
        yield from _check_place(wall, tile, at)
        yield from _check_text(wall, tile, at)
        yield from check_sources(tile, at, catalog)
        yield from check_params(tile, at, catalog)
        if tile.color is not None:
            yield from _check_contrast((*at, "color"), tile.color, palette)
        if tile.level == "far" and numbers_of(tile) > MOST_NUMBERS:
            yield _error(at, ExplainedLine("{n} numbers are too many to be read from afar; show at most {most}",
                         n=numbers_of(tile), most=MOST_NUMBERS))  # fmt: skip
    yield from _check_headers(wall, scene, path)
    for (first, one), (second, other) in combinations(enumerate(scene.tiles), 2):
        if _area(overlap(one.rect_px, other.rect_px)):
            yield _error((*path, "tiles", second), ExplainedLine("it lies over the tile {other}; move one",
                         other=scene.tiles[first].id))  # fmt: skip
        if title_of(one) == title_of(other):
            text = ExplainedLine(
                "the tile {other} has the same title {title}; give it another one", other=one.id, title=title_of(one).zh
            )
            yield _error((*path, "tiles", second), text)
    used = {color.lower() for color in palette} | {tile.color.lower() for tile in scene.tiles if tile.color}
    if len(used) > MOST_COLORS:
        text = ExplainedLine(
            "{n} colours are too many: colour means a state; use at most {most}, the ground included", n=len(used),
            most=MOST_COLORS,
        )  # fmt: skip
        yield _error(path, text)


def _check_headers(wall: Wall, scene: WallScene, path: Path) -> Iterator[Fault]:
    """A header on every output."""
    bare = [output.name for output in bare_outputs(wall, scene)]
    if bare:
        yield Fault("warning", path, ExplainedLine(
            "the output {name} has no tile {kind}: time and who is on duty are not seen, and that data are "
            "synthetic or that this is a drill is written in a corner of it, over a tile where none is free; add one",
            name=", ".join(bare), kind=HEADER,
        ))  # fmt: skip


def _check_place(wall: Wall, tile: WallTile, path: Path) -> Iterator[Fault]:
    path = (*path, "rect_px")
    left, top, width, height = tile.rect_px
    if not width or not height or left + width > wall.canvas_px[0] or top + height > wall.canvas_px[1]:
        yield _error(path, ExplainedLine("it is not on the canvas of {size}; move it", size=_size(wall.canvas_px)))
        return
    seen = sum(_area(overlap(tile.rect_px, output.canvas_rect_px)) for output in wall.outputs)
    if seen < width * height:
        yield _error(path, ExplainedLine("a part of it is on no output; move it"))
    elif not KINDS[tile.kind].stage:
        for output in wall.outputs:
            if crosses(tile.rect_px, output.canvas_rect_px):
                yield _error(
                    path, ExplainedLine("its text lies across the edge of the output {name}; move it", name=output.name)
                )
                return
        if at_bezel(wall, tile.rect_px):
            yield _error(path, ExplainedLine("its text is nearer than {px} px to the bezel; move it", px=wall.bezel_px))


def at_bezel(wall: Wall, rect: Rect) -> bool:
    """Whether a rectangle on one output is so near to another one that the frame between them cuts its text."""
    left, top, width, height = rect
    near = wall.bezel_px
    grown = (
        max(0, left - near),
        max(0, top - near),
        width + left - max(0, left - near) + near,
        (height + top - max(0, top - near) + near),
    )
    return sum(_area(overlap(grown, output.canvas_rect_px)) > 0 for output in wall.outputs) > 1


def _check_text(wall: Wall, tile: WallTile, path: Path) -> Iterator[Fault]:
    least = wall.han_px(tile.level)
    if tile.text_px is not None and tile.text_px < least:
        text = ExplainedLine(
            "letters of {px} px cannot be read from {m} m; they need {least} px", px=tile.text_px,
            m=f"{wall.distance_of(tile.level):g}", least=least,
        )  # fmt: skip
        yield _error((*path, "text_px"), text)
    em, narrow = KINDS[tile.kind].em, KINDS[tile.kind].narrow_em
    text_px = max(least, tile.text_px or 0)
    if largest_px(tile) < text_px:
        em = (em[0], narrow[1]) if narrow[0] and tile.rect_px[2] < narrow[0] * text_px else em
        size = _size((round(em[0] * text_px), round(em[1] * text_px)))
        text = ExplainedLine("with letters of {px} px it needs at least {size} px; enlarge it", px=text_px, size=size)
        yield _error((*path, "rect_px"), text)


def _check_contrast(path: Path, color: str, palette: Palette) -> Iterator[Fault]:
    ratio = contrast(color, palette.ground)
    if ratio < LEAST_CONTRAST:
        text = ExplainedLine(
            "{color} on {ground} has the contrast {ratio}; texts need {least}", color=color, ground=palette.ground,
            ratio=f"{ratio:.1f}", least=f"{LEAST_CONTRAST:g}",
        )  # fmt: skip
        yield _error(path, text)


def _check_twice(rows: Sequence[WallScene | WallTile], path: Path) -> Iterator[Fault]:
    seen = set[str]()
    for number, row in enumerate(rows):
        if row.id in seen:
            table = "tiles" if path else "scenes"
            yield _error(
                (*path, table, number), ExplainedLine("the id {id} is used twice; give it another one", id=row.id)
            )
        seen.add(row.id)


def _error(path: Path, text: ExplainedLine) -> Fault:
    return Fault("error", path, text)


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]} × {size[1]}"


def _area(rect: Rect) -> int:
    return rect[2] * rect[3]
