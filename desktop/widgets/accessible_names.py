"""Names for screen readers: what the eye takes from a field's label, its placeholder or the title of its panel.

Qt names a control by its text, its icon's tool tip is no name, and a field has none at all.
"""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabWidget,
    QWidget,
)

DERIVED = "derivedName"
"""Dynamic property: the name that was given here, which a later call may replace."""
FIELDS = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QTabWidget)
"""What takes keys and has no text of its own."""
INNER = (QAbstractItemView, QAbstractSpinBox, QComboBox)
"""Their parts are reached through them."""


def name_controls(part: QWidget, title: str) -> None:
    """Name every field below ``part`` that has no name of its own by its label, its placeholder or ``title``, and every
    button without text by its tool tip.  Called again after the language changed."""
    for kind in (QAbstractButton, *FIELDS):  # a card has many times as many widgets that need no name
        for control in part.findChildren(kind):
            given, derived = control.accessibleName(), control.property(DERIVED) or ""
            if given != derived or (not isinstance(control, QAbstractButton) and _is_inner(control)):
                continue
            name = _name(control, title)
            if name != derived:
                control.setProperty(DERIVED, name)
                control.setAccessibleName(name)


def _name(control: QWidget, title: str) -> str:
    if isinstance(control, QAbstractButton):
        return "" if control.text() else control.toolTip()
    return _label(control) or _placeholder(control) or title


def _is_inner(control: QWidget) -> bool:
    owner = control.parentWidget()
    while owner is not None and not owner.isWindow():
        if isinstance(owner, INNER):
            return True
        owner = owner.parentWidget()
    return isinstance(control, QHeaderView) or isinstance(owner and owner.parentWidget(), QComboBox)


def _label(control: QWidget) -> str:
    """Text of its label in a form, or of the label whose buddy it is; "" where there is none."""
    parent = control.parentWidget()
    forms, near = ([], []) if parent is None else (parent.findChildren(QFormLayout), parent.findChildren(QLabel))
    labels = (*(form.labelForField(control) for form in forms), *(one for one in near if one.buddy() == control))
    return next((label.text().strip(" *") for label in labels if isinstance(label, QLabel)), "")


def _placeholder(control: QWidget) -> str:
    return control.placeholderText() if isinstance(control, QLineEdit | QPlainTextEdit | QComboBox) else ""
