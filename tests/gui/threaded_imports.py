"""Requests about files, carried out by the same code in a thread, into a backend in memory."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from threading import Event, Thread

from desktop.file_import.imports import FileImports
from services.file_import.messages import FileMessage, Reply, Request, encoded, reply_of, request_of
from services.file_import.serving import serve
from tests.memory_realm import OWNER, MemoryRealm


class ThreadedJob:
    """Implements :class:`services.file_import.process.FileJob`; messages are encoded as between processes."""

    def __init__(self, request: Request, realm: MemoryRealm, requests: list[Request]) -> None:
        requests.append(request)
        self._replies: deque[Reply] = deque()
        self._cancelled, self._closed = Event(), Event()
        self._realm = realm
        self.thread = Thread(target=self._run, args=(request_of(encoded(request)),), daemon=True)
        self.thread.start()

    def take(self) -> list[Reply]:
        return [self._replies.popleft() for _ in range(len(self._replies))]

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        self._closed.set()
        self._cancelled.set()

    def _run(self, request: Request) -> None:
        def emit(message: FileMessage) -> None:
            if not self._closed.is_set():
                self._replies.append(reply_of(encoded(message)))

        serve(request, emit, self._cancelled.is_set, lambda _: lambda: self._realm.network.client(OWNER.id))


def threaded_imports(realm: MemoryRealm, requests: list[Request]) -> FileImports:
    """``requests``: gets every request."""
    start = partial(ThreadedJob, realm=realm, requests=requests)
    return FileImports(realm.package.folder, lambda: "memory", Path("keys"), realm.realm, start)
