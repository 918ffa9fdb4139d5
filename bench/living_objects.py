"""How many objects of Qt there are, by class: a figure that must be the same whenever everything is closed again."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import getCppPointer


def living_objects() -> Counter[str]:
    """The windows of the program and all objects in them, by class, also those that Qt makes."""
    found: dict[int, str] = {}
    for top in QApplication.topLevelWidgets():
        for one in (top, *top.findChildren(QObject)):
            found[getCppPointer(one)[0]] = one.metaObject().className()
    return Counter(found.values())
