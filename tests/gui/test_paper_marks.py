"""What is written on a map on paper."""

from __future__ import annotations

from unittest.mock import MagicMock

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from desktop.map.paper_marks import PaperMarks
from drawing.label_renderer import LabelRenderer
from drawing.viewport import Viewport
from layers.style import StyleSheet

PLACE_M = (500_000.0, 3_300_000.0)


def test_a_map_on_paper_writes_north_in_chinese_beside_the_name_of_its_place(qtbot: QtBot) -> None:
    renderer = MagicMock(spec=LabelRenderer)
    renderer.size.return_value = QSizeF(40, 16)
    view = Viewport(PLACE_M[0] - 400, PLACE_M[1] + 200, 2.0, 400, 200, 1.0)
    marks = PaperMarks(view, PLACE_M, "石桥村", StyleSheet.for_paper()["label.town"], renderer)
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    with QPainter(picture) as painter:
        marks.draw(painter)
    assert [call.args[1] for call in renderer.draw.call_args_list] == ["石桥村", "北", "200 m"]
