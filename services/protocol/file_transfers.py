"""A client's files on their way to and from the backend, chunk by chunk, run by the network thread.

Each transfer has one chunk in transit, which is sent again until it is answered: after a lost connection or a restart
of the backend it continues with what the backend has stored.
"""

from __future__ import annotations

import errno
import hashlib
import mimetypes
import os
import uuid
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar

from county.attachments import Attachment, check_content, check_size, safe_name
from county.explained import ExplainedLine
from county.pictures import START_BYTES
from county.refusals import Refused
from services.protocol import messages as m
from services.protocol.limits import FILE_CHUNK
from services.protocol.outbox import Outbox

RUNNING_MAX = 4
"""Transfers that run at the same time; further ones wait."""
SLICE_BYTES = 1 << 20
"""Bytes that are hashed in one turn of the network thread: a few milliseconds."""
UNKNOWN_TYPE = "application/octet-stream"
CLOSED = "{name}: the link to the backend ended before the file was transferred; try again once it is connected"
UNREADABLE = "{path}: cannot be read ({why}); check the file, then attach it again"
UNWRITABLE = "{path}: cannot be written ({why}); save it in another folder"
Question = m.UploadChunk | m.DownloadChunk
Reply = m.UploadReply | m.DownloadReply
R = TypeVar("R", m.UploadReply, m.DownloadReply)
Steps = Generator[Question | None, Reply | m.Trouble | None, None]
"""Yields the next request, and gets its reply; or yields None to continue in the next turn."""


class FileTransfer:
    """One file on its way.  Any thread may read it and cancel it; the network thread changes it."""

    def __init__(self, name: str, path: Path, total: int = 0) -> None:
        self.name = name
        """The file's name for the user."""
        self.path = path
        """Where it is read, or where it is once it has arrived."""
        self.done = 0
        """Bytes that are stored at the other end."""
        self.total = total
        """Bytes of the file; 0 while unknown."""
        self.attachment: Attachment | None = None
        """The file as the backend has it, once it has it."""
        self.problem: Refused | ExplainedLine | None = None
        """Why it failed; None while it has not."""
        self.ended = False
        """Whether it succeeded, failed or was cancelled."""
        self.cancelled = False

    @property
    def succeeded(self) -> bool:
        """Whether the whole file is at the other end."""
        return self.ended and not self.cancelled and self.problem is None

    def cancel(self) -> None:
        """End it without a result; chunks that were stored stay there for a later attempt."""
        self.cancelled = True


@dataclass
class _RunningTransfer:
    """A transfer and its next step."""

    transfer: FileTransfer
    steps: Steps
    request: str = ""
    """The request in transit; "" for none."""


class FileTransfers:
    """All transfers of one client.  :meth:`send` and :meth:`fetch` are called by any thread, the rest by one."""

    def __init__(self, realm: str) -> None:
        self._outbox = Outbox(realm)
        self._lock = Lock()
        self._waiting: list[_RunningTransfer] = []
        self._running: list[_RunningTransfer] = []
        self._closed = False

    def send(self, path: Path) -> FileTransfer:
        """Send the file at ``path``; ``attachment`` names it once it is stored."""
        transfer = FileTransfer(safe_name(path.name), path)
        return self._begin(transfer, _upload(transfer))

    def fetch(self, attachment: Attachment, path: Path) -> FileTransfer:
        """Fetch a stored file to ``path``, whose folder exists; the file is there once it is complete."""
        transfer = FileTransfer(attachment.name, path, attachment.size)
        return self._begin(transfer, _download(transfer, attachment))

    def _begin(self, transfer: FileTransfer, steps: Steps) -> FileTransfer:
        running = _RunningTransfer(transfer, steps)
        with self._lock:
            closed = self._closed
            if not closed:
                self._waiting.append(running)
        if closed:
            self._abandon(running)
        return transfer

    @property
    def working(self) -> bool:
        """Whether a transfer can continue without a reply."""
        return any(not some.request for some in self._running)

    def go_on(self) -> None:
        """Continue all transfers that wait for no reply by one step."""
        with self._lock:
            some = RUNNING_MAX - len(self._running)
            self._running += self._waiting[:some]
            del self._waiting[:some]
        for running in [*self._running]:
            if running.transfer.cancelled:
                self._end(running)
            elif not running.request:
                self._continue(running, None)

    def due(self, now: int) -> list[bytes]:
        """Frames to send at ``now`` (monotonic, ms)."""
        return self._outbox.due(now)

    def answered(self, reply: Reply | m.Trouble) -> bool:
        """Continue the transfer that waits for ``reply``; False when none does (any more)."""
        for running in self._running:
            if running.request == reply.request:
                self._outbox.answered(reply.request)
                running.request = ""
                self._continue(running, reply)
                return True
        return False

    def resend_all(self) -> None:
        """Send all requests again, because the backend was replaced."""
        self._outbox.resend_all()

    def close(self) -> None:
        """End all transfers, also later ones."""
        with self._lock:
            self._closed = True
            left, self._waiting = [*self._running, *self._waiting], []
        for running in left:
            self._abandon(running)

    def _abandon(self, running: _RunningTransfer) -> None:
        running.transfer.problem = ExplainedLine(CLOSED, name=running.transfer.name)
        self._end(running)

    def _continue(self, running: _RunningTransfer, reply: Reply | m.Trouble | None) -> None:
        try:
            question = running.steps.send(reply)
        except StopIteration:
            self._end(running)
        except Refused as refused:
            refused.params = {"name": running.transfer.name} | refused.params
            running.transfer.problem = refused
            self._end(running)
        except _Failed as failed:
            running.transfer.problem = failed.line
            self._end(running)
        else:
            if question is not None:
                running.request = question.request
                self._outbox.put(question.request, question)

    def _end(self, running: _RunningTransfer) -> None:
        if running.request:
            self._outbox.answered(running.request)
        with suppress(_Failed):  # its part cannot be deleted: a removed medium, for example
            running.steps.close()
        with suppress(ValueError):
            self._running.remove(running)
        running.transfer.ended = True


class _Failed(Exception):
    """A transfer cannot go on, as ``line`` says."""

    def __init__(self, line: ExplainedLine) -> None:
        super().__init__(line)
        self.line = line


def _upload(transfer: FileTransfer) -> Steps:
    """Check the file, hash it, ask what is stored, send the rest."""
    try:
        if not transfer.path.is_file():  # a pipe would block
            raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
        with transfer.path.open("rb") as file:
            total = os.fstat(file.fileno()).st_size
            check_size(transfer.name, total)
            media_type = (mimetypes.guess_type(transfer.name)[0] or UNKNOWN_TYPE).lower()
            check_content(transfer.name, media_type, file.read(START_BYTES))
            file.seek(0)
            digest, hashed = hashlib.sha256(), 0
            while data := file.read(SLICE_BYTES):
                digest.update(data)
                hashed += len(data)
                check_size(transfer.name, hashed)
                yield None
            total = transfer.total = hashed
            sha256, offset, data, complete = digest.hexdigest(), 0, b"", False
            while not complete:
                chunk = m.UploadChunk(request=_new_id(), sha256=sha256, offset=offset, total=total, data=data)
                reply = _answer(m.UploadReply, (yield chunk))
                complete, offset = reply.complete, reply.received
                transfer.done = offset
                file.seek(offset)
                data = file.read(min(FILE_CHUNK, max(0, total - offset)))
                if not data and offset < total:
                    raise Refused("file_changed")
    except OSError as error:
        raise _Failed(ExplainedLine(UNREADABLE, path=transfer.path, why=error.strerror)) from error
    transfer.attachment = Attachment(sha256=sha256, name=transfer.name, size=total, media_type=media_type)


def _download(transfer: FileTransfer, attachment: Attachment) -> Steps:
    """Fetch the file next to its place, and put it there once it is proven to be the one."""
    part = transfer.path.with_name(f"{transfer.path.name}.{_new_id()[:8]}.part")
    try:
        try:
            with part.open("xb") as file:
                digest = hashlib.sha256()
                while transfer.done < attachment.size:
                    question = m.DownloadChunk(request=_new_id(), sha256=attachment.sha256, offset=transfer.done)
                    data = _answer(m.DownloadReply, (yield question)).data
                    if not data:
                        break
                    file.write(data)
                    digest.update(data)
                    transfer.done += len(data)
            if digest.hexdigest() != attachment.sha256:
                raise Refused("file_damaged")
            part.replace(transfer.path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise _Failed(ExplainedLine(UNWRITABLE, path=transfer.path, why=error.strerror)) from error
    transfer.attachment = attachment


def _answer(kind: type[R], reply: Reply | m.Trouble | None) -> R:
    """The reply.  Raises Refused, and _Failed for a Trouble."""
    if isinstance(reply, m.Trouble):
        raise _Failed(reply.line)
    assert isinstance(reply, kind)
    if reply.refused:
        refused = Refused(reply.refused)
        refused.params = reply.params
        raise refused
    return reply


def _new_id() -> str:
    return uuid.uuid4().hex
