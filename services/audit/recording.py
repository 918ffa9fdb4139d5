"""Writes the audit log's entries about keys, backends and the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from county.explained import Explained
from services.audit.entry import USER, AuditEntry, AuditKind
from services.audit.log import AuditLog
from services.transport.ports import Handshake

if sys.platform == "win32":
    import getpass
else:
    import pwd


class NotAudited(Explained):
    """Something was done, and the audit log has no entry about it; one line."""


def record(
    log: AuditLog, kind: AuditKind, *, about: str, realm: str, person: str = "",
    params: Mapping[str, str] | None = None,
) -> None:
    """Store an entry about what the user of the command line has just done.  Raises NotAudited."""
    entry = AuditEntry(
        kind=kind, by=f"{USER}{_user()}", about=about, realm=realm, person=person, params=dict(params or {})
    )
    try:
        log.append([entry])
    except Explained as error:
        raise NotAudited("{about}: done, but not in the audit log: {why}", about=about, why=error) from error


def handshake_entry(seen: Handshake) -> AuditEntry:
    """The entry about a handshake."""
    if not seen.refused:
        return AuditEntry(kind=AuditKind.SESSION_OPENED, by=seen.principal, address=seen.address)
    return AuditEntry(
        kind=AuditKind.REJECTED, by=seen.principal, address=seen.address, about=seen.key, code=seen.refused,
        count=seen.number,
    )  # fmt: skip


if sys.platform == "win32":

    def _user() -> str:
        return getpass.getuser()

else:

    def _user() -> str:
        """The account of this process, whatever the environment says; for root also who became it by sudo."""
        uid = os.getuid()
        try:
            name = pwd.getpwuid(uid).pw_name
        except KeyError:  # an account without a name
            name = str(uid)
        before = os.environ.get("SUDO_USER", "") if uid == 0 else ""
        return f"{name} (sudo {before})" if before else name
