"""The process in which a window reads and imports files: ``python -m services.file_import``.

Reads one request from its input and writes the answers to its output, one message a line.  The end of the input cancels
the request.
"""

from __future__ import annotations

import sys
from threading import Event, Thread

from services.file_import.messages import FileMessage, encoded, request_of
from services.file_import.serving import serve


def main() -> None:
    """Carry out one request."""
    cancelled = Event()
    line = sys.stdin.buffer.readline()

    def wait_for_end() -> None:
        sys.stdin.buffer.read()
        cancelled.set()

    Thread(target=wait_for_end, name="cancel", daemon=True).start()
    out = sys.stdout.buffer

    def emit(message: FileMessage) -> None:
        out.write(encoded(message))
        out.flush()

    serve(request_of(line), emit, cancelled.is_set)


if __name__ == "__main__":
    main()
