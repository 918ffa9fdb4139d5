"""A realm in the test's own process: the real wiring over a store and a network in memory, turned by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from county.authority import Principal, Role
from county.catalog import Catalog
from county.clock import Clock, ManualClock, SystemClock, monotonic_ms
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.records import Record
from county.roads.network import RoadGraph
from county.sensing import ChannelTable
from county.streams import STREAMS
from services.desk import Desk
from services.intake.base import Intake
from services.loop.checkpoints import EVERY
from services.pace import PaceControl
from services.protocol import messages as m
from services.protocol.client import Client
from services.protocol.codec import Reassembler, broadcast_decoder, client_decoder, frames, topic
from services.protocol.expected_county import ExpectedCounty
from services.protocol.limits import ANSWER_MAX
from services.realm import OpenRealm, open_realm
from services.store.memory import MemoryLog
from services.store.memory_blobs import MemoryBlobs
from services.store.memory_contacts import MemoryContacts
from services.store.memory_history import MemoryHistory
from services.store.ports import Commit
from services.store.realm_store import RealmStore
from services.store.upcast import RecordReader
from services.transport.memory import MemoryBackendLink, MemoryNetwork
from services.transport.ports import Incoming, Peer
from tests.captured_log import CapturedLog
from tests.hooked import Hooked, Hooks
from tests.memory_audit import MemoryAudit

OWNER = Principal(id="owner", roles=frozenset({Role.OPERATOR, Role.ADMIN}), people=("王磊", "person"))
DAY_MS = 86_400_000
T = TypeVar("T")


class ManualMonotonic:
    """A monotonic clock that :meth:`advance` moves, and each reading of it by ``cost_ms``.

    ``on_read`` is called after each reading: a test can act at a given time.
    """

    def __init__(self, cost_ms: float = 0.0) -> None:
        self.cost_ms = cost_ms
        self.on_read: Callable[[int], object] = lambda now_ms: None
        self._now = 1_000_000.0

    def __call__(self) -> int:
        self._now += self.cost_ms
        self.on_read(int(self._now))
        return int(self._now)

    @property
    def now_ms(self) -> int:
        """The current time, without the cost of a reading."""
        return int(self._now)

    def advance(self, by_ms: float) -> None:
        self._now += by_ms


class MemoryRegister:
    """Implements :class:`county.authority.Register`."""

    def __init__(self, *principals: Principal) -> None:
        self.principals = {principal.id: principal for principal in principals}

    def find(self, id: str) -> Principal | None:
        return self.principals.get(id)

    def enrol(self, id: str, person: str) -> None:
        known = self.principals[id]
        self.principals[id] = Principal(
            id=known.id, roles=known.roles, unit=known.unit, divisions=known.divisions, people=(*known.people, person)
        )


class SentFrame(NamedTuple):
    """A frame that left the backend: when by its monotonic clock, to whom (None: published)."""

    at_ms: int
    peer: Peer | None
    frame: bytes


WAIT_MS = 5
"""Longest wait of an iteration for requests: both sides of a window run in one thread, and what the backend has just
answered or committed waits meanwhile."""


class RecordingLink(MemoryBackendLink):
    """Records everything that is sent; with a manual clock it waits by advancing that."""

    def __init__(self, network: MemoryNetwork, monotonic: Callable[[], int]) -> None:
        super().__init__(network)
        self.sent: list[SentFrame] = []
        self.waits = 0
        """How often the loop waited without a request."""
        self.cost_ms = 0.0
        """Time of a manual clock per frame sent to one client."""
        self._monotonic = monotonic

    def _now_ms(self) -> int:
        clock = self._monotonic
        return clock.now_ms if isinstance(clock, ManualMonotonic) else clock()

    def receive(self, *, timeout_ms: int, limit: int) -> list[Incoming]:
        if not isinstance(self._monotonic, ManualMonotonic):
            return super().receive(timeout_ms=min(timeout_ms, WAIT_MS), limit=limit)
        taken = super().receive(timeout_ms=0, limit=limit)
        if not taken and timeout_ms:
            self.waits += 1
            self._monotonic.advance(timeout_ms)
        return taken

    def answer(self, peer: Peer, frame: bytes) -> bool:
        taken = super().answer(peer, frame)
        if isinstance(self._monotonic, ManualMonotonic):
            self._monotonic.advance(self.cost_ms)
        if taken:
            self.sent.append(SentFrame(self._now_ms(), peer, frame))
        return taken

    def publish(self, frame: bytes) -> None:
        super().publish(frame)
        self.sent.append(SentFrame(self._now_ms(), None, frame))


class PlainClient:
    """A client without a thread: sends requests and returns the answers."""

    def __init__(self, network: MemoryNetwork, principal: str, realm: str) -> None:
        self._link = network.client(principal)
        self._link.connect()
        self._topic = topic(realm, "control")
        self._decode, self._joiner = client_decoder(realm), Reassembler(ANSWER_MAX)

    def send(self, *messages: m.ToBackend) -> None:
        """Send messages; all of them fit into the link."""
        for message in messages:
            for frame in frames(self._topic, message):
                assert self._link.send(frame)

    def offer(self, *messages: m.ToBackend) -> int:
        """Send as many messages of one frame as the link accepts; returns how many."""
        for number, message in enumerate(messages):
            [frame] = frames(self._topic, message)
            if not self._link.send(frame):
                return number
        return len(messages)

    def answers(self) -> list[Any]:
        """The backend's answers since the last call."""
        found: list[Any] = []
        while frames := self._link.poll(0).answers:
            for frame in frames:
                message: Any = self._decode(frame)
                if isinstance(message, m.Part):
                    whole = self._joiner.put(message)
                    if whole is None:
                        continue
                    message = self._decode.decode(whole)
                found.append(message)
        return found

    def close(self) -> None:
        self._link.close()


class MemoryRealm:
    """A realm iterated by :meth:`turn`, with access to its parts and connections of clients."""

    def __init__(
        self,
        package: CountyPackage,
        *,
        catalog: Catalog | None = None,
        clock: Clock | None = None,
        pace: PaceControl | None = None,
        realm: Realm = LIVE,
        principals: Sequence[Principal] = (OWNER,),
        intakes: Callable[[Desk, ChannelTable], Sequence[Intake]] = lambda desk, channels: (),
        roads: RoadGraph | None = None,
        log: MemoryLog | None = None,
        before: MemoryRealm | None = None,
        wall: SystemClock | None = None,
        monotonic: Callable[[], int] = monotonic_ms,
        checkpoint_every: int = EVERY,
        log_hooks: Hooks | None = None,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        """``pace``: runs the realm's clock.  ``log``: continues with the records of an earlier realm; ``before``: with
        all it stored, unless ``log`` is given.

        ``log_hooks``: called before methods of the log, from the start on; see :mod:`tests.hooked`.
        """
        self.log_hooks: Hooks = {} if log_hooks is None else log_hooks
        self.history_hooks: Hooks = {}
        self.blob_hooks: Hooks = {}
        self.held_file_jobs: list[Callable[[], object]] | None = None
        """While it is a list, calls of the BlobStore are put there instead of being run; calling them runs them."""
        self.register_hooks: Hooks = {}
        self.package = package
        self.catalog = package.catalog if catalog is None else catalog
        if clock is None:
            clock = ManualClock(1_795_320_000_000) if pace is None else pace.clock
        self.clock = clock
        self.messages = CapturedLog()
        self.contacts = MemoryContacts() if before is None else before.contacts
        self.wall = SystemClock() if wall is None else wall
        self.blobs = MemoryBlobs(self.wall.now_ms) if before is None else before.blobs
        self.history = MemoryHistory(tuple(STREAMS.values())) if before is None else before.history
        if log is None:
            log = MemoryLog(append=self._append) if before is None else before.log
        self.log = log
        self.register = MemoryRegister(*principals)
        self.audit = MemoryAudit()
        self.network = MemoryNetwork(*(principal.id for principal in principals))
        self.link = RecordingLink(self.network, monotonic)
        self.realm = realm
        self._known: frozenset[str] = frozenset()
        self.opened: OpenRealm = open_realm(
            package=package, catalog=self.catalog, realm=realm, clock=self.clock, store=self._store(),
            link=self.link, register=Hooked(self.register, self.register_hooks), audit=self.audit,
            messages=self.messages, roads=roads, pace=pace, intakes=intakes, wall=self.wall, monotonic=monotonic,
            checkpoint_every=checkpoint_every, alive=alive,
        )  # fmt: skip
        self.backend, self.desk = self.opened.backend, self.opened.desk

    def turn(self, times: int = 1) -> None:
        """Iterations of the loop."""
        for _ in range(times):
            self.backend.turn()

    def client(self, principal: str = OWNER.id) -> Client:
        """A client that is open; close it."""
        manifest = self.package.manifest
        expected = ExpectedCounty(manifest.name, manifest.identity, manifest.epsg, self.catalog.digest)
        client = Client("memory", lambda: self.network.client(principal), self.realm.id, county=expected)
        client.open()
        return client

    def plain_client(self, principal: str = OWNER.id) -> PlainClient:
        """A client without a thread."""
        return PlainClient(self.network, principal, self.realm.id)

    def records(self, first: int = 1) -> list[Record[Any]]:
        """The log from record ``first`` on."""
        reader = RecordReader(self.token_of)
        return [reader.read(data) for data in self.log.records(first, self.log.head.seq)]

    def beats(self) -> list[tuple[int, m.Heartbeat]]:
        """Every heartbeat so far, with its time by the backend's monotonic clock."""
        decode, begin = broadcast_decoder(self.realm.id), topic(self.realm.id, "heartbeat")
        beats = [(sent.at_ms, decode(sent.frame)) for sent in self.link.sent if sent.frame.startswith(begin)]
        return [(at_ms, beat) for at_ms, beat in beats if isinstance(beat, m.Heartbeat)]

    def known_catalog_keys(self) -> frozenset[str]:
        return self._known

    def note_catalog_keys(self, keys: Iterable[str]) -> None:
        self._known = self._known.union(keys)

    @staticmethod
    def token_of(text: str) -> str:
        return f"r-{abs(hash(text)):x}"

    def run_file_job(self, job: Callable[[], T]) -> Future[T]:
        """Runs the job at once, in the loop's thread."""
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(job())
            except Exception as error:  # raised again by the future's result()
                done.set_exception(error)

        if self.held_file_jobs is None:
            run()
        else:
            self.held_file_jobs.append(run)
        return done

    def _append(self, commit: Commit) -> None:
        self.history.append(commit)
        self.contacts.put_all(commit.contacts)

    def _store(self) -> RealmStore:
        return RealmStore(
            log=Hooked(self.log, self.log_hooks), history=Hooked(self.history, self.history_hooks),
            contacts=self.contacts, blobs=Hooked(self.blobs, self.blob_hooks), run_file_job=self.run_file_job,
            reader=RecordReader(self.token_of), known=self, token_of=self.token_of, close=lambda: None,
        )  # fmt: skip
