"""The anchor of the audit log, next to the keys: its last and its oldest entry, so that a cut end and a deleted file
are detected."""

from __future__ import annotations

import hmac
from pathlib import Path

import msgspec

from county.explained import Explained
from services.audit.chain import ORIGIN
from services.disk.durable import write_whole
from services.disk.file_format import NEWER, format_of
from services.store.private import FILE_MODE, private_folder

FILE = Path("anchors") / "audit.json"


class BadAuditAnchor(Explained):
    """An anchor that cannot be read or that the key did not seal; one line."""


class AuditAnchor(msgspec.Struct, frozen=True, kw_only=True):
    """The last stored entry, and the oldest that retention has left."""

    seq: int = 0
    last: str = ORIGIN
    """MAC of the last entry."""
    first_seq: int = 1
    mac: str = ""


def read_audit_anchor(keys: Path, key: bytes) -> AuditAnchor | None:
    """The anchor; None when there is none.  Raises BadAuditAnchor."""
    path = keys / FILE
    try:
        content = path.read_bytes()
        if (found := format_of(content, msgspec.json.decode)) > 1:
            raise BadAuditAnchor(NEWER, path=path, found=found)
        anchor = msgspec.json.decode(content, type=AuditAnchor)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadAuditAnchor("{path}: cannot be read ({why})", path=path, why=error) from error
    if not hmac.compare_digest(anchor.mac.encode(), _mac(anchor, key).encode()):
        raise BadAuditAnchor("{path}: was changed, or belongs to another audit.key", path=path)
    return anchor


def write_audit_anchor(keys: Path, anchor: AuditAnchor, key: bytes) -> None:
    """Replace the anchor durably.  Raises OSError."""
    path = keys / FILE
    private_folder(path.parent)
    sealed = msgspec.structs.replace(anchor, mac=_mac(anchor, key))
    write_whole(path, msgspec.json.encode(sealed), mode=FILE_MODE)


def _mac(anchor: AuditAnchor, key: bytes) -> str:
    parts = ("audit anchor", anchor.seq, anchor.last, anchor.first_seq)
    return hmac.digest(key, msgspec.msgpack.encode(parts), "sha256").hex()
