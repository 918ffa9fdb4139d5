"""``main.py journal … clip OUT --from T --to T``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from county.durations import SECOND_MS
from county.numbering import COUNTY_TIME
from county.package.open import CountyPackage
from county.realm import Realm
from services.audit.entry import AuditKind
from services.audit.log import AuditLog
from services.audit.recording import record
from services.command_line.arguments import target_file
from services.replay.clip_file import write_clip
from services.replay.clip_making import Progress, make_clip
from services.store.maintenance.realm_folders import RealmFolders


def clip(
    package: Path, data: Path, realm: Realm, out: Path, begin: datetime, end: datetime, progress: Progress
) -> str:
    """Write the clip of two local times of the county, both included; returns a line about it.  The end includes its
    second.

    Raises Explained, OSError.
    """
    place = RealmFolders(data, realm)
    place.require_journal()
    place.require_outside(target_file(out))
    made = make_clip(place.folder, CountyPackage(package), county_ms(begin), county_ms(end) + SECOND_MS - 1, progress)
    write_clip(made, out)
    record(AuditLog.of_data(data), AuditKind.JOURNAL_EXPORTED, about=str(out.absolute()), realm=realm.id)
    rows = sum(len(stream.rows.rows) for stream in made.streams.values())
    return (
        f"{out}: records {made.before_seq + 1} to {made.last_seq}, {len(made.before)} earlier ones of what was on the "
        f"desk, {rows:,} rows, {out.stat().st_size:,} bytes; no contacts; open it with `main.py replay {out}`"
    )


def county_ms(time: datetime) -> int:
    """A time of the county's clock in UTC ms."""
    return round(time.replace(tzinfo=COUNTY_TIME).timestamp() * 1000)


