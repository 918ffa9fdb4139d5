"""Sends a file to a backend as ``main.py send`` does, and keeps the rows that were not stored."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from services.file_import.messages import FileMessage, FileProgress, ImportFile
from services.file_import.preview import outcome_of
from services.file_import.refused_rows import RecentRows, RefusedRows
from services.file_import.unusable_rows import UnusableRows
from services.protocol.control import ControlLink
from services.sending.file_rows import surveyed
from services.sending.sender import Sender
from services.transport.ports import MakeClientLink
from services.transport.zeromq.client_link import ZeroMqClientLink


class _Cancelled(Exception):
    """The user has cancelled the import; what was stored remains."""


def link_of(request: ImportFile) -> MakeClientLink:
    return partial(ZeroMqClientLink, request.address, Path(request.keys))


def import_file(
    request: ImportFile,
    emit: Callable[[FileMessage], None],
    cancelled: Callable[[], bool] = bool,
    make_link: Callable[[ImportFile], MakeClientLink] = link_of,
) -> None:
    """Answer ``request``: FileProgress in turn, finally FileOutcome.  Raises Explained errors.

    ``cancelled`` is asked after each group of rows: an import that is repeated stores nothing twice.
    """
    refused = RefusedRows(Path(request.refused))
    with (
        closing(RecentRows(Path(request.file))) as rows, closing(refused),
        ControlLink(request.address, make_link(request), realm=request.realm) as link,
    ):  # fmt: skip
        interpreter = surveyed(rows, request.choice.options(), link.place_names)
        sender = Sender(rows, link, link.clock, link.wait, lambda line: None, interpreter, person=request.person)
        report = sender.report

        faults = UnusableRows(Path(request.file).name, interpreter, link.clock.now_ms())

        def keep(where: str, message: str) -> None:
            refused.add(where, message, rows.at(where))

        def keep_unusable(where: str, message: str) -> None:
            keep(where, message)
            faults.add(where, message, rows.at(where))

        def progress(share: float, text: str) -> None:
            emit(FileProgress(share, report.rows))
            if cancelled():
                raise _Cancelled

        report.refused.on_add, report.unusable.on_add = keep, keep_unusable
        ended = False
        try:
            sender.run(None, progress)
            ended = True
        except _Cancelled:
            pass
        link.submit(faults.commands(request.realm, request.person))
        emit(outcome_of(report, kept=refused.kept, cancelled=not ended))
