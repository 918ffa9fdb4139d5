"""Every kind of tile there is: its painter and what makes its content.  A kind costs a file each and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from county.wall.wall import Wall, WallTile
from desktop.wall.contents.alarms import AlarmsContents
from desktop.wall.contents.duty_log import DutyLogContents
from desktop.wall.contents.events import DecisionsContents, FunnelContents, OverdueContents
from desktop.wall.contents.figures import HotlineContents, TrendContents
from desktop.wall.contents.headline import HeadlineContents
from desktop.wall.contents.kpi import KpiContents
from desktop.wall.contents.map_picture import MapContents
from desktop.wall.contents.numbers import NumbersContents
from desktop.wall.contents.pins import PinsContents
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.contents.sensors import AirContents, DataHealthContents, WeatherContents
from desktop.wall.contents.state import HeaderContents
from desktop.wall.contents.twin_picture import TwinContents
from desktop.wall.contents.units import UnitsContents
from desktop.wall.contents.villages import VillagesContents
from desktop.wall.contents.vital_signs import VitalSignsContents
from desktop.wall.tiles.bars import BarsTile
from desktop.wall.tiles.funnel import FunnelTile
from desktop.wall.tiles.header import HeaderTile
from desktop.wall.tiles.headline import HeadlineTile
from desktop.wall.tiles.numbers import NumbersTile
from desktop.wall.tiles.picture import PictureTile
from desktop.wall.tiles.plates import PlatesTile
from desktop.wall.tiles.rows import ListTile
from desktop.wall.tiles.scores import ScoresTile
from desktop.wall.tiles.tile import TilePainter
from desktop.wall.tiles.trend import TrendTile
from desktop.wall.tiles.villages import VillagesTile


class KindEntry(NamedTuple):
    """How a tile is painted, and how the provider of its content is made."""

    painter: Callable[[], TilePainter[Any]]
    provider: Callable[[WallSources, Wall, WallTile], ContentProvider]


TILES: dict[str, KindEntry] = {
    "headline": KindEntry(HeadlineTile, HeadlineContents),
    "header": KindEntry(HeaderTile, HeaderContents),
    "map": KindEntry(PictureTile, MapContents),
    "twin": KindEntry(PictureTile, TwinContents),
    "decisions": KindEntry(ListTile, DecisionsContents),
    "funnel": KindEntry(FunnelTile, FunnelContents),
    "overdue": KindEntry(ListTile, OverdueContents),
    "alarms": KindEntry(ListTile, AlarmsContents),
    "weather": KindEntry(BarsTile, WeatherContents),
    "air": KindEntry(NumbersTile, AirContents),
    "units": KindEntry(BarsTile, UnitsContents),
    "hotline": KindEntry(NumbersTile, HotlineContents),
    "villages": KindEntry(VillagesTile, VillagesContents),
    "duty_log": KindEntry(ListTile, DutyLogContents),
    "data_health": KindEntry(BarsTile, DataHealthContents),
    "numbers": KindEntry(NumbersTile, NumbersContents),
    "vital_signs": KindEntry(PlatesTile, VitalSignsContents),
    "kpi": KindEntry(ScoresTile, KpiContents),
    "pins": KindEntry(NumbersTile, PinsContents),
    "trend": KindEntry(TrendTile, TrendContents),
}
"""By the keys of :data:`county.wall.kinds.KINDS`."""
