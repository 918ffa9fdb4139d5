"""The process that reads one workbook: with limits on memory and processor time, and no way back but its output.

Arguments: XLSX or XLS, the file, the name of a sheet ("": the only one that is a table), the file's name in messages.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

MAX_MEMORY = 4 << 30
"""Bytes of address space, which is more than what is used of it."""
MAX_S = 600
"""Of processor time."""


def _main() -> None:
    _limit()
    # After the limits, which hold for what the library does when it is loaded, too.
    from county.tables.calamine_rows import sheet_rows
    from county.tables.cell_lines import EndLine, RefusalLine, encoded
    from county.tables.row import BadFile

    kind, file, named, path = sys.argv[1:]
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", 1 << 16)
    try:
        for message in sheet_rows(Path(path), Path(file), named, kind):
            out.write(encoded(message))
    except BadFile as error:
        out.write(encoded(RefusalLine(error.line)))
    else:
        out.write(encoded(EndLine()))
    out.close()


def _limit() -> None:
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CPU, MAX_S), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # macOS knows no limit of address space
            resource.setrlimit(what, (least, least))


if __name__ == "__main__":
    _main()
