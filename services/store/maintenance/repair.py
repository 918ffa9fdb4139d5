"""``main.py journal … repair OUT``: save the longest proven prefix of a damaged journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from services.store.maintenance.archive import REALM, seal, writing_archive
from services.store.maintenance.backup import copy_file, left_out, other_files
from services.store.maintenance.inspection import inspect_files
from services.store.maintenance.journal_scan import Progress
from services.store.maintenance.other_rows import CHANGED, rows_faults
from services.store.maintenance.proven_copy import ProvenCopy, copy_proven
from services.store.maintenance.realm_folders import PrintLine, RealmFolders
from services.store.maintenance.unproven import FILE as UNPROVEN
from services.store.maintenance.unproven import write_unproven
from services.store.maintenance.verify import report
from services.store.sqlite.database import FILE


def repair(place: RealmFolders, out: Path, *, made_ms: int, print_line: PrintLine, progress: Progress) -> int:
    """Write the proven part into the new folder ``out``, an archive for ``restore``; exit code.  Raises Explained,
    OSError.

    The original is only read.  Records of a damaged commit that still follow the chain are listed in a file next to the
    copy: see :mod:`services.store.maintenance.unproven`.
    """
    key = place.key()
    with writing_archive(out) as part:
        (part / REALM).mkdir()
        with ExitStack() as opened:
            copy = copy_proven(place, key, part / REALM / FILE, part / "work", opened, progress)
            reader, found = copy.reader, copy.found
            changed = rows_faults(reader, key, progress)
            found.faults += changed
            for path in other_files(place.folder):
                copy_file(path, place.folder, part / REALM)
            files = inspect_files(part / REALM, progress, named=out / REALM)
            found.rest += files.lines
            found.notes += left_out(place.folder)
            lines = [*copy.lines, *(f"not repaired: {fault}" for fault in files.faults), *_unproven(copy, part, out)]
        seal(part, copy.head, county=reader.county, realm=reader.realm, made_ms=made_ms, keys=place.keys, key=key)
    report(found, place.folder / FILE, reader, print_line)
    if copy.damaged:
        print_line("damaged blocks of the history are omitted, everything else is copied")
    if CHANGED in changed:
        print_line("other rows than records are copied as they are: they are proven as a whole only")
    for line in lines:
        print_line(line)
    print_line(f"repaired: {out}, records 1 to {copy.head.seq}; {place.folder / FILE} is unchanged")
    print_line(f"to use it, run `main.py journal … restore {out}`")
    return 0


def _unproven(copy: ProvenCopy, part: Path, out: Path) -> Iterator[str]:
    """Write the records after the proven ones that still follow the chain into a file in ``part``."""
    first, last = copy.found.proven.last_seq + 1, copy.found.chained_seq
    if last >= first:
        write_unproven(copy.source, first, last, part / UNPROVEN)
        yield (
            f"of these, {last - first + 1} follow the chain, numbers {first} to {last}, but their commit's seal covers "
            f"damaged data, too: {out / UNPROVEN} lists them, to be checked and entered again"
        )
