"""A session over a real backend in the test's process: both sides run while the test waits for a condition."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from county.catalog import Catalog
from county.commands import CommandBody, ReportEvent
from county.events.event import Event
from county.numbering import in_realm, new_event_id
from county.realm import LIVE
from county.records import Record
from desktop.backend.submissions import Answer
from desktop.duty.operator import Operator
from desktop.places.division_names import DivisionNames
from desktop.process.opening import OpenedCounty
from desktop.session import session_over
from layers.registry import build_layers
from services.protocol.client import Client
from services.protocol.expected_county import ExpectedCounty
from services.protocol.messages import SubjectReply
from services.protocol.source import Health
from tests.memory_realm import OWNER, MemoryRealm
from tests.shipped_styles import shipped_styles

PATIENCE_S = 30.0
PERSON = OWNER.people[0]


class LiveDesktop:
    """One desktop of ``realm``, composed as in the program; to be closed."""

    def __init__(
        self,
        realm: MemoryRealm,
        settings: Path,
        *,
        key: str = OWNER.id,
        person: str = PERSON,
        catalog: Catalog | None = None,
        wall_ms: Callable[[], int] | None = None,
    ) -> None:
        """``person``: the name entered on this machine before; "": none.

        ``catalog``: the desktop's catalogue, by default the realm's; ``wall_ms``: this machine's clock.
        """
        package = realm.package
        catalog = realm.catalog if catalog is None else catalog
        manifest = package.manifest
        expected = ExpectedCounty(manifest.name, manifest.identity, manifest.epsg, catalog.digest)
        self.realm = realm
        self.client = Client(
            "memory", lambda: realm.network.client(key), realm.realm.id, county=expected, wall_ms=wall_ms
        )
        operator = Operator(QSettings(str(settings), QSettings.Format.IniFormat), manifest.identity, LIVE)
        if person:
            operator.rename(person)
        county = OpenedCounty(
            package, catalog, DivisionNames(package), build_layers(package, catalog), shipped_styles()
        )
        self.session = session_over(self.client, county, operator, realm.realm)
        self.answers: list[Answer] = []
        """The outcome of every command."""
        self.session.submissions.answered.connect(self.answers.append)
        self.client.open()
        assert self.session.enrolment is not None
        self.session.enrolment.start()

    @property
    def health(self) -> Health:
        return self.client.health()

    def step(self) -> None:
        """Run a short step of both sides."""
        self.realm.turn()
        self.session.feed.tick()
        QApplication.processEvents()

    def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Run both sides until ``condition`` is true."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"timeout: {what}; {self.health}"
            self.step()

    def live(self) -> LiveDesktop:
        """Run until the window has its data."""
        self.until(lambda: self.health.state == "live", "live")
        self.session.feed.tick()
        return self

    def send(self, body: CommandBody) -> Answer:
        """The reply to a command of this window."""
        before = len(self.answers)
        self.session.submissions.send(body)
        self.until(lambda: len(self.answers) > before, "an answer")
        return self.answers[-1]

    def report(self, title: str, **more: Any) -> str:
        """A report of an event near the county's first resource; returns its number."""
        body = self.a_report(title, **more)
        assert self.send(body).refusal is None
        return body.event_id

    def a_report(self, title: str, **more: Any) -> ReportEvent:
        place = self.realm.package.resources[0]
        usual: dict[str, Any] = {"subclass": "exposed_garbage", "source": "hotline"}
        event_id = in_realm(new_event_id(self.realm.clock.now_ms()), self.realm.realm.id)
        usual |= {"event_id": event_id, "x_m": place.x_m, "y_m": place.y_m}
        return ReportEvent(title=title, **(usual | more))

    def event(self, event_id: str) -> Event | None:
        """The event in this window; None when it is not on the desk."""
        found = self.session.layers.states("event").get(event_id)
        assert found is None or isinstance(found, Event)
        return found

    def records_of(self, event_id: str) -> list[Record[Any]]:
        """The event's records, requested from the backend."""
        found: list[SubjectReply] = []

        def take(answer: object) -> None:
            if isinstance(answer, SubjectReply) and answer.request == request:
                found.append(answer)

        request = self.session.source.subject(f"event/{event_id}")
        self.session.feed.arrived.connect(take)
        self.until(lambda: found, "the records of a subject")
        self.session.feed.arrived.disconnect(take)
        return found[0].records

    def close(self) -> None:
        assert self.session.enrolment is not None
        self.session.enrolment.stop()
        self.session.feed.stop()
        self.client.close()
