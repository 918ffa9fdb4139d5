"""Formats times and durations for display."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QTimeZone

from county.durations import DAY_MS
from county.events.deadlines import COUNTY_OFFSET_MS
from county.numbering import COUNTY_TIME

DAYS_ALONE = 7
"""From so many days on, hours say nothing more."""
QT_COUNTY_TIME = QTimeZone(COUNTY_OFFSET_MS // 1000)
"""The county's civil time zone, for Qt widgets."""


def local(ms: int) -> datetime:
    """The time in the county's civil time zone."""
    return datetime.fromtimestamp(ms / 1000, COUNTY_TIME)


def day_of(ms: int) -> range:
    """All milliseconds of the county's civil day that contains the time."""
    first = (ms + COUNTY_OFFSET_MS) // DAY_MS * DAY_MS - COUNTY_OFFSET_MS
    return range(first, first + DAY_MS)


def clock(ms: int) -> str:
    """``14:03:15``"""
    return local(ms).strftime("%H:%M:%S")


def short(ms: int, now_ms: int) -> str:
    """``14:03`` today, ``11-21 14:03`` on another day of the year, ``2025-11-21 14:03`` in another one."""
    moment, now = local(ms), local(now_ms)
    if moment.date() == now.date():
        return moment.strftime("%H:%M")
    return moment.strftime("%m-%d %H:%M" if moment.year == now.year else "%Y-%m-%d %H:%M")


def day(ms: int, now_ms: int) -> str:
    """``11-21`` of this year, ``2025-11-21`` of another one."""
    moment = local(ms)
    return moment.strftime("%m-%d" if moment.year == local(now_ms).year else "%Y-%m-%d")


def full(ms: int) -> str:
    """``2026-11-22 14:03:15``"""
    return local(ms).strftime("%Y-%m-%d %H:%M:%S")


def ago(ms: float) -> str:
    """How old something is: ``just now``, ``20 s ago``, ``12 min ago``, ``3 h ago``, in the current language and in
    steps in which a screen may move without distracting."""
    seconds = int(ms // 1000)
    if seconds < 10:
        return QCoreApplication.translate("moments", "just now")
    if seconds < 60:
        return QCoreApplication.translate("moments", "{n} s ago").format(n=seconds // 10 * 10)
    if seconds < 3600:
        return QCoreApplication.translate("moments", "{n} min ago").format(n=seconds // 60)
    return QCoreApplication.translate("moments", "{n} h ago").format(n=seconds // 3600)


def duration(ms: float) -> str:
    """``38 s``, ``12 min``, ``3 h 20 min``, ``2 d 4 h``, ``30 d``, in the current language."""
    seconds = int(abs(ms) // 1000)
    if seconds < 60:
        return QCoreApplication.translate("moments", "{n} s").format(n=seconds)
    minutes = seconds // 60
    if minutes < 60:
        return QCoreApplication.translate("moments", "{n} min").format(n=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours >= DAYS_ALONE * 24:
        return QCoreApplication.translate("moments", "{n} d").format(n=hours // 24)
    if hours < 24:
        return QCoreApplication.translate("moments", "{h} h {m} min").format(h=hours, m=minutes)
    return QCoreApplication.translate("moments", "{d} d {h} h").format(d=hours // 24, h=hours % 24)


def lasting(since_ms: float, now_ms: float) -> str:
    """How long something has lasted: 0 s where it lies ahead, as what was copied into a drill until that starts."""
    return duration(max(0, now_ms - since_ms))
