"""Widgets side by side continue on further lines where there is no room, also after one of them changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.wrapping_line import line_of


@pytest.fixture
def parts(qtbot: QtBot) -> Iterator[list[QLabel]]:
    """Three of 100 pixels, in a panel of 250."""
    panel = QWidget()
    qtbot.addWidget(panel)
    labels = [QLabel(text) for text in "abc"]
    for label in labels:
        label.setFixedSize(100, 20)
    line = line_of(*labels)
    line.setSpacing(10)
    panel.setLayout(line)
    panel.resize(250, 100)
    panel.show()
    qtbot.waitExposed(panel)
    yield labels
    panel.close()


def panel_of(parts: list[QLabel]) -> QWidget:
    panel = parts[0].parentWidget()
    assert panel is not None
    return panel


def lines_of(parts: list[QLabel]) -> list[str]:
    """The texts of each line, in its order."""
    layout = panel_of(parts).layout()
    assert layout is not None
    layout.activate()
    shown = sorted((label.y(), label.x(), label.text()) for label in parts if not label.isHidden())
    return ["".join(text for top, _, text in shown if top == line) for line in sorted({y for y, *_ in shown})]


def test_what_has_no_room_continues_below(parts: list[QLabel]) -> None:
    assert lines_of(parts) == ["ab", "c"]


@pytest.mark.parametrize(("width", "expected"), [(320, ["abc"]), (319, ["ab", "c"]), (209, ["a", "b", "c"])])
def test_the_lines_follow_the_width(parts: list[QLabel], width: int, expected: list[str]) -> None:
    panel_of(parts).resize(width, 100)
    assert lines_of(parts) == expected


def test_the_lines_follow_a_part_that_grows_hides_or_leaves(parts: list[QLabel]) -> None:
    panel = panel_of(parts)
    parts[0].setFixedWidth(200)
    assert lines_of(parts) == ["a", "bc"]
    assert panel.heightForWidth(250) == 50
    parts[0].hide()
    assert lines_of(parts) == ["bc"]
    assert panel.heightForWidth(250) == 20
    parts[0].show()
    parts[1].deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert lines_of([parts[0], parts[2]]) == ["a", "c"]
