"""A wall: a canvas of pixels made of outputs, and the scenes that are shown on it, each composed of tiles."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.names import Name
from county.wall.reading import digit_px, han_px
from county.wall.status import OUTPUTS_MAX, SCENES_MAX, TILES_MAX

Px = Annotated[int, Meta(ge=0, le=100_000)]
Rect = tuple[Px, Px, Px, Px]
"""Left, top, width and height in pixels of the canvas."""
Size = tuple[Px, Px]
Level = Literal["far", "near"]
"""far: headlines and states, read from the far distance.  near: for those in the operators' row."""
HeldOn = Literal["unacknowledged_red", "nothing"]
Key = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$")]
Color = Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")]


class Output(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One screen: a window of its own covers it, one pixel of the canvas on one of the screen."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    """Of the screen as the system calls it, unless ``serial`` is given; under it the desk knows the output."""
    serial: str = ""
    """Serial number of the screen; it wins over the name."""
    canvas_rect_px: Rect
    native_px: Size


class Distance(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """From where the wall is read, in metres."""

    near: Annotated[float, Meta(gt=0, le=100)]
    far: Annotated[float, Meta(gt=0, le=100)]


class Rotation(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The scenes follow each other in their order."""

    on: bool = False
    every_s: Annotated[float, Meta(ge=5, le=3_600)] = 60.0
    hold_on: HeldOn = "unacknowledged_red"


class WallTile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One subject at one place of a scene."""

    id: Key
    kind: Key
    rect_px: Rect
    title: Name | None = None
    """None: the one of its kind."""
    sources: tuple[Key, ...] = ()
    """Where its content comes from; empty: what its kind needs."""
    params: dict[str, str | int | float | tuple[str, ...]] = {}
    level: Level = "near"
    text_px: Annotated[int, Meta(ge=1, le=2_000)] | None = None
    """Font size of its plain text; None: what the reading rule asks for."""
    color: Color | None = None
    """Of its plain text; None: the theme's."""


class WallScene(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is shown at one time."""

    id: Key
    name: Name
    tiles: Annotated[tuple[WallTile, ...], Meta(max_length=TILES_MAX)]


class Colors(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Colours of a wall; those that are left out are the theme's."""

    ground: Color | None = None
    text: Color | None = None
    muted: Color | None = None
    accent: Color | None = None
    good: Color | None = None
    late: Color | None = None
    alarm: Color | None = None


class Wall(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One wall, as its file says."""

    format: Literal[1]
    name: Name
    canvas_px: Size
    pitch_mm: Annotated[float, Meta(gt=0, le=20)]
    """From the middle of a pixel to that of the next; configured, never read from the screen: what LED processors say
    about their size is nonsense."""
    distance_m: Distance
    bezel_mm: Annotated[float, Meta(ge=0, le=100)] = 0.0
    """Of the frame around each output."""
    theme: Literal["night", "day"] = "night"
    colors: Colors = Colors()
    outputs: Annotated[tuple[Output, ...], Meta(max_length=OUTPUTS_MAX)]
    scenes: Annotated[tuple[WallScene, ...], Meta(max_length=SCENES_MAX)]
    rotate: Rotation = Rotation()

    def distance_of(self, level: Level) -> float:
        """From where tiles of this level are read, in metres."""
        return self.distance_m.far if level == "far" else self.distance_m.near

    def han_px(self, level: Level) -> int:
        """The least font size of Han characters, by the reading rule."""
        return han_px(self.distance_of(level), self.pitch_mm)

    def digit_px(self, level: Level) -> int:
        """The same of digits."""
        return digit_px(self.distance_of(level), self.pitch_mm)

    @property
    def bezel_px(self) -> int:
        """How far texts stay from an edge at which another output joins."""
        return -int(-self.bezel_mm // self.pitch_mm)

    def scene(self, scene_id: str) -> WallScene | None:
        """The scene with this id."""
        return next((scene for scene in self.scenes if scene.id == scene_id), None)


def crosses(rect: Rect, output: Rect) -> bool:
    """Whether a rectangle is partly, not wholly, on an output."""
    left, top, width, height = overlap(rect, output)
    return width > 0 and height > 0 and (left, top, width, height) != rect


def overlap(one: Rect, other: Rect) -> Rect:
    """What two rectangles share; of width or height 0 if nothing."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right = min(one[0] + one[2], other[0] + other[2])
    bottom = min(one[1] + one[3], other[1] + other[3])
    return left, top, max(0, right - left), max(0, bottom - top)
