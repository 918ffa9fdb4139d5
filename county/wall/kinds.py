"""What a wall can show: the kinds of tiles with what each needs, and the sources of their content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from county.names import Name
from county.wall.wall import WallTile

MOST_NUMBERS = 9
"""Of a tile that is read from afar."""
Accepts = Literal["text", "share", "metric", "event_numbers"]
"""What a parameter can be: any text; a number from 0 to 1; the key of a metric; some of :data:`EVENT_NUMBERS`."""
EVENT_NUMBERS = (
    "reported", "waiting", "in_hand", "to_verify", "overdue", "due_soon", "emergencies", "closed",
)  # fmt: skip
"""What a tile ``numbers`` can show."""
FIGURE_NUMBERS = frozenset({"closed"})
"""Those that the analysis answers; the desk counts the others."""

PINS_SHOWN = 4
"""Pinned results that a tile shows; of more it tells the number."""
HEADER = "header"
"""The kind that says whether data are real, and whether this is a drill."""


@dataclass(frozen=True)
class TileKind:
    """One kind of tile, as far as its size and sources are concerned."""

    name: Name
    sources: tuple[str, ...]
    """Of which it is made unless a tile names others; empty: every tile names its own."""
    em: tuple[float, float] = (8.0, 3.0)
    """Least width and height in font sizes of plain text: what does not fit is not shown."""
    narrow_em: tuple[float, float] = (0.0, 0.0)
    """In a tile narrower than the first number of font sizes, the second one is its least height."""
    numbers: int = 1
    """How many numbers it shows, at most."""
    listed: str = ""
    """The parameter that lists its numbers, instead of that."""
    params: Mapping[str, Accepts] = field(default_factory=dict)
    """Its parameters, and what each can be."""
    stage: bool = False
    """A picture: it may lie across the seams of outputs, its texts do not."""


KINDS: dict[str, TileKind] = {
    "headline": TileKind(Name("县域态势", "State of the county"), ("desk",), (10, 3.4), numbers=5),
    HEADER: TileKind(Name("值守", "On duty"), ("desk",), (13, 1.4), numbers=2,
                       params={"secrecy": "text"}),
    "map": TileKind(Name("一张图", "Map"), ("desk", "readings"), (8, 6), numbers=0, stage=True),
    "twin": TileKind(Name("数字孪生", "Digital twin"), ("desk",), (8, 6), numbers=0, stage=True),
    "decisions": TileKind(Name("待决事项", "To be decided"), ("desk",), (12, 4), numbers=9),
    "funnel": TileKind(Name("事件流程", "Events by stage"), ("desk",), (12, 6), (22, 9.6), numbers=9),
    "overdue": TileKind(Name("督办与超期", "Supervised and overdue"), ("desk",), (12, 4), numbers=9),
    "alarms": TileKind(Name("告警", "Alarms"), ("desk",), (12, 4), numbers=9),
    "weather": TileKind(Name("水情雨情", "Rain and water"), ("readings:water",), (12, 4), numbers=9,
                        params={"near": "share"}),
    "air": TileKind(Name("空气质量", "Air"), ("readings:air",), (10, 4), numbers=9),
    "units": TileKind(Name("力量待命", "Units"), ("desk",), (12, 5), numbers=9, params={"few": "share"}),
    "hotline": TileKind(Name("热线", "Hotline"), ("figures",), (10, 4), numbers=6),
    "villages": TileKind(Name("村（社区）事件", "Events by village"), ("desk",), (14, 8), numbers=9),
    "duty_log": TileKind(Name("值班日志", "Duty log"), ("desk",), (12, 4), numbers=9),
    "data_health": TileKind(Name("数据健康", "Data health"), ("desk", "readings"), (12, 4), numbers=9,
                            params={"unheard": "share"}),
    "numbers": TileKind(Name("今日数字", "Today in numbers"), (), (6, 3), numbers=9, listed="show",
                          params={"show": "event_numbers"}),
    "vital_signs": TileKind(
        Name("城市体征树", "Vital signs"), ("figures", "judge"), (20, 15.6), (32, 25.2), numbers=16
    ),
    "kpi": TileKind(Name("考核指标树", "Assessment"), ("figures",), (20, 17), (42, 29), numbers=17),
    "pins": TileKind(Name("决策结论", "Results of decisions"), ("desk",), (10, 4), numbers=PINS_SHOWN),
    "trend": TileKind(Name("七日走势", "Seven days"), ("figures",), (12, 4), numbers=3, params={"metric": "metric"}),
}  # fmt: skip
SOURCES: dict[str, tuple[Name, float]] = {
    "desk": (Name("事件台", "Event desk"), 2.0),
    "readings": (Name("感知设备", "Sensors"), 60.0),
    "figures": (Name("分析服务", "Analysis"), 60.0),
    "judge": (Name("体征研判", "Judgement of the vital signs"), 60.0),
}
"""Name, and the time in seconds between two data while all is well; that of ``readings:KIND`` is the kind's own."""


def largest_px(tile: WallTile) -> float:
    """The largest font size of plain text with which a tile's content fits."""
    kind, (width, height) = KINDS[tile.kind], tile.rect_px[2:]
    px = min(width / kind.em[0], height / kind.em[1])
    narrow, needed = kind.narrow_em
    return min(px, max(width / narrow, height / needed)) if narrow else px


def sources_of(tile: WallTile) -> tuple[str, ...]:
    """What a tile's content is made of; a number that the analysis answers makes it a source of every tile that names
    one."""
    kind = KINDS.get(tile.kind)
    named = tile.sources or (() if kind is None else kind.sources)
    needs_figures = named and "figures" not in named and not FIGURE_NUMBERS.isdisjoint(listed_numbers(tile))
    return (*named, "figures") if needs_figures else named


def listed_numbers(tile: WallTile) -> tuple[str, ...]:
    """The numbers that a tile names, in their order; none where its kind does not let it choose, or it names none."""
    kind = KINDS.get(tile.kind)
    listed = tile.params.get(kind.listed) if kind is not None and kind.listed else None
    return (listed,) if isinstance(listed, str) else listed if isinstance(listed, tuple) else ()


def numbers_of(tile: WallTile) -> int:
    """How many numbers a tile shows at most."""
    kind = KINDS.get(tile.kind)
    if kind is None:
        return 0
    return len(listed_numbers(tile)) or kind.numbers


def title_of(tile: WallTile) -> Name:
    """The title of a tile."""
    kind = KINDS.get(tile.kind)
    return tile.title or (Name(tile.kind, tile.kind) if kind is None else kind.name)
