"""Why a command is not permitted in this window, in words, for disabled buttons."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from county.aggregates import of_command_type
from county.authority import Principal, Role, allowed_roles, may, scope_refusal
from county.commands import CommandBody, EventCommand
from county.drill.drill_keys import DRILL_KEYS
from county.events.event import Event
from county.events.table import claim_refusal
from county.proven_state import READ_ONLY as READ_ONLY_JOURNAL
from desktop.named_refusals import named_refusal
from desktop.session import Session
from desktop.wording import explained, refusal, role_names

PERMISSIONS_MS = 1_000
"""Interval for re-checking this key's permissions: its roles arrive with the backend's Welcome, possibly late or
repeatedly."""
READ_ONLY = QT_TRANSLATE_NOOP("permission", "Read-only window: nothing can be changed from it")
NOT_YOURS = QT_TRANSLATE_NOOP("permission", "The key {key} ({own}) may not do this; it is for: {roles}")


def why_not(session: Session, command: type[CommandBody], state: Any = None) -> str:
    """Why no such command is permitted on ``state``, or at all where that is None; "" when it is, or while this
    client's principal is unknown.  None is while the backend cannot be started or its journal is
    damaged."""
    if session.commander is None:
        return _line(READ_ONLY)
    health = session.source.health()
    if health.abandoned:
        return explained(health.detail)
    if health.proven is not None:
        return refusal(READ_ONLY_JOURNAL, {})
    principal = health.principal
    if principal is None:
        return ""
    if session.realm.kind == "drill" and of_command_type(command).key not in DRILL_KEYS:
        run = session.drill.run
        if run is not None and run.over_code:
            return refusal(run.over_code, {})
        if session.drill.who.watches:
            return refusal("drill_only_watches", {})
    if may(principal, command):
        refused = scope_refusal(principal, command, state, session.sensors)
        if refused is None and isinstance(state, Event) and issubclass(command, EventCommand):
            refused = claim_refusal(state, command, session.author)
        return "" if refused is None else named_refusal(session, refused.code, refused.params)
    return not_yours(principal, allowed_roles(command))


def not_yours(principal: Principal, roles: frozenset[Role]) -> str:
    """Says that this key may not do what is for ``roles``."""
    return _line(NOT_YOURS).format(key=principal.id, own=role_names(principal.roles), roles=role_names(roles))


def _line(text: object) -> str:
    return QCoreApplication.translate("permission", str(text))
