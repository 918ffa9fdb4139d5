"""One thread for jobs, which the end of the program does not wait for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from threading import Thread
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Job = tuple[Future[object], Callable[[], object]]


class DaemonWorker(Executor):
    """As a ThreadPoolExecutor with one thread, whose threads Python joins at its end, even one that never ends."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()
        self._jobs.put((future, lambda: fn(*args, **kwargs)))  # type: ignore[arg-type]  # it is set to what fn returns
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """No job is given any more."""
        if cancel_futures:
            while not self._jobs.empty():
                if (job := self._jobs.get()) is not None:
                    job[0].cancel()
        self._jobs.put(None)
        if wait:
            self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, run = job
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(run())
                except BaseException as error:  # who waits for the result gets it
                    future.set_exception(error)
