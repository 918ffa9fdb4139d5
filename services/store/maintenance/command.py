"""The verbs of ``main.py journal``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from county.clock import SystemClock
from county.realm import Realm
from services.store.maintenance.archive import INDEX
from services.store.maintenance.backup import backup
from services.store.maintenance.realm_folders import RealmFolders, Tell
from services.store.maintenance.repair import repair
from services.store.maintenance.restore import restore
from services.store.maintenance.verify import verify, verify_backup
from services.store.maintenance.walking import Progress

VERBS = {"verify": None, "backup": "OUT", "restore": "FROM", "repair": "OUT"}
"""What each takes besides itself."""


class UsageError(ValueError):
    """A command line that cannot be understood; one line."""


def parsed(words: Sequence[str], data: Path | None) -> tuple[Path | None, str, Path | None]:
    """Package, verb and path of ``[PACKAGE] VERB [PATH]``; the package stands there exactly when ``data`` is not given.

    Raises Usage.
    """
    left = list(words)
    package = None
    if data is None:
        if len(left) < 2 or left[0] in VERBS:
            raise UsageError("name the PACKAGE before the verb, or give --data DIR")
        package = Path(left.pop(0))
    verb = left.pop(0)
    if verb not in VERBS:
        raise UsageError(f"no verb is called {verb!r}; there are {', '.join(VERBS)}")
    wanted = VERBS[verb]
    if len(left) != (wanted is not None):
        raise UsageError(f"{verb} takes {wanted or 'nothing more'}")
    return package, verb, Path(left[0]) if left else None


def journal(
    data: Path, verb: str, path: Path | None, *, realm: Realm, tell: Tell, progress: Progress
) -> int:
    """Do ``verb`` on a realm of the data folder ``data``; exit code.  Raises Explained, OSError.

    ``verify`` takes a backup in the place of a data folder, too, whatever realm it is of.
    """
    if verb == "verify" and (data / INDEX).is_file():
        return verify_backup(data, tell=tell, progress=progress)
    place = RealmFolders(data, realm)
    if verb != "restore":
        place.require_journal()
    now_ms = SystemClock().now_ms()
    match verb, path:
        case "backup", Path():
            return backup(place, path, made_ms=now_ms, tell=tell, progress=progress)
        case "restore", Path():
            return restore(place, path, tell=tell, progress=progress)
        case "repair", Path():
            return repair(place, path, made_ms=now_ms, tell=tell, progress=progress)
        case _:
            return verify(place, tell=tell, progress=progress)
