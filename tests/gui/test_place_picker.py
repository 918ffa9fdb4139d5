"""Several forms request a location on one map: the last one that did gets the click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.map.place_picker import PlacePicker
from desktop.map.view import MapView
from tests.gui.conftest import ScriptedDesktop

LEFT = Qt.MouseButton.LeftButton


class PickingForms:
    """Two forms, and what they were given."""

    def __init__(self, view: MapView, qtbot: QtBot) -> None:
        self.picker = PlacePicker(view)
        self.taken: list[str] = []
        self.buttons = {name: QPushButton(name, checkable=True) for name in ("report", "closure")}
        for name, button in self.buttons.items():
            qtbot.addWidget(button)
            button.clicked.connect(lambda _=False, name=name: self.follow(name))

    def follow(self, name: str) -> bool:
        return self.picker.follow(self.buttons[name], lambda x_m, y_m: self.taken.append(name))

    @property
    def pressed(self) -> list[str]:
        return [name for name, button in self.buttons.items() if button.isChecked()]


@pytest.fixture
def view(scripted: ScriptedDesktop, qtbot: QtBot) -> MapView:
    session = scripted.session
    view = MapView(session.layers, session.focus, session.styles, session.package)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    return view


def test_the_click_goes_to_the_form_that_requested_it_last(view: MapView, qtbot: QtBot) -> None:
    forms = PickingForms(view, qtbot)
    for button in forms.buttons.values():
        button.click()
    assert forms.pressed == ["closure"], "the button of the other form is released"
    for _ in range(2):
        qtbot.mouseClick(view, LEFT, pos=QPoint(300, 200))
    assert (forms.taken, forms.pressed) == (["closure"], [])


def test_a_form_that_ends_its_request_does_not_end_that_of_another_one(view: MapView, qtbot: QtBot) -> None:
    forms = PickingForms(view, qtbot)
    for button in forms.buttons.values():
        button.click()
    forms.follow("report")
    qtbot.mouseClick(view, LEFT, pos=QPoint(300, 200))
    assert forms.taken == ["closure"]


def test_escape_and_a_second_press_end_a_request(view: MapView, qtbot: QtBot) -> None:
    forms = PickingForms(view, qtbot)
    forms.buttons["report"].click()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert forms.pressed == []
    forms.buttons["report"].click()
    forms.buttons["report"].click()
    qtbot.mouseClick(view, LEFT, pos=QPoint(300, 200))
    assert forms.taken == []
