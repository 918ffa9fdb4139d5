"""Contents that the analysis answers."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from county.wall.kinds import sources_of
from county.wall.wall import Wall, WallTile
from desktop.wall.contents.figure_link import AnalysisQuestion
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.freshness import SourceAge

Q = TypeVar("Q", bound=AnalysisQuestion[Any])


class AskedContents(ContentProvider, Generic[Q]):
    """One question to the analysis; its own answer says how old the figures are, whatever others wait for."""

    def __init__(self, sources: WallSources, wall: Wall, tile: WallTile) -> None:
        super().__init__(sources, wall, tile)
        self.question = self.asked()
        sources.figures.add(self.question)

    def asked(self) -> Q:
        """What is asked."""
        raise NotImplementedError

    @property
    def answer_age(self) -> SourceAge:
        """How old the answer is."""
        return self.sources.answer_age(self.question)

    def ages(self, now_ms: int) -> tuple[SourceAge, ...]:
        own = self.answer_age
        others = [source for source in sources_of(self.tile) if source != own.source]
        return (own, *self.sources.ages(others, now_ms))

    def close(self) -> None:
        self.sources.figures.drop(self.question)
