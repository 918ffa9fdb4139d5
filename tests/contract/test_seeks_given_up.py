"""Seeks of which the analysis answers the parts one by one, while other moments are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import count
from typing import Any

import pytest

from county.explained import ExplainedLine
from county.moment import Moment
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.analysis_messages import AnalysisAnswer, AnalysisQuery
from services.protocol.as_of_messages import RecordsRequest, SeekRequest, StatesRequest, TimesRequest
from services.protocol.desk_columns import DeskRows
from services.protocol.messages import Trouble
from services.protocol.replay import ReplayMoment, SoughtStates
from services.replay.analysed import AnalysedReplay
from services.replay.analysed_seeks import REST_MS
from tests.analysed_journals import AnalysedJournal
from tests.figure_day import records_of_month
from tests.recorded_journals import write_journal
from tests.tiny_county import write_tiny_county


class LinkByHand:
    """Implements AnalysisLink; it delivers an answer, in this thread, when a test says so."""

    health = AnalysisHealth("ready")

    def __init__(self, work: Mapping[type[Any], Any], deliver: Callable[[AnalysisAnswer | Trouble], None]) -> None:
        self._work, self._deliver, self.seeks = work, deliver, 0
        self.asked: dict[str, AnalysisQuery] = {}

    def ask(self, asked: AnalysisQuery) -> str:
        self.asked[asked.request] = asked
        if isinstance(asked, TimesRequest):
            self.answer(TimesRequest)
        return asked.request

    def seek(self, moment: Moment, seq: int | None = None) -> str:
        self.seeks += 1
        return self.ask(SeekRequest(request=f"seek {self.seeks}", token=self.seeks, moment=moment, seq=seq))

    def cancel(self, request: str) -> None:
        self.asked.pop(request, None)

    def close(self) -> None:
        self.asked.clear()

    def answer(self, kind: type[Any]) -> None:
        """The first request of a kind."""
        asked = self.asked.pop(next(request for request, one in self.asked.items() if isinstance(one, kind)))
        self._deliver(self._work[type(asked)](asked, lambda: False))

    def refuse(self, request: str) -> None:
        """Also one that was given up."""
        self._deliver(Trouble.of(ExplainedLine("the timeline is being built again"), request))

    def answer_all(self) -> None:
        while self.asked:
            self.answer(object)


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnalysedJournal]:
    folder = tmp_path_factory.mktemp("seeks")
    package = write_tiny_county(folder / "county")
    journal = write_journal(folder / "data", package, records_of_month(3, events=60))
    with closing(AnalysedJournal(journal, package)) as served:
        yield served


def opened(analysis: AnalysedJournal, **more: Any) -> tuple[AnalysedReplay, LinkByHand]:
    links: list[LinkByHand] = []

    def connect(deliver: Callable[[AnalysisAnswer | Trouble], None]) -> LinkByHand:
        links.append(LinkByHand(analysis.work, deliver))
        return links[0]

    replay = AnalysedReplay(connect, "live", analysis.keys, **more)
    replay.open(1.0)
    return replay, links[0]


def test_a_moment_that_is_chosen_again_after_another_one_is_shown_with_its_states(analysis: AnalysedJournal) -> None:
    replay, link = opened(analysis)
    last, other = replay.extent.last, replay.moment_of(5)
    replay.seek(last)
    replay.seek(other)
    link.answer(SeekRequest)
    replay.seek(last)
    link.answer_all()
    found = replay.sought()
    assert isinstance(found, SoughtStates)
    assert found.moment == last
    assert len(found.states["event"].ids) > 5


def test_columns_that_cannot_be_used_of_a_moment_that_was_given_up_are_nobodys_trouble(
    analysis: AnalysedJournal,
) -> None:
    def first_shown(rows: Mapping[str, DeskRows], known_ms: int) -> Mapping[str, list[int]]:
        if link.seeks > 1:
            return {}
        replay.seek_step(replay.extent.last, -1)
        raise ValueError("rows of no table")

    replay, link = opened(analysis, first_shown=first_shown)
    replay.seek(replay.extent.last)
    link.answer(SeekRequest)
    assert not replay.answers()
    assert not replay.notes
    link.answer_all()
    assert isinstance(replay.sought(), SoughtStates)


def test_states_that_nobody_has_read_still_come_after_a_seek_that_was_given_up(analysis: AnalysedJournal) -> None:
    """Though the states that it had asked for, which are cancelled, never arrive."""

    def first_shown(rows: Mapping[str, DeskRows], known_ms: int) -> Mapping[str, list[int]]:
        return {"event": [0]}

    replay, link = opened(analysis, first_shown=first_shown, monotonic=count(step=REST_MS).__next__)
    replay.seek(replay.extent.last)
    link.answer(SeekRequest)
    replay.seek_step(replay.extent.last, -1)
    link.answer_all()
    assert isinstance(replay.sought(), SoughtStates)
    replay.brought()
    assert [type(asked) for asked in link.asked.values()] == [StatesRequest]


def test_a_late_refusal_of_a_seek_that_was_given_up_holds_up_nothing(analysis: AnalysedJournal) -> None:
    replay, link = opened(analysis, monotonic=lambda: 0)
    first, last = replay.extent
    replay.seek(first)
    link.answer_all()
    assert isinstance(replay.sought(), SoughtStates)
    replay.seek(last)
    replay.seek_step(first, -1)
    link.refuse("seek 2")
    assert not replay.notes
    replay.played(first, last.known_ms, 10)
    assert any(isinstance(asked, RecordsRequest) for asked in link.asked.values())


def test_a_playback_from_a_moment_that_another_one_had_led_to_asks_for_the_states_it_needs_together(
    analysis: AnalysedJournal,
) -> None:
    replay, link = opened(analysis, monotonic=lambda: 0)
    last = replay.extent.last

    def show(moment: ReplayMoment) -> None:
        replay.seek(moment)
        link.answer_all()
        assert isinstance(replay.sought(), SoughtStates)

    def questions(here: ReplayMoment, to_seq: int) -> int:
        """How often a playback waits until the analysis has answered."""
        for times in range(1_000):
            while (part := replay.played(here, last.known_ms, to_seq - here.seq)) and part.records:
                here = part.moment
            if here.seq >= to_seq:
                return times
            replay.brought()
            link.answer_all()
        raise AssertionError(here)

    middle = replay.moment_of(last.seq // 2)
    show(replay.moment_of(last.seq // 4))
    once = questions(replay.moment_of(last.seq // 4), middle.seq)
    show(replay.extent.first)
    show(middle)
    assert questions(middle, last.seq) <= once
