"""Requests about files, carried out by the same code in a thread, into a backend in memory."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread

from desktop.file_import.imports import FileImports
from services.file_import.messages import FileMessage, Reply, Request, encoded, reply_of, request_of
from services.file_import.serving import serve
from tests.memory_realm import OWNER, MemoryRealm


class JobClosed(BaseException):
    """The job was closed: nothing more is told, as by a process that was killed."""


class ThreadedJob:
    """Implements :class:`services.file_import.process.FileJob`; messages are encoded as between processes."""

    def __init__(
        self, request: Request, realm: MemoryRealm, requests: list[Request], threads: list[Thread]
    ) -> None:
        requests.append(request)
        self._replies: deque[Reply] = deque()
        self._cancelled, self._closed = Event(), Event()
        self._realm = realm
        thread = Thread(target=self._run, args=(request_of(encoded(request)),), daemon=True)
        threads.append(thread)
        thread.start()

    def take(self) -> list[Reply]:
        return [self._replies.popleft() for _ in range(len(self._replies))]

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        self._closed.set()
        self._cancelled.set()

    def _run(self, request: Request) -> None:
        def emit(message: FileMessage) -> None:
            if self._closed.is_set():
                raise JobClosed
            self._replies.append(reply_of(encoded(message)))

        with suppress(JobClosed):
            serve(request, emit, self._cancelled.is_set, lambda _: lambda: self._realm.network.client(OWNER.id))


def threaded_imports(realm: MemoryRealm, requests: list[Request], threads: list[Thread]) -> FileImports:
    """``requests`` and ``threads``: get every request and its thread."""
    start = partial(ThreadedJob, realm=realm, requests=requests, threads=threads)
    return FileImports(realm.package.folder, lambda: "memory", Path("keys"), realm.realm, start)
