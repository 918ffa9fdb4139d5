"""Maps of signed reports: a stored document that does not arrive is told, and fetched again."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from county.attachments import Attachment
from county.briefing.briefing import Briefing
from county.events.event import TimelineEntry
from county.explained import ExplainedLine
from desktop.briefings.signed_maps import NOT_FETCHABLE, NOT_FETCHED, SignedMaps
from services.protocol.file_transfers import FileTransfer
from tests.unit.running_desk import NOON_MS
from tests.unit.signed_report import signed_report


class HeldFiles:
    """Transfers that end when the test says so."""

    def __init__(self) -> None:
        self.begun: list[FileTransfer] = []

    def send_file(self, path: Path) -> FileTransfer:
        raise AssertionError(path)

    def fetch_file(self, attachment: Attachment, path: Path) -> FileTransfer:
        self.begun.append(FileTransfer(attachment.name, path, attachment.size))
        return self.begun[-1]

    def end(self, content: bytes | None) -> None:
        """The newest one, with the file or with a failure."""
        transfer = self.begun[-1]
        if content is None:
            transfer.problem = ExplainedLine("the connection was lost")
        else:
            transfer.path.write_bytes(content)
        transfer.ended = True


def signed(briefing: Briefing) -> Briefing:
    return replace(briefing, steps=(TimelineEntry("BriefingSigned", NOON_MS, NOON_MS, "seat-1", ""),))


def test_a_document_that_does_not_arrive_is_told_and_fetched_again(qtbot: QtBot) -> None:
    made, files = signed_report(), HeldFiles()
    maps, briefing = SignedMaps(files), signed(made.briefing)
    assert maps.of(briefing) is None
    for content in (None, b"no DOCX"):
        files.end(content)
        qtbot.waitUntil(maps.retry.isActive)
        count = len(files.begun)
        assert maps.of(briefing) is NOT_FETCHED
        assert len(files.begun) == count, "not before its time"
        maps.retry.stop()
        maps.retry.timeout.emit()
        assert maps.of(briefing) is NOT_FETCHED, "told until it has arrived"
        assert len(files.begun) == count + 1
    files.end(made.files.docx)
    qtbot.waitUntil(lambda: maps.of(briefing) is not NOT_FETCHED)
    found = maps.of(briefing)
    assert found is not None
    assert found.no_map == ""
    maps.release()


def test_a_window_that_fetches_no_files_says_so_in_place_of_the_map() -> None:
    assert SignedMaps(None).of(signed(signed_report().briefing)) is NOT_FETCHABLE
