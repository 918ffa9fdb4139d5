"""Answers clients that send and fetch files: after commands, heartbeats and readings, within a time budget per
iteration.

The BlobStore is called in a thread of its own, one call at a time: a slow disk delays files only.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from county.attachments import FILE_MAX
from county.authority import DOWNLOAD_ROLES, Principal, Register, check_upload
from county.clock import monotonic_ms
from county.explained import ExplainedLine
from county.refusals import Refused
from services.audit.entry import AuditEntry, AuditKind, Auditor
from services.failure_trace import trace
from services.log import RateLimitedLog
from services.protocol import messages as m
from services.protocol.limits import FILE_CHUNK
from services.protocol.server import Request, Server
from services.requests.job_requests import JobRequests
from services.store.ports import BlobRefused, BlobStore, DigestMismatch, StoreError
from services.store.realm_store import RunFileJob

WAITING_CHUNKS = 16
"""Waiting chunks of one client at most: more than a desktop ever has in transit."""
Reply = m.UploadReply | m.DownloadReply


class FileRequests(JobRequests[Reply]):
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
        withheld: Callable[[str], bool] = lambda sha256: False,
    ) -> None:
        """``withheld``: whether a file is not given to anybody by its hash."""
        super().__init__(
            realm=realm, server=server, register=register, monotonic=monotonic, most=WAITING_CHUNKS, weight=FILE_CHUNK
        )
        self._blobs = blobs
        self._run = run
        self._audit = audit
        self._messages = messages
        self._withheld = withheld

    def _weight(self, request: Request) -> int:
        message = request.message
        return max(FILE_CHUNK, len(message.data)) if isinstance(message, m.UploadChunk) else FILE_CHUNK

    def _begun(self, request: Request, principal: Principal) -> Future[Reply] | None:
        try:
            match request.message:
                case m.UploadChunk() as chunk:
                    check_chunk(chunk, principal)
                    return self._run(lambda: store(self._blobs, chunk, principal.id))
                case m.DownloadChunk() as question:
                    check_download(principal)
                    if self._withheld(question.sha256):
                        raise Refused("drill_msel_closed")
                    return self._run(lambda: read(self._blobs, question))
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
            return None

    def _finish(self, request: Request, job: Future[Reply]) -> None:
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
            self._messages.warning("a request could not be answered", kind=kind, trace=trace(error))
            line = ExplainedLine("{kind} failed ({why}); the backend's log has more", kind=kind, why=error)
            self._answer_trouble(request, line)

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
