"""What is told of the coverage by one service: of each facility and village, what was proposed, and what data lack.

An answer of the analysis holds them, and so does a record of a plan that is kept.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from county.coverage.siting import SiteAim
from county.coverage.tours import TourPlan
from county.names import Name

Origin = Literal["facilities", "resources", "buildings", ""]
NoteKey = Literal[
    "from_resources", "from_buildings", "no_facilities", "no_capacity", "some_capacity", "no_people", "some_people",
    "empty_villages", "unreached", "off_the_roads", "closures", "all_ages", "speeds",
]  # fmt: skip
NOTES: Final[dict[NoteKey, Name]] = {
    "no_facilities": Name(
        "地图上没有这类设施：用 county import --facilities 导入",
        "The map has no facility of this service: import them with county import --facilities",
    ),
    "from_resources": Name("设施取自应急资源", "Facilities are those among the emergency resources"),
    "from_buildings": Name(
        "设施取自建筑用途，名称和规模未知",
        "Facilities are buildings by their use; neither names nor capacities are known",
    ),
    "no_capacity": Name("设施规模未知，不计算可达性", "No capacity is known, so no accessibility is computed"),
    "some_capacity": Name(
        "{n} 个设施规模未知，未计入可达性，实际可达性不低于所列数值",
        "{n} facilities of unknown capacity are left out of the accessibility, which is at least what is shown",
    ),
    "no_people": Name(
        "村（社区）人口均未知，只计算时间", "The population of no village is known, so only times are computed"
    ),
    "some_people": Name(
        "{n} 个村（社区）人口未知，未计入人口", "{n} villages of unknown population count as no people"
    ),
    "empty_villages": Name("{n} 个村（社区）无人口", "{n} villages have no people"),
    "unreached": Name(
        "{n} 个村（社区）没有道路可达的设施", "{n} villages have no way to a facility by road"
    ),
    "off_the_roads": Name("{n} 个村（社区）离道路超过 2 公里", "{n} villages are more than 2 km from every road"),
    "closures": Name("已考虑 {n} 处封闭道路", "{n} closed roads are taken into account"),
    "all_ages": Name(
        "按全部人口计：地图没有分年龄人口", "All people count: the map does not tell how old they are"
    ),
    "speeds": Name(
        "时间按道路等级的速度计算，不含堵车、候车和公交",
        "Times follow the speeds of road classes, without traffic, waiting and buses",
    ),
}  # fmt: skip


class CoverageNote(Struct, frozen=True, array_like=True, gc=False):
    """Something that a reader of the figures has to know; ``count`` of things."""

    key: NoteKey
    count: int = 0


class FacilityCoverage(Struct, frozen=True, array_like=True, gc=False):
    """A facility, and who reaches it."""

    id: str
    name: str
    x_m: float
    y_m: float
    capacity: int
    """-1: unknown."""
    people: int
    """Who reach it within the limit."""
    per_1000: float | None
    """Capacity for 1,000 of them; None where there are none, or the capacity is unknown."""


class VillageCoverage(Struct, frozen=True, array_like=True, gc=False):
    """A village, and what it reaches."""

    code: str
    people: int
    """-1: unknown."""
    minutes: float | None
    """To the nearest facility; None where there is no way."""
    nearest: str
    """Its id; "" for none."""
    simple: float | None
    """2SFCA: capacity for 1,000 people; None where it is not defined."""
    decayed: float | None
    """The same by E2SFCA."""


class ServiceCoverage(Struct, frozen=True, kw_only=True):
    """The coverage of all villages by one service."""

    service: str
    limit_min: float
    origin: Origin
    """Layer that the facilities are of; "": there are none."""
    facilities: tuple[FacilityCoverage, ...]
    villages: tuple[VillageCoverage, ...]
    notes: tuple[CoverageNote, ...]

    def is_covered(self, village: VillageCoverage) -> bool:
        """Whether a village reaches a facility within the limit."""
        return village.minutes is not None and village.minutes <= self.limit_min

    @property
    def people(self) -> int:
        """Whose village is known."""
        return sum(max(0, village.people) for village in self.villages)

    @property
    def covered_villages(self) -> int:
        return sum(map(self.is_covered, self.villages))

    @property
    def covered_people(self) -> int:
        return sum(max(0, village.people) for village in self.villages if self.is_covered(village))


class ProposedSite(Struct, frozen=True, array_like=True, gc=False):
    """A village in which a facility is proposed."""

    village: str
    x_m: float
    y_m: float
    people: int
    """Who would have it as their nearest facility."""


class SitesFound(Struct, frozen=True, kw_only=True):
    """Proposed sites, and what they change."""

    aim: SiteAim
    count: int
    sites: tuple[ProposedSite, ...]
    covered_before: int
    """People within the limit, without and …"""
    covered_after: int
    """… with the sites."""
    mean_before: float | None
    """Minutes of a person to the nearest facility, of those who reach one, …"""
    mean_after: float | None
    gap: float
    """How much better, as a share, another proposal could be at most."""
    optimal: bool
    minutes: tuple[float | None, ...]
    """Of every village with the sites, in the order of :class:`ServiceCoverage`."""


class TourStopPlace(Struct, frozen=True, array_like=True, gc=False):
    """Where a village of the tours is."""

    village: str
    x_m: float
    y_m: float
    people: int


class TourHome(Struct, frozen=True, array_like=True, gc=False):
    """From where vehicles set out."""

    name: str
    x_m: float
    y_m: float


class ToursFound(Struct, frozen=True, kw_only=True):
    """Tours of mobile services for villages that no facility covers, and what they were planned with."""

    weeks: int
    dates: tuple[str, ...]
    """The working days, as 2026-11-29."""
    service_min: int
    capacity_min: int
    min_visits: int
    shift: str
    seed: int
    iterations: int
    home: TourHome
    stops: tuple[TourStopPlace, ...]
    plan: TourPlan
    courses: tuple[bytes, ...]
    """Of each tour its course over the roads: points (k, 2) as float32, metres from ``home``."""


class CoverageAnswer(Struct, frozen=True, kw_only=True):
    """The times, and what else was asked for."""

    coverage: ServiceCoverage
    sites: SitesFound | None = None
    tours: ToursFound | None = None
