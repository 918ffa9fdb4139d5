"""Answers clients that send and fetch files: after commands, heartbeats and readings, within a time budget per
iteration.

The BlobStore is called in a thread of its own, one call at a time: a slow disk delays files only.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait

from county.attachments import FILE_MAX
from county.authority import DOWNLOAD_ROLES, Principal, Register, check_upload
from county.clock import monotonic_ms
from county.commands import Refused
from county.explained import ExplainedLine
from services.answers import NO_ROLE, TOO_MANY
from services.audit.entry import AuditEntry, AuditKind, Auditor
from services.log import RateLimitedLog
from services.protocol import messages as m
from services.protocol.limits import FILE_CHUNK
from services.protocol.server import Request, Server
from services.store.ports import BlobRefused, BlobStore, DigestMismatch, StoreError
from services.store.realm_store import RunFileJob
from services.turns import TurnQueue

WAITING_CHUNKS = 16
"""Waiting chunks of one client at most: more than a desktop ever has in transit."""
Reply = m.UploadReply | m.DownloadReply


class FileRequests:
    """Requests of all clients for files, served in turn."""

    def __init__(
        self,
        *,
        blobs: BlobStore,
        run: RunFileJob,
        realm: str,
        server: Server,
        register: Register,
        audit: Auditor,
        messages: RateLimitedLog,
        monotonic: Callable[[], int] = monotonic_ms,
    ) -> None:
        self._blobs = blobs
        self._run = run
        self._realm = realm
        self._server = server
        self._register = register
        self._audit = audit
        self._messages = messages
        self._monotonic = monotonic
        self._waiting = TurnQueue(WAITING_CHUNKS * FILE_CHUNK)
        self._job: tuple[Request, Future[Reply]] | None = None
        """The request that the BlobStore works on."""

    @property
    def waiting(self) -> bool:
        """Whether requests are waiting or in work."""
        return self._job is not None or bool(len(self._waiting))

    def put(self, request: Request) -> None:
        """Queue a request; :meth:`go_on` answers it."""
        message = request.message
        weight = max(FILE_CHUNK, len(message.data)) if isinstance(message, m.UploadChunk) else FILE_CHUNK
        if not self._waiting.put(request, m.request_of(message), weight):
            line = ExplainedLine(TOO_MANY, limit=WAITING_CHUNKS)
            self._server.answer(request.peer, m.Trouble.of(line, m.request_of(message)))

    def go_on(self, budget_ms: int) -> None:
        """Answer one request of each client in turn, for at most ``budget_ms``."""
        until = self._monotonic() + budget_ms
        while self.waiting:
            if self._job is None:
                self._begin(self._waiting.pop())
            if self._job is not None and not self._end(*self._job, max(0, until - self._monotonic())):
                return
            if self._monotonic() >= until:
                return

    def _begin(self, request: Request) -> None:
        """Refuse a request, or give it to the BlobStore."""
        principal = self._register.find(request.principal)
        if principal is None:  # its connection may remain open for another second
            line = ExplainedLine(NO_ROLE, key=request.principal, realm=self._realm)
            self._server.answer(request.peer, m.Trouble.of(line, m.request_of(request.message)))
            return
        try:
            match request.message:
                case m.UploadChunk() as chunk:
                    check_chunk(chunk, principal)
                    self._job = request, self._run(lambda: store(self._blobs, chunk, principal.id))
                case m.DownloadChunk() as question:
                    check_download(principal)
                    self._job = request, self._run(lambda: read(self._blobs, question))
                case other:
                    raise TypeError(f"{type(other).__name__} is not about a file")
        except Refused as refused:
            self._audit.note(
                AuditEntry(
                    kind=AuditKind.COMMAND_REFUSED, by=principal.id, code=type(request.message).__name__,
                    reason=refused.code, params=refused.params,
                )
            )  # fmt: skip
            self._server.answer(request.peer, _refused(request.message, refused.code, refused.params))

    def _end(self, request: Request, job: Future[Reply], timeout_ms: int) -> bool:
        """Answer the request in work once its result is there; False when it is not, after ``timeout_ms``."""
        if not wait([job], timeout_ms / 1000).done:
            return False
        self._job = None
        try:
            reply = job.result()
            self._server.answer(request.peer, reply)
            if isinstance(reply, m.DownloadReply) and reply.data:
                self._fetched(request)
        except DigestMismatch:
            self._server.answer(request.peer, _refused(request.message, "file_changed", {}))
        except BlobRefused as error:
            self._messages.warning("a chunk of a file was refused", principal=request.principal, reason=str(error))
            self._server.answer(request.peer, _refused(request.message, "file_invalid", {}))
        except StoreError as error:
            self._messages.warning("a file cannot be stored or read", reason=str(error))
            params = {"reason": str(error)} if error.code == "journal_failed" else {}
            self._server.answer(request.peer, _refused(request.message, error.code, params))
        except Exception as error:  # a failure affects neither other requests nor the loop
            kind = type(request.message).__name__
            self._messages.warning("a request could not be answered", kind=kind, reason=repr(error))
            line = ExplainedLine("{kind} failed ({why}); the backend's log has more", kind=kind, why=error)
            self._server.answer(request.peer, m.Trouble.of(line, m.request_of(request.message)))
        return True

    def _fetched(self, request: Request) -> None:
        assert isinstance(request.message, m.DownloadChunk)
        self._audit.note(
            AuditEntry(kind=AuditKind.FILE_FETCHED, by=request.principal, about=request.message.sha256)
        )


def check_chunk(chunk: m.UploadChunk, principal: Principal) -> None:
    """Check permission and size of an upload.  Raises Refused."""
    check_upload(principal)
    if chunk.total > FILE_MAX:
        raise Refused("file_too_large", limit=str(FILE_MAX >> 20))


def check_download(principal: Principal) -> None:
    """Check that the principal may fetch files.  Raises Refused."""
    if not principal.roles & DOWNLOAD_ROLES:
        roles = ", ".join(sorted(DOWNLOAD_ROLES))
        raise Refused("not_authorised", principal=principal.id, command="DownloadChunk", roles=roles)


def store(blobs: BlobStore, chunk: m.UploadChunk, by: str) -> m.UploadReply:
    """Store a chunk of the principal ``by``; one that leaves a gap is not stored, and the reply tells from where to
    continue."""
    received = blobs.received(chunk.sha256, by)
    if chunk.offset > received:
        return m.UploadReply(request=chunk.request, received=received)
    complete = blobs.put(chunk.data, sha256=chunk.sha256, offset=chunk.offset, total=chunk.total, by=by)
    return m.UploadReply(request=chunk.request, received=blobs.received(chunk.sha256, by), complete=complete)


def read(blobs: BlobStore, question: m.DownloadChunk) -> m.DownloadReply:
    """The next chunk of a file."""
    data = blobs.get(question.sha256, question.offset, FILE_CHUNK)
    if data is None:
        return m.DownloadReply(request=question.request, refused="file_unknown")
    return m.DownloadReply(request=question.request, data=data)


def _refused(message: m.ToBackend, code: str, params: dict[str, str]) -> Reply:
    reply = m.UploadReply if isinstance(message, m.UploadChunk) else m.DownloadReply
    return reply(request=m.request_of(message), refused=code, params=params)
