"""A replay that asks the analysis, on the desk: its states arrive after its columns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.package.open import CountyPackage
from desktop.cards.card import Card
from desktop.events.query import EventQuery
from desktop.item_models.event_rows import EVENT_ROLE, EventRows
from desktop.replay.bar import ReplayBar
from layers.events import EventsLayer
from tests.analysed_journals import AnalysedJournal
from tests.contract.test_replays import wait
from tests.gui.replay_desk import HOUR, MINUTE, T0, ReplayDesk, day, shown_replay_bar, shown_replay_desk
from tests.recorded_journals import numbered, write_journal


@pytest.fixture(scope="module")
def analysis(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnalysedJournal]:
    folder = write_journal(tmp_path_factory.mktemp("analysed") / "data", package, numbered(day(package)))
    with closing(AnalysedJournal(folder, package)) as analysis:
        with closing(analysis.replay()) as replay:  # starts the workers of the analysis, which outlive each test
            replay.seek(replay.extent.last)
            wait(replay.sought)
        yield analysis


@pytest.fixture
def shown(analysis: AnalysedJournal, package: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    with shown_replay_desk(analysis.replay(), package, tmp_path / "replay.ini") as desk:
        yield desk


@pytest.fixture
def bar(shown: ReplayDesk, qtbot: QtBot) -> Iterator[ReplayBar]:
    with shown_replay_bar(shown, qtbot) as bar:
        yield bar


def test_rows_have_their_titles_once_they_arrived_and_are_found_by_them(shown: ReplayDesk, bar: ReplayBar) -> None:
    session = shown.session
    bar.go(shown.replay.extent.last)
    shown.at_rest(bar)
    states = session.layers.states("event")
    rows = EventRows(session.layers.of(EventsLayer).columns, states, session.event_names)
    rows.search(EventQuery(text="事件E05"), "newest", session.clock.now_ms())
    shown.until(lambda: not rows.is_searching, "the first search")
    shown.until(lambda: all(states.get(subject) is not None for subject in list(states)), "all states")
    rows.search(EventQuery(text="事件E05"), "newest", session.clock.now_ms())
    shown.until(lambda: not rows.is_searching, "the search")
    found = {rows.index(row, 0).data(Qt.ItemDataRole.DisplayRole) for row in range(rows.rowCount())}
    assert found == {f"事件E05{n}" for n in range(10)}
    assert rows.index(0, 0).data(EVENT_ROLE).id == "E059"


def test_the_card_of_an_event_that_nobody_had_read_shows_it_as_it_was(shown: ReplayDesk, bar: ReplayBar) -> None:
    card = Card(shown.session)
    card.resize(460, 900)
    card.show()
    try:
        bar.go(shown.replay.extent.last)
        shown.at_rest(bar)
        shown.session.focus.select("events", "E000")
        shown.until(lambda: card.event_card.shown_event is not None, "the event")
        assert card.event_card.shown_event is not None
        assert card.event_card.shown_event.state == "filed"
        bar.go(shown.replay.moment_at(T0 + MINUTE))
        shown.at_rest(bar)
        shown.until(lambda: (e := card.event_card.shown_event) is not None and e.state == "reported", "as it was")
    finally:
        card.release()
        card.close()
        card.deleteLater()


def test_a_playback_leads_to_the_same_desk_as_a_seek(shown: ReplayDesk, bar: ReplayBar) -> None:
    bar.go(shown.replay.moment_at(T0 + MINUTE))
    shown.at_rest(bar)
    shown.source.set_rate(600)
    shown.source.play()

    def ended() -> bool:
        shown.time.ms += 1_000
        return not shown.source.is_playing

    shown.until(ended, "the end")
    assert shown.source.moment == (105, T0 + 24 * HOUR, None)
    assert _everything(shown) == _everything_of_seek(shown, bar)


def _everything(shown: ReplayDesk) -> dict[str, dict[str, object]]:
    states = shown.session.layers.fold.states
    shown.until(lambda: all(some.get(i) is not None for some in states.values() for i in list(some)), "all states")
    return {key: dict(some.items()) for key, some in states.items()}


def _everything_of_seek(shown: ReplayDesk, bar: ReplayBar) -> dict[str, dict[str, object]]:
    bar.go(shown.replay.moment_at(T0))
    shown.at_rest(bar)
    bar.go(shown.replay.extent.last)
    shown.at_rest(bar)
    return _everything(shown)
