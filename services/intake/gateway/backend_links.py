"""The gateway's links to the backend: a few threads with one link each, which serve the event loop's requests."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from county.attachments import Attachment
from county.clock import Clock
from county.commands import Command
from county.explained import Explained
from county.records import Record
from county.sensing import Reading
from services.intake.gateway.problems import Problem
from services.log import RateLimitedLog
from services.protocol.control import FileNotSent, NoBackend
from services.protocol.messages import Accepted, Rejected, Welcome

THREADS = 4
WAITING_MAX = 64
"""Requests that wait for a thread at most."""
ANSWER_S = 12.0
"""After which a request is answered with 503; what was sent may still be carried out, once."""
LINK_TIMEOUT_S = 4.0
IDLE_S = 0.25
RETRY_S = 1.0
T = TypeVar("T")


class ReportLink(Protocol):
    """The part of :class:`services.protocol.control.ControlLink` that the gateway needs."""

    @property
    def clock(self) -> Clock: ...
    @property
    def welcome(self) -> Welcome: ...
    def submit(self, commands: Sequence[Command[Any]]) -> list[Accepted | Rejected]: ...
    def submit_readings(self, readings: Sequence[Reading], delivery: str = "") -> list[Accepted | Rejected]: ...
    def subject(self, subject: str) -> list[Record[Any]]: ...
    def upload(self, path: Path) -> Attachment: ...
    def wait(self, seconds: float) -> None: ...
    def close(self) -> None: ...


@dataclass
class _LinkJob:
    """Work for a thread, and where its result is awaited."""

    work: Callable[[ReportLink], Any]
    loop: asyncio.AbstractEventLoop
    result: asyncio.Future[Any]
    cancelled: bool = False

    def end(self, value: Any, error: BaseException | None) -> None:
        """Called by a thread; without effect when nobody waits any more."""

        def resolve() -> None:
            if self.result.done():
                return
            if error is None:
                self.result.set_result(value)
            else:
                self.result.set_exception(error)

        try:
            self.loop.call_soon_threadsafe(resolve)
        except RuntimeError:  # the loop has ended
            return


class BackendLinks:
    """Opens its links in the background, and again whenever one is lost."""

    def __init__(
        self, open_link: Callable[[], ReportLink], messages: RateLimitedLog, *, threads: int = THREADS
    ) -> None:
        """``open_link`` raises an Explained error while the backend cannot be used."""
        self._open_link = open_link
        self._messages = messages
        self._jobs: queue.Queue[_LinkJob] = queue.Queue(WAITING_MAX)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._connected = 0
        self._threads = [
            threading.Thread(target=self._run, name=f"gateway link {i}", daemon=True) for i in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def connected(self) -> bool:
        """Whether the backend answers; why not is only logged: callers are not told addresses or folders."""
        return self._connected > 0

    async def run(self, work: Callable[[ReportLink], T]) -> T:
        """The result of ``work``, done by a thread with its link.  Raises Problem, also whatever ``work`` raises."""
        if not self.connected:
            raise Problem("backend_away")
        loop = asyncio.get_running_loop()
        job = _LinkJob(work, loop, loop.create_future())
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Problem("gateway_busy", retry_after_s=2, seconds="2") from None
        try:
            result: T = await asyncio.wait_for(job.result, ANSWER_S)
            return result
        except TimeoutError:
            raise Problem("answer_missing") from None
        except NoBackend as error:
            raise Problem("answer_missing") from error
        except FileNotSent as error:
            raise Problem("gateway_failed") from error
        finally:
            job.cancelled = True

    def close(self) -> None:
        """End all threads."""
        self._closing.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                link = self._open_link()
            except Explained as error:
                self._note_away(str(error))
                self._closing.wait(RETRY_S)
                continue
            with self._lock:
                self._connected += 1
            try:
                self._serve(link)
            except Explained as error:
                self._note_away(str(error))
            finally:
                with self._lock:
                    self._connected -= 1
                link.close()

    def _note_away(self, why: str) -> None:
        self._messages.warning("the backend does not answer", reason=why)

    def _serve(self, link: ReportLink) -> None:
        """Do the work that comes.  Raises NoBackend when the link is lost."""
        while not self._closing.is_set():
            try:
                job = self._jobs.get(timeout=IDLE_S)
            except queue.Empty:
                link.wait(0)
                continue
            if job.cancelled:
                continue
            try:
                value = job.work(link)
            except NoBackend as error:
                job.end(None, error)
                raise
            except Exception as error:
                job.end(None, error)
            else:
                job.end(value, None)
