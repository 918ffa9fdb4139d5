"""The analysis as a program: ``python -m services.analysis PACKAGE DATA REALM LISTEN``, a child of the supervisor.

It reads the journal beside the backend and answers its clients over a link of its own.  It ends with its stdin, and
when the journal is another one than before; whoever started it starts it again.
"""

from __future__ import annotations

import os
import sys
from threading import Thread


def _end_with_stdin() -> None:
    """At any moment: everything that it writes is derived, and committed last."""
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    Thread(target=_end_with_stdin, name="end of supervisor", daemon=True).start()
    from services.analysis.program import main

    sys.exit(main(*sys.argv[1:]))
