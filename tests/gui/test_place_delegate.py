"""Where a path of divisions is too long for its column, the nearest names stay."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.alarms.strip import AlarmStrip
from desktop.item_models.place_delegate import PlaceDelegate, nearest_names
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raise_alarm

PATH = "禾河镇 · 石垭村 · 石垭村第2网格"


def test_higher_names_go_first_and_the_last_one_stays(qtbot: QtBot) -> None:
    metrics = QFontMetrics(theme.font(14))
    for text in (PATH, "石垭村 · 石垭村第2网格", "石垭村第2网格"):
        assert nearest_names(PATH, metrics, metrics.horizontalAdvance(text)) == text
    assert nearest_names(PATH, metrics, 5) == "石垭村第2网格"
    assert nearest_names("", metrics, 5) == ""


def test_a_narrow_list_of_alarms_shows_where_each_is(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    sensor_id = raise_alarm(scripted, "a", "smoke_fire")
    names = scripted.session.divisions.path(scripted.session.sensors[sensor_id].division).split(" · ")
    with shown_panel(AlarmStrip(scripted.session), qtbot, (600, 300)) as strip:
        index = strip.rows.index(0, strip.rows.PLACE)
        delegate = strip.view.itemDelegateForIndex(index)
        assert isinstance(delegate, PlaceDelegate)
        option = QStyleOptionViewItem()
        strip.view.initViewItemOption(option)
        room = option.fontMetrics.horizontalAdvance(names[-1]) + 2 * theme.px(theme.CELL_PX)
        option.rect = QRect(0, 0, room, 26)
        delegate.initStyleOption(option, index)
        assert option.text == names[-1]
        option.rect = QRect(0, 0, 2_000, 26)
        delegate.initStyleOption(option, index)
        assert option.text == " · ".join(names)
