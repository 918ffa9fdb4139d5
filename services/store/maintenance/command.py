"""The verbs of ``main.py journal``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from county.clock import SystemClock
from county.explained import WrongArgument
from county.realm import Realm
from services.audit.entry import AuditKind
from services.audit.log import AuditLog
from services.audit.recording import record
from services.command_line.arguments import target_folder
from services.store.maintenance.archive import INDEX
from services.store.maintenance.backup import backup
from services.store.maintenance.journal_scan import Progress
from services.store.maintenance.realm_folders import PrintLine, RealmFolders
from services.store.maintenance.repair import repair
from services.store.maintenance.restore import restore
from services.store.maintenance.verify import verify, verify_backup

VERBS = {"verify": None, "backup": "OUT", "restore": "FROM", "repair": "OUT", "clip": "OUT"}
"""The argument of each verb."""

EXPORTED, RESTORED, REPAIRED = AuditKind.JOURNAL_EXPORTED, AuditKind.JOURNAL_RESTORED, AuditKind.JOURNAL_REPAIRED


def parsed(words: Sequence[str], data: Path | None) -> tuple[Path | None, str, Path | None]:
    """Package, verb and path of ``[PACKAGE] VERB [PATH]``; the package is required exactly when ``data`` is None, and
    for a clip.

    Raises WrongArgument.
    """
    left = list(words)
    package = None
    if data is None or (left and left[0] not in VERBS and "clip" in left[1:]):
        if len(left) < 2 or left[0] in VERBS:
            raise WrongArgument("journal: no folder is given; give the PACKAGE before the verb, or --data DIR")
        package = Path(left.pop(0))
    verb = left.pop(0)
    if verb not in VERBS:
        raise WrongArgument("{verb}: there is no such verb; choose one of {verbs}", verb=verb, verbs=", ".join(VERBS))
    wanted = VERBS[verb]
    if wanted is None and left:
        raise WrongArgument("journal {verb}: {extra} is one word too many; leave it out", verb=verb, extra=left[0])
    if verb == "clip" and package is None:
        raise WrongArgument("journal clip: no package is given; give the PACKAGE before the verb, --data or not")
    if wanted is not None and len(left) != 1:
        raise WrongArgument("journal {verb}: give one path, {wanted}, after the verb", verb=verb, wanted=wanted)
    return package, verb, Path(left[0]) if left else None


def journal(
    data: Path, verb: str, path: Path | None, *, realm: Realm, print_line: PrintLine, progress: Progress
) -> int:
    """Execute ``verb`` on a realm of the data folder ``data``; exit code.  Raises Explained, OSError.

    All verbs but ``verify`` are entries of the audit log.  ``verify`` also accepts a backup instead of a data folder,
    of any realm.
    """
    if verb == "verify" and (data / INDEX).is_file():
        return verify_backup(data, print_line=print_line, progress=progress)
    place = RealmFolders(data, realm)
    if verb != "restore":
        place.require_journal()
    if path is not None and verb != "restore":
        target_folder(path)
        place.require_outside(path)
    now_ms = SystemClock().now_ms()
    match verb, path:
        case "backup", Path():
            code, kind = backup(place, path, made_ms=now_ms, print_line=print_line, progress=progress), EXPORTED
        case "restore", Path():
            code, kind = restore(place, path, print_line=print_line, progress=progress), RESTORED
        case "repair", Path():
            code, kind = repair(place, path, made_ms=now_ms, print_line=print_line, progress=progress), REPAIRED
        case _:
            return verify(place, print_line=print_line, progress=progress)
    record(AuditLog.of_data(data), kind, about=str(path.absolute()), realm=realm.id, params={"exit": str(code)})
    return code
