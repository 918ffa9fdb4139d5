"""Carries out one request of a window about a file."""

from __future__ import annotations

from collections.abc import Callable

from county.explained import Explained, ExplainedLine, of_os_error
from services.file_import.importing import import_file, link_of
from services.file_import.messages import (
    FileFailed,
    FileMessage,
    ImportFile,
    PreviewFile,
    Reason,
    Request,
    SaveProfile,
    SaveRefused,
)
from services.file_import.preview import preview
from services.file_import.refused_rows import save
from services.file_import.saved_profile import save_layout
from services.transport.ports import MakeClientLink


def serve(
    request: Request,
    emit: Callable[[FileMessage], None],
    cancelled: Callable[[], bool] = bool,
    make_link: Callable[[ImportFile], MakeClientLink] = link_of,
) -> None:
    """Pass the answers to ``emit``; the last one tells why when the request cannot be carried out."""
    try:
        match request:
            case PreviewFile():
                preview(request, emit)
            case ImportFile():
                import_file(request, emit, cancelled, make_link)
            case SaveRefused():
                emit(save(request))
            case SaveProfile():
                emit(save_layout(request))
    except Explained as error:
        emit(FileFailed(Reason.of(error.line)))
    except OSError as error:
        emit(FileFailed(Reason.of(of_os_error(error))))
    except MemoryError:
        emit(FileFailed(Reason.of(ExplainedLine("the file is too large for this machine's memory; divide it"))))
