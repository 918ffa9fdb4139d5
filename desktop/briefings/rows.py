"""Briefings as rows of a list."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.briefing.briefing import Briefing
from county.briefing.kinds import KINDS, period_name
from county.events.event import Event
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import Row
from desktop.session import Session
from services.brief.event_report import part_name

ID_DIGITS = 8
"""Of an id: so many suffice for ``main.py brief make --briefing``."""


def briefing_row(session: Session, one: Briefing, now_ms: int, *, is_replaced: bool) -> Row:
    """``is_replaced``: by one that was signed later."""
    state = QCoreApplication.translate("briefings", "replaced") if is_replaced else _state(one.state)
    cells = (
        kind_name(one), state, one.issue_no or one.id[:ID_DIGITS], about(session, one),
        moments.short(one.as_of_ms, now_ms), "、".join(one.recipients), one.signer or one.steps[0].actor,
    )  # fmt: skip
    ended = one.ended_ms is not None
    return Row(one.id, cells, theme.MUTED if ended else theme.TEXT if one.is_signed else theme.NOTICE)


def _state(state: str) -> str:
    translate = QCoreApplication.translate
    names = {
        "draft": translate("briefings", "draft"), "checked": translate("briefings", "checked"),
        "signed": translate("briefings", "signed"), "sent": translate("briefings", "sent"),
        "withdrawn": translate("briefings", "withdrawn"),
    }  # fmt: skip
    return names[state]


def kind_name(one: Briefing) -> str:
    """首报, 日报 …; of a report also which further one it is."""
    return part_name(one) if one.of_event else pick(KINDS[one.kind])


def about(session: Session, one: Briefing) -> str:
    """Its period, title, or event."""
    if one.is_periodic:
        return period_name(one.kind, one.period)
    if one.kind == "special":
        return one.title
    event: Event | None = session.layers.states("event").get(one.event_ids[0])
    title = "" if event is None else pick(session.event_texts.title(event))
    return f"{title} {one.event_ids[0]}".strip()
