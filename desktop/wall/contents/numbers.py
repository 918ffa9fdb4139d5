"""Numbers of today: what the desk counts over its events, and the figure of the analysis of those that are due."""

from __future__ import annotations

from collections.abc import Iterator

from county.figures.text import NO_DATA, SMALL_SAMPLE, fraction_text, short_text
from county.wall.kinds import FIGURE_NUMBERS, listed_numbers
from county.wall.states import STATE_COLORS
from county.wall.wall import Wall, WallTile
from desktop.events.query import IN_HAND, TO_VERIFY, WAITING
from desktop.figures.closing_rate import CLOSING_RATE, today
from desktop.i18n import pick
from desktop.moments import day_of
from desktop.wall.contents.events import columns_of, emergency_color
from desktop.wall.contents.figure_link import FigureQuestion
from desktop.wall.contents.provider import ContentProvider, WallSources
from desktop.wall.freshness import SourceAge
from desktop.wall.language import translate
from desktop.wall.tiles.numbers import BigNumber, NumbersContent

USUAL = ("reported", "waiting", "in_hand", "overdue")
"""Of a tile that names none."""


class NumbersContents(ContentProvider):
    """``show`` names the numbers in their order; the analysis is asked only where one of them is its figure.

    The analysis is a source from its first answer on: until then its number is "–", and the others are current."""

    def __init__(self, sources: WallSources, wall: Wall, tile: WallTile) -> None:
        super().__init__(sources, wall, tile)
        self._names = listed_numbers(tile) or USUAL
        self.question: FigureQuestion | None = None
        if not FIGURE_NUMBERS.isdisjoint(self._names) and CLOSING_RATE in self.session.catalog.metrics:
            self.question = FigureQuestion(metrics=(CLOSING_RATE,), periods=lambda now_ms: (today(now_ms),))
            sources.figures.add(self.question)

    def content(self, now_ms: int) -> NumbersContent | None:
        return None if columns_of(self) is None else NumbersContent(tuple(self._numbers(now_ms)))

    def ages(self, now_ms: int) -> tuple[SourceAge, ...]:
        counted = tuple(age for age in super().ages(now_ms) if age.source != "figures")
        question = self.question
        if question is None or question.as_of_ms is None:
            return counted
        return (*counted, self.sources.answer_age(question))

    def close(self) -> None:
        if self.question is not None:
            self.sources.figures.drop(self.question)

    def _numbers(self, now_ms: int) -> Iterator[BigNumber]:
        tally = self.session.tally
        color: str
        for name in self._names:
            match name:
                case "reported":
                    yield BigNumber(f"{tally.reported_in(day_of(now_ms)):,}", translate("wall", "Reported today"))
                case "waiting":
                    yield BigNumber(f"{tally.number(WAITING):,}", translate("wall", "To be assigned"))
                case "in_hand":
                    yield BigNumber(f"{tally.number(IN_HAND):,}", translate("wall", "In hand"))
                case "to_verify":
                    yield BigNumber(f"{tally.number(TO_VERIFY):,}", translate("wall", "To be verified"))
                case "overdue":
                    overdue = tally.overdue(now_ms)
                    color = STATE_COLORS["overdue"] if overdue else "text"
                    yield BigNumber(f"{overdue:,}", translate("wall", "Overdue"), color=color)
                case "due_soon":
                    yield BigNumber(f"{tally.due_soon(now_ms):,}", translate("wall", "Due soon"))
                case "emergencies":
                    count = tally.emergencies()
                    color = emergency_color(self, count)
                    yield BigNumber(f"{count:,}", translate("wall", "Emergencies"), color=color)
                case "closed":
                    yield self._closed(now_ms)

    def _closed(self, now_ms: int) -> BigNumber:
        """Of an answer that was asked for yesterday nothing is said: today has begun with none."""
        name, question = translate("wall", "Closed of due today"), self.question
        if question is None or question.answer is None or today(question.answer_of_ms) != today(now_ms):
            return BigNumber("–", name, pick(NO_DATA))
        [[value]] = question.answer.totals
        shown = pick(short_text(self.session.catalog.metrics[CLOSING_RATE], value))
        if value.value is None or value.quality == "small_sample":
            return BigNumber(shown, name, pick(NO_DATA if value.value is None else SMALL_SAMPLE))
        return BigNumber(shown.removesuffix("%"), name, "%", fraction_text(value))
