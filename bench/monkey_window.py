"""What the monkey does with the parts of the main window: menus, panels, scenes, views, the twin, language."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from bench.monkey_exits import MonkeyExits, open_twins
from bench.monkey_hand import MonkeyHand
from desktop.drill.clock_controls import ClockControls
from desktop.i18n import language, set_language

TWINS = 2
"""Windows of the twin open at once, at most."""


class MonkeyWindow:
    """Acts by the menus and docks of the window."""

    def __init__(self, hand: MonkeyHand, exits: MonkeyExits) -> None:
        self._hand, self._exits = hand, exits

    def menu(self) -> None:
        if QApplication.activePopupWidget() or QApplication.activeModalWidget():
            self._exits.close()
            return
        menu = self._hand.window.menu
        titles = [action for action in menu.actions() if action.isVisible()]
        title = self._hand.chance.choice(titles)
        found = title.menu()
        if not isinstance(found, QMenu):
            return
        actions = [a for a in all_actions(found) if a.isEnabled() and not a.isSeparator() and a is not menu.leave]
        if actions:
            action = self._hand.chance.choice(actions)
            self._hand.say(f"menu {title.text()} > {action.text()}")
            menu.setActiveAction(title)
            QTest.qWait(30)
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            action.trigger()

    def panel(self) -> None:
        docks = self._hand.window.workspace.docks  # not those of every panel: some are of other realms
        name = self._hand.chance.choice(list(docks))
        self._hand.say(f"panel {name}")
        docks[name].toggleViewAction().trigger()

    def dock(self) -> None:
        name, dock = self._hand.chance.choice(list(self._hand.window.workspace.docks.items()))
        floats = self._hand.chance.random() < 0.5 and not dock.isHidden()
        self._hand.say(f"dock {name}: {'float' if floats else 'raise'}")
        if floats:
            dock.setFloating(not dock.isFloating())
        else:
            self._hand.window.workspace.raise_dock(name)

    def scene(self) -> None:
        name, action = self._hand.chance.choice(list(self._hand.window.menu.scenes.items()))
        self._hand.say(f"scene {name}")
        action.trigger()

    def view(self) -> None:
        view, action = self._hand.chance.choice(list(self._hand.window.menu.views.items()))
        self._hand.say(f"view {view}")
        action.trigger()

    def reset(self) -> None:
        self._hand.say("reset the layout")
        self._hand.window.menu.reset.trigger()

    def twin_window(self) -> None:
        twins = open_twins()
        if twins and (len(twins) >= TWINS or self._hand.chance.random() < 0.5):
            self._hand.say("close a window of the twin")
            self._hand.chance.choice(twins).close()
        else:
            self._hand.say("open a window of the twin")
            self._hand.window.menu.own_twin.trigger()

    def resize(self) -> None:
        self._hand.window.showNormal()
        size = QSize(self._hand.chance.randint(900, 1920), self._hand.chance.randint(600, 1080))
        self._hand.say(f"resize to {size.width()}×{size.height()}")
        self._hand.window.resize(size)

    def full_screen(self) -> None:
        self._hand.say("full screen")
        self._hand.window.menu.full_screen.trigger()

    def language(self) -> None:
        self._hand.say("language")
        set_language("en" if language() == "zh" else "zh")

    def jump(self) -> None:
        controls = self._hand.window.findChildren(ClockControls)
        if controls and controls[0].jump_to.isVisible() and controls[0].jump_to.isEnabled():
            self._hand.say("open and leave the jump of the clock")
            controls[0].jump_to.click()
            self._exits.close()


def all_actions(menu: QMenu) -> list[QAction]:
    """Of a menu and those below it."""
    found: list[QAction] = []
    for action in menu.actions():
        below = action.menu()
        found += all_actions(below) if isinstance(below, QMenu) else [action]
    return found
