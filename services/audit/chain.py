"""The lines of the audit log: one JSON object each, sealed by an HMAC that covers the previous line's."""

from __future__ import annotations

import hmac

import msgspec

from services.audit.entry import AuditEntry

ORIGIN = "0" * 64
"""In place of the MAC before the first entry."""
_END = b'"}'
_SEAL = b',"mac":"'
_MAC_BYTES = 64


class BadEntry(Exception):
    """A line that is not one of this log; one line."""


_decoder = msgspec.json.Decoder(AuditEntry)


def sealed(entry: AuditEntry, *, seq: int, before: str, key: bytes) -> tuple[bytes, str]:
    """The line of ``entry``, without its line feed, and its MAC."""
    body = msgspec.json.encode(msgspec.structs.replace(entry, seq=seq, before=before, mac=""))
    mac = _mac(body, key)
    return body[:-1] + _SEAL + mac.encode() + _END, mac


def opened(line: bytes, key: bytes) -> AuditEntry:
    """The entry of a line.  Raises BadEntry for a line that the key did not seal."""
    body_end = len(line) - _MAC_BYTES - len(_SEAL) - len(_END)
    body, seal, mac = line[:body_end] + b"}", line[body_end : body_end + len(_SEAL)], line[-66:-2]
    if body_end < 0 or seal != _SEAL or not line.endswith(_END):
        raise BadEntry("it is not an entry")
    if not hmac.compare_digest(_mac(body, key).encode(), mac):
        raise BadEntry("it was changed")
    return decoded(line)


def decoded(line: bytes) -> AuditEntry:
    """The entry of a line, whose MAC is not verified.  Raises BadEntry."""
    try:
        return _decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadEntry(f"it cannot be read ({error})") from error


def _mac(body: bytes, key: bytes) -> str:
    return hmac.digest(key, body, "sha256").hex()
