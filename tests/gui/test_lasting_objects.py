"""What is opened and closed again leaves no object of Qt behind, however often."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench.living_objects import living_objects
from county import commands as c
from desktop.i18n import set_language
from desktop.input.keys_dialog import KeysDialog
from desktop.session import Session
from desktop.window.main_window import MainWindow
from tests.gui.conftest import ScriptedDesktop

ANIMATED_MS = 300
"""After which the animations of the style have ended."""
LOOK_MS = 50
MOST_LOOKS = 100


def settled() -> Counter[str]:
    """The objects after everything that is to be deleted is, and what is made over several turns, as a legend is."""
    before = kept_after(ANIMATED_MS)
    for _ in range(MOST_LOOKS):
        found = kept_after(LOOK_MS)
        if found == before:
            return found
        before = found
    raise AssertionError("objects are still being made or deleted")


def kept_after(ms: int) -> Counter[str]:
    QTest.qWait(ms)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return living_objects()


def gained(use: Callable[[], None], times: int) -> Counter[str]:
    """What ``times`` uses add to the first two, which make what is made at the first use."""
    use()
    use()
    before = settled()
    for _ in range(times):
        use()
    return settled() - before


def test_menus_dialogs_cards_forms_panels_and_languages_leave_nothing_behind(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]
) -> None:
    ids = [scripted.report(f"路灯不亮 {number}") for number in range(2)]
    scripted.dispatch(ids[1])
    window = open_window(scripted.session)
    focus, steps = scripted.session.focus, window.card.event_card.steps

    def menu_of_a_row() -> None:
        focus.select("events", ids[0])
        QTest.keyClick(window.events.view, Qt.Key.Key_Menu)
        assert window.menus.menu.isVisible()
        window.menus.menu.close()

    def list_of_keys() -> None:
        window.menu.keys.trigger()
        for dialog in window.findChildren(KeysDialog):
            dialog.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def cards() -> None:
        for event_id in ids:
            focus.select("events", event_id)
            QApplication.processEvents()

    def form() -> None:
        focus.select("events", ids[0])
        steps.buttons[c.CorrectEvent].click()
        assert steps.form is not None
        steps.cancel.click()

    def panels() -> None:
        for name in window.workspace.docks:
            window.workspace.raise_dock(name)
            QApplication.processEvents()

    def languages() -> None:
        set_language("en")
        set_language("zh")

    assert gained(menu_of_a_row, 50) == Counter()
    assert gained(list_of_keys, 50) == Counter()
    assert gained(cards, 50) == Counter()
    assert gained(form, 50) == Counter()
    assert gained(panels, 2) == Counter()
    assert gained(languages, 2) == Counter()
