"""Why a command may not be given from this window, in words: what a disabled button says."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from county.authority import allowed_roles, may, scope_refusal
from county.commands import CommandBody
from desktop.session import Session
from desktop.wording import refusal, role_names

PERMISSIONS_MS = 1_000
"""Between two looks at what this window's key may do: its roles come with the backend's Welcome, which may be late
and come again."""
READ_ONLY = QT_TRANSLATE_NOOP("permission", "Read-only window: nothing can be changed from it")
NOT_YOURS = QT_TRANSLATE_NOOP("permission", "The key {key} ({own}) may not do this; it is for: {roles}")


def why_not(session: Session, command: type[CommandBody], state: Any = None) -> str:
    """Why no such command may be given about ``state``, or at all where that is None; "" when it may, or while it is
    not known who this client is to the backend."""
    if session.commander is None:
        return _line(READ_ONLY)
    principal = session.source.health().principal
    if principal is None:
        return ""
    if may(principal, command):
        refused = scope_refusal(principal, command, state, session.sensors)
        return "" if refused is None else refusal(refused.code, refused.params)
    return _line(NOT_YOURS).format(
        key=principal.id, own=role_names(principal.roles), roles=role_names(allowed_roles(command))
    )


def _line(text: object) -> str:
    return QCoreApplication.translate("permission", str(text))
