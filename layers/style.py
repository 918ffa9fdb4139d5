"""The style sheet: appearance by key, the same for the map, the legend and the twin.

Keys are dotted: ``event.soon`` takes what its row leaves out from the row ``event``.  ``key@icon`` is the
style of ``key`` with an icon in its glyph, so that a new kind of sensor needs no row here; ``key@row`` with the icon
of another row.  ``key>45`` and
``key@icon>45`` have that glyph turned to the north-east, ``key*0.5`` has it half as large.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from county.explained import Explained
from layers.batches import Field

STYLES_DIR = Path(__file__).resolve().parent.parent / "resources" / "styles"
RGBA = tuple[int, int, int, int]

Glyph = Literal[
    "", "disc", "square", "diamond", "triangle", "triangle_down", "pentagon", "hexagon", "octagon",
    "star", "cross", "ring", "flag", "arrow", "stage", "stage_held",
]  # fmt: skip
DIRECTIONS = 32
"""Ways that a glyph can be turned: so many pictures of it, however many headings there are."""
DIRECTION_DEG = 360 / DIRECTIONS
PALEST = 3
"""Steps in which what is old fades."""
FAINTEST = 0.4
"""Least opacity of the last step: it can be read still."""
FONT = "mdi6."
"""Prefix of the names of icons."""
HIDDEN = "hidden"
"""Key of the style of what is not shown: it has no colours."""
SHADES = 4096
"""Colours of a ramp."""


class Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How one kind of thing is drawn.  Colours are ``#rrggbb`` or ``#rrggbbaa``; "" draws nothing."""

    color: str = ""
    """Fill of a glyph or polygon, stroke of a line, ink of a label."""
    outline: str = ""
    """Stroke around a glyph or polygon, halo of a label."""
    plate: str = ""
    """Ground of a label that is a plate on its line, such as the number of a road, with a rim in ``color`` and without
    a halo; "": the label has none.  Also the ground of a badge of a stage."""
    glyph: Glyph = ""
    size_px: float = 0.0
    """Glyph's diameter, or a label's text height."""
    width_px: float = 1.0
    """Of a line or outline."""
    broad: str = ""
    """Stroke of a line that is so near that its true width shows; "": ``color``."""
    casing: str = ""
    """Darker edge along a line."""
    dash: tuple[float, ...] = ()
    """On and off lengths in line widths."""
    bold: bool = False
    over_marks: float = 1.0
    """Of a label in bold, the part that may lie over marks where it finds no better place; else it is left out, unless
    it is the first of its style."""
    italic: bool = False
    spacing: float = 0.0
    """Between the letters of a label along a line, in heights of the text."""
    pulse: bool = False
    """Swells until its thing stops being new."""
    glides: bool = False
    """Shown on the way from the last place that its thing has reported to the newest one."""
    outside: str = ""
    """Fill of everything around the polygons."""
    max_m_per_px: float = float("inf")
    """Hidden on the map beyond this scale."""
    dot_m_per_px: float = float("inf")
    """Beyond this scale the glyph shrinks to a dot."""
    cluster: str = ""
    """Style of the badge that things share beyond ``cluster_m_per_px``; "": never."""
    cluster_m_per_px: float = float("inf")
    icon: str = ""
    ink: str = ""
    """Of the icon, "": a colour that contrasts with ``color``; of the hatching; of what is done on a badge."""
    part: float = 0.0
    """Of the way to the end (0-1) that a badge of a stage shows."""
    hatch: Literal["", "lines", "dots"] = ""
    """Of an area, over its fill."""
    sheen: bool = False
    """Reflects the sky, in the twin."""
    textured: bool = False
    """Of a class of land cover: the map shows it with a pattern from near, as the twin always does."""
    shadow: str = ""
    """Of small filled areas that stand above the ground: what they cast on it, to the south-east as the light of maps
    is.  In the twin shadows are those of the sun."""
    lit: tuple[float, float] = (0.0, 0.0)
    """Shares (0-1) of a building's windows that are lit in the middle of the evening, and of the night."""
    roof: Literal["flat", "gabled", "hipped"] = "flat"
    """Of buildings that are small enough for it, in the twin."""
    stale: float = 1.0
    """Part of its opacity that is left at the step PALEST, of what is old; at least FAINTEST."""
    turn_deg: float | None = None
    """Where the upper end of a glyph or a text points, clockwise from north; a glyph's icon stays upright.  None: it
    points up, whichever way the view looks."""

    @property
    def rgba(self) -> RGBA:
        return rgba(self.color)

    @property
    def plate_rgba(self) -> RGBA:
        return rgba(self.plate)

    @property
    def outline_rgba(self) -> RGBA:
        return rgba(self.outline)


class Ramp(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Colours between stops, which are shares (0-1) of the field's own range, or values when ``absolute``: then a value
    has the same colour whatever the field's range."""

    stops: tuple[tuple[float, str], ...]
    absolute: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """The stops at its low and its high end."""
        return self.stops[0][0], self.stops[-1][0]

    def limits(self, value: NDArray[np.float32]) -> tuple[float, float]:
        """The values at the low and the high end of the ramp for a field of ``value``."""
        if self.absolute:
            return self.ends
        known = value[np.isfinite(value)]
        return (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)

    def colors(self, value: NDArray[np.float32], limits: tuple[float, float]) -> NDArray[np.uint8]:
        """RGBA (…, 4) of ``value`` (…) on the ramp between ``limits``, transparent where NaN."""
        low, high = limits
        at = np.array([stop for stop, _ in self.stops])
        at = (at - at[0]) / (at[-1] - at[0]) if self.absolute else at
        channels = np.array([rgba(color) for _, color in self.stops], dtype=float)
        steps = np.linspace(0.0, 1.0, SHADES)
        table = np.stack([np.interp(steps, at, channels[:, i]) for i in range(4)], axis=-1).round().astype(np.uint8)
        table = np.vstack([table, np.zeros((1, 4), np.uint8)])
        with np.errstate(invalid="ignore"):
            share = (value - np.float32(low)) * np.float32((SHADES - 1) / max(high - low, 1e-9))
        np.clip(share, 0, SHADES - 1, out=share)
        share[~np.isfinite(value)] = SHADES
        return np.asarray(table[(share + np.float32(0.5)).astype(np.intp)])


class StyleError(Explained):
    """A style sheet that cannot be used; the message names the file, the place and the reason."""


def rgba(color: str) -> RGBA:
    """Red, green, blue, alpha (0-255) of ``#rrggbb`` or ``#rrggbbaa``; "" is clear.  Raises ValueError."""
    if not color:
        return 0, 0, 0, 0
    digits = color.removeprefix("#")
    if len(digits) not in (6, 8) or not color.startswith("#"):
        raise ValueError(f"colour {color!r} is not #rrggbb or #rrggbbaa")
    r, g, b, a = bytes.fromhex(digits + "ff" if len(digits) == 6 else digits)
    return r, g, b, a


def is_sized(key: str) -> bool:
    """Whether the key says how large its glyph is."""
    return "*" in key


class StyleSheet(Mapping[str, Style]):
    """Styles and colour ramps by key."""

    def __init__(self, styles: Mapping[str, Style], ramps: Mapping[str, Ramp]) -> None:
        self._styles = dict(styles)
        self.ramps = dict(ramps)

    @classmethod
    def load(cls, path: Path = STYLES_DIR / "command.toml", *, over: Path | None = None) -> StyleSheet:
        """Read a sheet: tables ``styles`` and ``ramps``; what the rows of ``over`` state replaces that of the rows of
        the same keys.  Raises StyleError."""
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
            if over is not None:
                path, stated = over, tomllib.loads(over.read_text(encoding="utf-8"))
                for key, row in stated["styles"].items():
                    tables["styles"][key] = tables["styles"].get(key, {}) | row
                tables["ramps"] |= stated["ramps"]
            rows: dict[str, dict[str, object]] = {}
            for key in sorted(tables["styles"], key=lambda key: key.count(".")):
                rows[key] = rows.get(key.rpartition(".")[0], {}) | tables["styles"][key]
            styles = {key: msgspec.convert(row, Style) for key, row in rows.items()}
            ramps = msgspec.convert(tables["ramps"], dict[str, Ramp])
            for style in styles.values():
                for color in (style.color, style.broad, style.outline, style.casing, style.outside, style.ink):
                    rgba(color)
                rgba(style.plate)
                if not FAINTEST <= style.stale <= 1:
                    raise ValueError(f"stale = {style.stale:g} is not between {FAINTEST:g} and 1")
        except (OSError, ValueError, KeyError) as error:
            raise StyleError(f"{path}: {error}; restore the file or fix the row") from error
        return cls(styles, ramps)

    def ramp_of(self, field: Field) -> Ramp:
        """The colours of a field's values.  Raises KeyError."""
        if not field.classes:
            return self.ramps[field.style]
        return Ramp(stops=tuple((n, self[key].color) for n, key in enumerate(field.classes, start=1)), absolute=True)

    @classmethod
    def for_paper(cls) -> StyleSheet:
        """The sheet of what is printed: light.  Raises StyleError."""
        return cls.load(over=STYLES_DIR / "paper.toml")

    def scaled(self, factor: float) -> StyleSheet:
        """The sheet for a screen where everything is ``factor`` times as many pixels wide."""
        styles = {
            key: replace(
                style,
                size_px=style.size_px * factor,
                width_px=style.width_px * factor,
                max_m_per_px=style.max_m_per_px / factor,
                dot_m_per_px=style.dot_m_per_px / factor,
                cluster_m_per_px=style.cluster_m_per_px / factor,
            )
            for key, style in self._styles.items()
        }
        return StyleSheet(styles, self.ramps)

    def __getitem__(self, key: str) -> Style:
        """The style of ``key``, else of the row above it; turns become the nearest of DIRECTIONS.

        Raises KeyError when there is none, or when what follows ``>``, ``*`` or ``~`` is not a number.
        """
        name, _, step = key.partition("~")
        name, _, times = name.partition("*")
        name, _, turn = name.partition(">")
        name, _, icon = name.partition("@")
        style = self._styles.get(name)
        while style is None and "." in name:
            name = name.rpartition(".")[0]
            style = self._styles.get(name)
        if style is None:
            raise KeyError(f"style sheet has no row for {key!r}")
        if icon:
            style = replace(style, icon=icon if icon.startswith(FONT) else self[icon].icon)
        if times:
            style = replace(style, size_px=style.size_px * _factor(key, times))
        if step:
            style = _faded(style, _step(key, step))
        return replace(style, turn_deg=_direction(key, turn)) if turn else style

    def __iter__(self) -> Iterator[str]:
        return iter(self._styles)

    def __len__(self) -> int:
        return len(self._styles)


def _factor(key: str, times: str) -> float:
    try:
        return float(times)
    except ValueError as error:
        raise KeyError(f"style {key!r}: {times!r} after * is not a number") from error


def _step(key: str, step: str) -> int:
    if step not in map(str, range(PALEST + 1)):
        raise KeyError(f"style {key!r}: {step!r} after ~ is not one of 0 to {PALEST}")
    return int(step)


def _faded(style: Style, step: int) -> Style:
    """Every colour of a glyph with a part of its opacity."""
    opacity = 1.0 - (1.0 - style.stale) * step / PALEST
    return replace(
        style,
        color=_thinned(style.color, opacity),
        outline=_thinned(style.outline, opacity),
        ink=_thinned(style.ink, opacity),
    )


def _thinned(color: str, opacity: float) -> str:
    red, green, blue, alpha = rgba(color)
    return f"#{red:02x}{green:02x}{blue:02x}{round(alpha * opacity):02x}" if color else ""


def _direction(key: str, turn: str) -> float:
    """The nearest of DIRECTIONS in degrees, from 0 to less than 360."""
    try:
        return round(float(turn) / DIRECTION_DEG) % DIRECTIONS * DIRECTION_DEG
    except (ValueError, OverflowError) as error:
        raise KeyError(f"style {key!r}: {turn!r} after > is not a number of degrees") from error
