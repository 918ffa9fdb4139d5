"""One word for one state: what counts or lists events by their states is called by the words of these states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from PySide6.QtWidgets import QApplication

from county.events.event import State
from county.events.state_names import STATE_NAMES
from desktop import i18n
from desktop.archive.archive import Archive
from desktop.events.boards import Boards
from desktop.events.event_list import EventList
from desktop.events.query import ALL, CLOSED, IN_HAND, OPEN, TO_VERIFY, WAITING, name_of
from desktop.i18n import I18N_DIR, pick
from desktop.session import Session
from desktop.window.header import COUNTED_STATES
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop

SUPERSEDED = ("处置中", "指挥台")
"""处理中 is the state (stage 任务处理), 指挥中心 the place and the program."""


@pytest.fixture(params=get_args(i18n.Language))
def window(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], request: pytest.FixtureRequest
) -> MainWindow:
    i18n.set_language(request.param)
    window = open_window(scripted.session)
    QApplication.processEvents()
    return window


def words(states: frozenset[State]) -> list[str]:
    return sorted(pick(STATE_NAMES[state]).lower() for state in states)


def split(caption: str) -> list[str]:
    return sorted(caption.replace("、", ", ").lower().split(", "))


def test_every_figure_is_called_by_the_states_that_it_counts(window: MainWindow) -> None:
    for name, states in COUNTED_STATES.items():
        assert split(window.header.figures[name].caption.text()) == words(states)


def test_every_figure_says_on_hover_what_it_counts(window: MainWindow) -> None:
    for name, figure in window.header.figures.items():
        assert len(figure.toolTip()) > 5, name
    for name, states in COUNTED_STATES.items():
        assert pick(name_of(states)) in window.header.figures[name].toolTip()


def test_the_filters_of_list_and_archive_are_called_by_their_states(window: MainWindow) -> None:
    events, archive = window.panels["events"], window.panels["archive"]
    assert isinstance(events, EventList)
    assert isinstance(archive, Archive)
    for box, groups in ((events.group, (OPEN, WAITING, IN_HAND, TO_VERIFY, CLOSED, ALL)),
                        (archive.group, (ALL, OPEN, WAITING, IN_HAND, TO_VERIFY, CLOSED))):  # fmt: skip
        for i, states in enumerate(groups):
            if states not in (OPEN, ALL):
                assert split(box.itemText(i)) == words(states)


def test_boards_and_attention_are_called_by_their_states(window: MainWindow) -> None:
    assert split(window.panels.of(Boards).waiting.heading.text().split("  ")[0]) == words(WAITING)
    nothing = window.card.nothing
    assert split(nothing.waiting.heading.text().split("  ")[0]) == words(WAITING)
    assert split(nothing.to_verify.heading.text().split("  ")[0]) == words(TO_VERIFY)


def test_no_superseded_word_is_left_in_the_texts() -> None:
    root = I18N_DIR.parent.parent
    pages = (root / "README.zh-CN.md", *(root / "docs" / "zh-CN").glob("*.md"))
    for path in (I18N_DIR / "zh_CN.ts", *(root / "resources").rglob("*.toml"), *pages):
        text = Path(path).read_text("utf-8")
        assert [word for word in SUPERSEDED if word in text] == [], path
