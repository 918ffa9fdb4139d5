"""The writer thread: runs everything that waits for the disk, one job after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import ExceptHookArgs, Thread, excepthook
from typing import TypeVar

T = TypeVar("T")


class WriterThread:
    """Runs jobs in the order in which they were posted.  No error ends the thread.

    ``idle`` is called between jobs; it returns the delay in s of the next call if no job is posted before (None: call
    it after the next job).
    """

    def __init__(
        self,
        name: str,
        idle: Callable[[], float | None] = lambda: None,
        failed: Callable[[ExceptHookArgs], object] = excepthook,
    ) -> None:
        self._jobs: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._idle = idle
        self._failed = failed
        self._thread = Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def post(self, job: Callable[[], object]) -> None:
        """Run ``job`` after those already posted; its errors are passed to ``failed``."""
        self._jobs.put(job)

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """:meth:`post` for a job whose result or exception is needed."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(job())
            except BaseException as error:  # raised again by the future's result()
                future.set_exception(error)

        self.post(run)
        return future

    def close(self, timeout_s: float | None = None) -> None:
        """Finish all posted jobs and end the thread; wait for ``timeout_s`` at most, in case the disk hangs."""
        self._jobs.put(None)
        self._thread.join(timeout_s)

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
                self._failed(ExceptHookArgs((type(error), error, error.__traceback__, self._thread)))


def _nothing() -> None:
    pass
