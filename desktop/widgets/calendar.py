"""Styles the calendar pop-up: dark, with today marked."""

from __future__ import annotations

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton

from desktop import theme
from drawing.icons import button_icon

_ARROWS = {"qt_calendar_prevmonth": "mdi6.chevron-left", "qt_calendar_nextmonth": "mdi6.chevron-right"}
"""Qt's names of the two buttons, and icons that are visible on a dark background."""


def style_calendar(calendar: QCalendarWidget, today: QDate) -> None:
    """Style ``calendar`` and mark ``today``: the county's day, which may differ from the machine's."""
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setStyleSheet(
        f"#qt_calendar_navigationbar {{ background: {theme.RAISED}; }}"
        f"#qt_calendar_navigationbar QToolButton {{ background: transparent; border: none; color: {theme.TEXT};"
        f" font-weight: 600; padding: {theme.px(4)}px {theme.px(10)}px; }}"
        f"#qt_calendar_navigationbar QToolButton:hover {{ background: {theme.LINE}; }}"
        f"QToolButton::menu-indicator {{ image: none; }}"
        f"QAbstractItemView {{ background: {theme.PANEL}; color: {theme.TEXT};"
        f" selection-background-color: {theme.ACCENT}; selection-color: {theme.ON_ACCENT}; }}"
    )
    size = QSize(theme.px(18), theme.px(18))
    for name, icon in _ARROWS.items():
        button = calendar.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(button_icon(icon, size, QColor(theme.TEXT), QColor(theme.TEXT)))
            button.setIconSize(size)
    head = QTextCharFormat()
    head.setForeground(QBrush(QColor(theme.MUTED)))
    head.setBackground(QBrush(QColor(theme.GROUND)))
    calendar.setHeaderTextFormat(head)
    plain = QTextCharFormat()
    plain.setForeground(QBrush(QColor(theme.TEXT)))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, plain)
    mark = QTextCharFormat()
    mark.setForeground(QBrush(QColor(theme.NOTICE)))
    mark.setBackground(QBrush(QColor(theme.LINE)))
    mark.setFontWeight(700)
    calendar.setDateTextFormat(today, mark)
