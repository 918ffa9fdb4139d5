"""In a window of 1920 × 1080 no button and no heading of a table is cut, in either language."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHeaderView, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n, theme
from desktop.cards.stage_bar import LEAST_NAME_PX, NAME_PX, StageBar
from desktop.events.bulk_bar import BulkBar
from desktop.i18n import Language
from desktop.input.action_keys import ALARM_KEYS, BULK_KEYS
from desktop.input.keyed_button import KeyedButton
from desktop.input.keys import KEYS, shown_key
from desktop.session import Session
from desktop.widgets.elided import ElidedButton
from desktop.window.main_window import MainWindow
from desktop.wording import STAGES, word
from tests.gui.conftest import ScriptedDesktop

OpenWindow = Callable[[Session], MainWindow]


def cut_labels(part: QWidget) -> list[str]:
    """Texts of visible buttons, and of visible headings, that have less room than they need."""
    cut = [
        button.text()
        for button in part.findChildren(ElidedButton)
        if button.isVisible() and button.shown_text() != button.text()
    ]
    for header in part.findChildren(QHeaderView):
        if header.orientation() is Qt.Orientation.Horizontal and header.isVisible():
            model = header.model()
            cut += [
                str(model.headerData(section, Qt.Orientation.Horizontal))
                for section in range(header.count())
                if not header.isSectionHidden(section)
                and header.sectionSize(section) < header.sectionSizeFromContents(section).width()
            ]
    return cut


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_panel_of_a_full_screen_shows_its_labels_whole_in_every_scene(
    scripted: ScriptedDesktop, open_window: OpenWindow, qtbot: QtBot, language: Language
) -> None:
    i18n.set_language(language)
    event_id = scripted.report("a report")
    window = open_window(scripted.session)
    window.resize(theme.px(1920), theme.px(1080))
    cut: dict[tuple[str, str], list[str]] = {}
    for scene in ("operator", "events", "leader"):
        window.show_scene(scene)
        scripted.session.focus.select("events", event_id)
        QApplication.processEvents()
        for name, dock in window.workspace.docks.items():
            window.workspace.raise_dock(name)
            QApplication.processEvents()
            if found := cut_labels(dock):
                cut[scene, name] = found
    assert cut == {}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_stage_of_an_event_is_named_whole(
    scripted: ScriptedDesktop, qtbot: QtBot, language: Language
) -> None:
    i18n.set_language(language)
    bar = StageBar()
    qtbot.addWidget(bar)
    bar.resize(theme.px(400), bar.sizeHint().height())
    metrics = QFontMetrics(theme.font(NAME_PX))
    edges = bar.edges()
    rooms = [right - left for left, right in pairwise(edges)]
    assert edges[-1] == pytest.approx(bar.width(), abs=1)
    for room, stage in zip(rooms, STAGES, strict=True):
        assert room >= metrics.horizontalAdvance(word(stage)) + theme.px(6)


def test_stages_have_smaller_letters_in_a_narrow_card_instead_of_names_cut_alike(
    scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    i18n.set_language("zh")
    bar = StageBar()
    qtbot.addWidget(bar)
    bar.resize(theme.px(351), bar.sizeHint().height())  # of the card with texts of 200 % at 1920 × 1080
    edges = bar.edges()
    px = bar.name_px(edges, theme.px(6))
    metrics = QFontMetrics(theme.font(px))
    assert LEAST_NAME_PX < px < NAME_PX
    for (left, right), stage in zip(pairwise(edges), STAGES, strict=True):
        assert metrics.horizontalAdvance(word(stage)) <= right - left - theme.px(5)


@pytest.mark.parametrize(("language", "most"), [("zh", 1), ("en", 2)])
def test_the_buttons_of_the_alarm_strip_take_one_line_in_chinese_and_two_in_english(
    scripted: ScriptedDesktop, open_window: OpenWindow, language: Language, most: int
) -> None:
    i18n.set_language(language)
    window = open_window(scripted.session)
    window.resize(theme.px(1920), theme.px(1080))
    QApplication.processEvents()
    strip = window.alarms
    shown = [button for button in (strip.active, strip.aside, *strip.steps.values()) if button.isVisible()]
    assert len({button.y() for button in shown}) <= most


def test_a_narrow_action_button_shows_its_whole_key(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    i18n.set_language("zh")
    button = KeyedButton("Alt+B")
    qtbot.addWidget(button)
    button.setText("不予受理 …")
    button.ensurePolished()
    button.resize(theme.px(138), button.sizeHint().height())
    assert (button.shown_text(), button.shown_key()) == ("不予受理 …", "Alt+B")


def test_every_button_writes_its_key_whole_and_as_the_list_of_keys_does(
    scripted: ScriptedDesktop, open_window: OpenWindow
) -> None:
    window = open_window(scripted.session)
    event_id = scripted.report("a report")
    scripted.session.focus.select("events", event_id)
    steps = window.card.event_card.steps
    whole = {name: "  ".join(map(shown_key, use.keys)) for name, use in KEYS.items()}
    for name, button in window.alarms.steps.items():
        if name in ALARM_KEYS:
            assert button.shown_key() == whole[f"alarm.{name.__name__}"]
    for command, button in steps.buttons.items():
        assert button.shown_key().rpartition(" / ")[2] == whole[f"action.{command.__name__}"]
    bulk = window.findChildren(BulkBar)[0]
    assert [button.shown_key() for button in bulk.buttons.values()] == [whole[f"bulk.{step}"] for step in BULK_KEYS]
    assert shown_key("Alt+Shift+G") == "Alt+⇧G"
