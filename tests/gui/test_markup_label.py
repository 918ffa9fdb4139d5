"""A label of rich text has the sizes of Qt's own, and lays its text out once for each width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.widgets import markup_label
from desktop.widgets.markup_label import MarkupLabel

STEP = "<td width='90'>08:30</td><td style='padding-bottom:5px'><b>已派遣</b> 城东街道综合执法中队</td>"
TABLE = f"<table><tr>{STEP}</tr></table>"
LINES = "<p style='margin-bottom:3px; margin-top:0'><a href='sensors:1'>水位站</a> 120 m<br>水位 <b>3.2 m</b></p>" * 5


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The widths for which a text was laid out."""
    widths: list[float] = []

    class CountedDocument(QTextDocument):
        def setTextWidth(self, width: float) -> None:
            widths.append(width)
            super().setTextWidth(width)

    monkeypatch.setattr(markup_label, "QTextDocument", CountedDocument)
    return widths


def of_qt(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    return label


@pytest.mark.parametrize("text", [TABLE, LINES, "one line", "a<br>b"])
@pytest.mark.parametrize("width", [150, 300, 421])
def test_it_is_as_high_as_a_label_of_qt_and_as_narrow_at_least(qtbot: QtBot, text: str, width: int) -> None:
    label, usual = MarkupLabel(), of_qt(text)
    qtbot.addWidget(label)
    qtbot.addWidget(usual)
    label.setText(text)
    assert label.heightForWidth(width) == usual.heightForWidth(width)
    assert label.minimumSizeHint().width() == usual.minimumSizeHint().width()


def test_a_question_that_was_answered_lays_out_nothing(qtbot: QtBot, asked: list[float]) -> None:
    label = MarkupLabel()
    qtbot.addWidget(label)
    label.setText(LINES)
    for _ in range(3):
        label.heightForWidth(300)
        label.minimumSizeHint()
    assert sorted(asked) == [0, 300]
    label.setText(LINES)
    label.heightForWidth(300)
    assert len(asked) == 2, "the same text"


def test_another_text_or_font_is_measured_anew(qtbot: QtBot, asked: list[float]) -> None:
    label = MarkupLabel()
    qtbot.addWidget(label)
    label.setText("short")
    before = label.heightForWidth(120)
    label.setText("a text that is so long that it wraps")
    wrapped = label.heightForWidth(120)
    assert wrapped > before
    large = label.font()
    large.setPixelSize(40)
    label.setFont(large)
    assert label.heightForWidth(120) > wrapped
