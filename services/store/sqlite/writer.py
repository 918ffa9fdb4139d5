"""The writer thread: everything that waits for the disk runs there, one job after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import ExceptHookArgs, Thread, excepthook
from typing import TypeVar

T = TypeVar("T")


class WriterThread:
    """Runs jobs in the order in which they were given.  No error ends the thread: the next job must find it.

    ``idle`` is called between jobs; it says in how many seconds it wants to be called again though no job came (None:
    not before the next job).
    """

    def __init__(self, name: str, idle: Callable[[], float | None] = lambda: None) -> None:
        self._jobs: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._idle = idle
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def post(self, job: Callable[[], object]) -> None:
        """Run ``job`` after those that wait already; an error of it goes to ``threading.excepthook``."""
        self._jobs.put(job)

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """The same for a job whose result or exception is wanted."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(job())
            except BaseException as error:  # who waits for the future gets it
                future.set_exception(error)

        self.post(run)
        return future

    def close(self) -> None:
        """Finish all jobs that were given and end the thread."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        wait_s: float | None = None
        while True:
            try:
                job = self._jobs.get(timeout=wait_s)
            except Empty:
                job = _nothing
            if job is None:
                return
            wait_s = None
            try:
                job()
                wait_s = self._idle()
            except BaseException as error:
                excepthook(ExceptHookArgs((type(error), error, error.__traceback__, self._thread)))


def _nothing() -> None:
    pass
