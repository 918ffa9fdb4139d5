"""The anchor: the head of a realm's journal, stored next to the keys, so that a truncated journal is detected.

It is synced to the disk, at most once a second; the heads in between are in :mod:`services.store.sqlite.last_head`.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from pathlib import Path

import msgspec

from county.explained import Explained
from services.disk.durable import write_whole
from services.disk.file_format import NEWER, format_of
from services.store.ports import Head
from services.store.private import private_folder

FOLDER = "anchors"
UNREADABLE = "{path}: cannot be read ({why}); restore the keys folder from a backup"


class BadAnchor(Explained):
    """An invalid anchor; one line."""


class DamagedAnchor(BadAnchor):
    """An anchor that was changed."""


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """A durable head."""

    seq: int
    hash: str
    """Hex."""
    recorded_ms: int
    epoch: int
    commit: int
    digest: str
    """Hex digest of that commit."""
    mac: str = ""


def anchor_path(keys: Path, realm_folder: str) -> Path:
    """File of a realm's anchor; ``realm_folder``: name of its folder."""
    return keys / FOLDER / f"{realm_folder}.json"


def _mac(anchor: Anchor, key: bytes, county: str, realm: str) -> str:
    parts = (anchor.seq, anchor.hash, anchor.recorded_ms, anchor.epoch, anchor.commit, anchor.digest)
    return hmac.digest(key, msgspec.msgpack.encode(("anchor", county, realm, *parts)), "sha256").hex()


def sealed_anchor(
    head: Head, *, commit: int, digest: bytes, key: bytes, county: str, realm: str
) -> Anchor:
    """The anchor of a durable head."""
    anchor = Anchor(
        seq=head.seq, hash=head.hash.hex(), recorded_ms=head.recorded_ms, epoch=head.epoch, commit=commit,
        digest=digest.hex(),
    )  # fmt: skip
    return msgspec.structs.replace(anchor, mac=_mac(anchor, key, county, realm))


def is_sealed(anchor: Anchor, *, key: bytes, county: str, realm: str) -> bool:
    """Whether the anchor was sealed with ``key`` for this realm."""
    return hmac.compare_digest(anchor.mac.encode(), _mac(anchor, key, county, realm).encode())


def write_anchor(path: Path, anchor: Anchor) -> None:
    """Store a durable head.  Raises OSError."""
    private_folder(path.parent)
    write_whole(path, msgspec.json.encode(anchor), mode=0o600)


def read_anchor(path: Path, *, key: bytes, county: str, realm: str) -> Anchor | None:
    """The anchor, None when there is none.  Raises BadAnchor."""
    try:
        content = path.read_bytes()
        if (found := format_of(content, msgspec.json.decode)) > 1:
            raise BadAnchor(NEWER, path=path, found=found)
        anchor = msgspec.json.decode(content, type=Anchor)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadAnchor(UNREADABLE, path=path, why=error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedAnchor(UNREADABLE, path=path, why=error) from error
    if not is_sealed(anchor, key=key, county=county, realm=realm):
        raise DamagedAnchor(
            "{path}: was changed, or belongs to another journal.key; restore the keys folder from a backup", path=path
        )
    return anchor


def fault_against(anchor: Anchor, head: Head, commit: int, hash_at: Callable[[int], bytes | None]) -> str:
    """How a journal that ends with ``head`` and ``commit`` contradicts its anchor; "" if it does not.

    A journal with a higher epoch was restored after the anchor was written, and is accepted.
    """
    if head.epoch > anchor.epoch:
        return ""
    if head.epoch < anchor.epoch:
        return "it is from before the last restore"
    if head.seq < anchor.seq or commit < anchor.commit:
        had = f"record {anchor.seq}, commit {anchor.commit}"
        return f"it ends with record {head.seq}, commit {commit}, but had {had} before: records were lost"
    if (hash_at(anchor.seq) or b"").hex() != anchor.hash:
        return f"record {anchor.seq} differs from the one before: records were replaced"
    return ""
