"""Texts of lists are measured once; what is kept is what the font metrics say, at every scale."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.item_models.card_delegate import two_lines
from desktop.item_models.text_fit import advance, elided

TITLE = "虎泉社区楼道内电动车违规充电占用疏散通道"


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_widths_and_elided_texts_follow_the_scale(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    monkeypatch.setattr(theme, "_scale", scale)
    metrics = QFontMetrics(theme.font(15))
    for _ in range(2):
        assert advance(TITLE, 15) == metrics.horizontalAdvance(TITLE)
        assert elided(TITLE, 15, 100) == metrics.elidedText(TITLE, GuiQt.TextElideMode.ElideRight, 100)


def test_a_long_title_takes_two_lines_that_fit(qapp: QApplication) -> None:
    room = advance(TITLE, 15) * 2 // 3
    first, second = two_lines(TITLE, 15, room)
    assert first + second == TITLE
    assert advance(first, 15) <= room
    assert two_lines("短", 15, room) == ("短", "")
    first, second = two_lines("a lamp that does not burn", 15, advance("a lamp that do", 15))
    assert (first, second) == ("a lamp that", "does not burn")


def test_a_changed_copy_of_a_font_changes_no_other(qapp: QApplication) -> None:
    theme.font(15).setBold(True)
    assert not theme.font(15).bold()
