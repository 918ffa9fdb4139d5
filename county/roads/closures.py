"""道路封闭: roads that are closed to vehicles, by a person.  A closure lasts until a person opens the road: the end
that was expected when it was closed opens nothing.

What is closed is recorded as a road, as the part of it between two junctions at a place, or as a circle.  The numbers
of edges are not recorded: they change with the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import shapely

from county.aggregate import NEVER_MS, Decision, StateColumn
from county.catalog import Name
from county.durations import DAY_MS
from county.procedure import Case, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused
from county.within import check_event, check_place

if TYPE_CHECKING:
    from county.roads.lines import Ints
    from county.roads.network import RoadGraph

Extent = Literal["road", "part", "circle"]
EXTENTS: dict[Extent, Name] = {
    "part": Name("路口之间的一段", "Part between junctions"),
    "road": Name("整条道路", "Whole road"),
    "circle": Name("范围内所有道路", "All roads within a radius"),
}
NEAR_M = 200.0
"""Maximum distance of a place from the part of a road that it names."""
RADIUS_MAX_M = 5_000.0
LONGEST_DAYS = 366
RETENTION_DAYS = 7


class ClosedPart(Protocol):
    """What a closure closes; the place is in metres of the working CRS."""

    @property
    def extent(self) -> Extent: ...
    @property
    def road(self) -> str:
        """Id of a road; "": the nearest to the place."""
        ...

    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...
    @property
    def radius_m(self) -> float: ...


def closed_edges(graph: RoadGraph, part: ClosedPart) -> Ints:
    """Numbers of the edges of ``graph`` that are closed by ``part``; empty where there is no such road."""
    edges = graph.edges
    own = np.array([road == part.road for road in graph.ids], dtype=bool)[edges.road]
    if part.extent == "road":
        return np.flatnonzero(own)
    place = shapely.Point(part.x_m, part.y_m)
    among = np.flatnonzero(own) if part.road and part.extent == "part" else np.arange(len(edges.road))
    if not len(among):
        return among
    away_m = shapely.distance(edges.line[among], place)
    if part.extent == "circle":
        return np.asarray(among[away_m <= part.radius_m])
    nearest = int(away_m.argmin())
    return among[[nearest]] if away_m[nearest] <= NEAR_M else among[:0]


class ClosureCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one closure."""

    closure_id: str


class CloseRoad(ClosureCommand, frozen=True, kw_only=True):
    """Close a road to vehicles, in both directions; ``note`` gives the reason."""

    extent: Extent
    x_m: float
    y_m: float
    road: str = ""
    radius_m: float = 0.0
    until_ms: int | None = None
    """When it is expected to be open again."""
    about: str = ""
    """Number of the event that it is closed for."""


class ProlongClosure(ClosureCommand, frozen=True, kw_only=True):
    """It is expected to be open again later, or earlier, than was said."""

    until_ms: int


class OpenRoad(ClosureCommand, frozen=True, kw_only=True):
    """The road is open again."""


class ClosureRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one closure."""

    closure_id: str


class RoadClosed(ClosureRecord, frozen=True, kw_only=True):
    extent: Extent
    x_m: float
    y_m: float
    road: str = ""
    radius_m: float = 0.0
    until_ms: int | None = None
    about: str = ""


class ClosureProlonged(ClosureRecord, frozen=True, kw_only=True):
    until_ms: int


class RoadOpened(ClosureRecord, frozen=True, kw_only=True):
    pass


class RoadClosure(Case, frozen=True, kw_only=True, gc=False):
    """A closure; its first step holds the reason."""

    extent: Extent = "road"
    x_m: float = 0.0
    y_m: float = 0.0
    road: str = ""
    radius_m: float = 0.0
    until_ms: int | None = None
    about: str = ""

    @property
    def closed(self) -> bool:
        return self.state == "closed"

    @property
    def note(self) -> str:
        """Why it was closed."""
        return self.steps[0].note

    @property
    def end_ms(self) -> int:
        """When it is expected to be open again; NEVER_MS when that is not known."""
        return NEVER_MS if self.until_ms is None else self.until_ms


def _check_until(until_ms: int | None, decision: Decision) -> None:
    if until_ms is None:
        return
    if until_ms <= decision.now_ms:
        raise Refused("time_not_later")
    if until_ms > decision.now_ms + LONGEST_DAYS * DAY_MS:
        raise Refused("time_too_far", days=str(LONGEST_DAYS))


def _can_be_closed(closure: RoadClosure | None, command: CloseRoad, decision: Decision) -> None:
    check_place(decision, command.x_m, command.y_m)
    check_event(decision, command.about)
    _check_until(command.until_ms, decision)
    if command.extent == "circle" and not 0 < command.radius_m <= RADIUS_MAX_M:
        raise Refused("radius_out_of_range", limit=f"{RADIUS_MAX_M / 1000:g}")
    if command.extent == "road" and not command.road:
        raise Refused("closure_no_road")
    if not decision.desk.closes(command):
        raise Refused("closure_no_road")


def _can_be_prolonged(closure: RoadClosure, command: ProlongClosure, decision: Decision) -> None:
    check_place(decision, closure.x_m, closure.y_m)
    _check_until(command.until_ms, decision)


def _can_be_opened(closure: RoadClosure, command: OpenRoad, decision: Decision) -> Mapping[str, object] | None:
    check_place(decision, closure.x_m, closure.y_m)
    return None


CLOSURES = Procedure(
    key="closure",
    state=RoadClosure,
    command=ClosureCommand,
    record=ClosureRecord,
    subject="closure_id",
    states=("closed", "opened"),
    rules=(
        Transition(CloseRoad, (), "closed", RoadClosed, note_required=True, guard="can be closed"),
        Transition(ProlongClosure, ("closed",), None, ClosureProlonged, guard="can be prolonged", at_most=50),
        Transition(OpenRoad, ("closed",), "opened", RoadOpened, guard="can be opened"),
    ),
    ends=frozenset({"opened"}),
    guards={"can be closed": _can_be_closed, "can be prolonged": _can_be_prolonged, "can be opened": _can_be_opened},
    retention_days=RETENTION_DAYS,
    names={
        CloseRoad: Name("封闭道路", "Close the road"),
        ProlongClosure: Name("调整预计开放时间", "Change the expected end"),
        OpenRoad: Name("恢复通行", "Open the road"),
    },
    columns=(
        StateColumn("extent", "O", "never"), StateColumn("road", "O", "never"), StateColumn("x_m", "<f8", "never"),
        StateColumn("y_m", "<f8", "never"), StateColumn("radius_m", "<f8", "never"),
        StateColumn("about", "O", "never", in_record=True), StateColumn("note", "O", "never", in_record=True),
        StateColumn("end_ms", "<i8"),
    ),
).aggregate()
