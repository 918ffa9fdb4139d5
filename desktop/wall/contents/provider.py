"""Where the contents of tiles come from: one provider for each tile, over what the wall's session knows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from county.wall.kinds import SOURCES, sources_of
from county.wall.wall import Wall, WallTile
from desktop.session import Session
from desktop.wall.contents.figure_link import AnalysisQuestion, FigureLink
from desktop.wall.freshness import LOST_PERIODS, SourceAge
from layers.sensors import SensorsLayer


@dataclass(frozen=True)
class WallSources:
    """What all providers of a wall share."""

    session: Session
    figures: FigureLink
    dark: Callable[[], tuple[str, ...]] = tuple
    """Names of the outputs that show nothing."""

    def ages(self, sources: Sequence[str], now_ms: int) -> tuple[SourceAge, ...]:
        """How old the newest data of each source are."""
        return tuple(self._age(source, now_ms) for source in sources)

    def answer_age(self, question: AnalysisQuestion[Any]) -> SourceAge:
        """How old the answer to a question is."""
        return SourceAge("figures", question.as_of_ms, SOURCES["figures"][1], self.figures.is_lost)

    def _age(self, source: str, now_ms: int) -> SourceAge:
        health = self.session.source.health()
        is_lost = health.state not in ("live", "unanswered")
        name, _, kind = source.partition(":")
        if name == "readings":
            return self._readings_age(source, kind, is_lost)
        if name == "figures":
            return SourceAge(source, self.figures.newest_ms, SOURCES["figures"][1], self.figures.is_lost)
        if name == "judge":
            return SourceAge(source, self.figures.judged_ms, SOURCES["judge"][1], self.figures.is_lost)
        age_ms = health.heartbeat_age_ms
        newest_ms = None if age_ms is None or not self.session.layers.begun else now_ms - round(age_ms)
        return SourceAge(source, newest_ms, SOURCES["desk"][1], is_lost)

    def _readings_age(self, source: str, kind: str, is_lost: bool) -> SourceAge:
        """Of all sensors, or of those of one kind: lost when the catalogue calls the kind stale."""
        sensors, kinds = self.session.layers.of(SensorsLayer), self.session.catalog.sensor_kinds
        known = kinds.get(kind)
        period_s = SOURCES["readings"][1] if known is None else max(known.interval_s, known.stale_s / LOST_PERIODS)
        return SourceAge(source, sensors.newest_ms(kind), period_s, is_lost)


class ContentProvider:
    """Makes the content of one tile."""

    def __init__(self, sources: WallSources, wall: Wall, tile: WallTile) -> None:
        self.sources, self.session, self.wall, self.tile = sources, sources.session, wall, tile

    def content(self, now_ms: int) -> Hashable | None:
        """What is known now; equal values look the same.  None: nothing is known yet."""
        raise NotImplementedError

    def ages(self, now_ms: int) -> tuple[SourceAge, ...]:
        """How old each required source is."""
        return self.sources.ages(sources_of(self.tile), now_ms)

    def share(self, name: str, default: float) -> float:
        """A parameter of the tile that is a share, 0 to 1."""
        value = self.tile.params.get(name, default)
        return float(value) if isinstance(value, (int, float)) else default

    @property
    def is_ready(self) -> bool:
        """Whether it can be shown without a hole."""
        return True

    def close(self) -> None:
        """Release what it holds."""
