"""What was delivered, and what was answered: by now, or in a replay by the shown moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import chain

from psygnal import Signal

from county.drill.inject_run import InjectAcknowledged, InjectDelivered
from county.drill.run import DrillRun
from county.drill.standing import DrillStanding
from county.drill.told import ToldAnswer, ToldDelivery
from county.records import Record


class ReceivedInjects(ABC):
    """As one person sees it: of a drill, or of the replay of one."""

    changed = Signal()

    @property
    @abstractmethod
    def run(self) -> DrillRun | None:
        """The drill itself; None before a scenario was loaded."""

    @property
    @abstractmethod
    def who(self) -> DrillStanding:
        """What the person is in the drill."""

    @property
    @abstractmethod
    def told(self) -> Sequence[ToldDelivery]:
        """The deliveries that the person can see, oldest first."""

    @property
    @abstractmethod
    def answers(self) -> Sequence[ToldAnswer]:
        """The acknowledgements that the person may see, its own among them, oldest first."""

    @property
    def of_all(self) -> bool:
        """Whether :attr:`deliveries` are those of all roles."""
        return False

    @property
    def zero_ms(self) -> int:
        """From when drill times count: STARTEX, before it what the scenario states."""
        run = self.run
        return 0 if run is None else run.begins_ms if run.zero_ms is None else run.zero_ms

    @property
    def deliveries(self) -> list[Record[InjectDelivered]]:
        """What injects told the role of the person, oldest first; events and readings of injects are seen elsewhere."""
        role, every = self.who.role, (one.record for one in self.told)
        told = every if self.of_all else (one for one in every if role is not None and role.id in one.body.to)
        return [record for record in told if record.body.text or record.body.attachments]

    @property
    def acknowledged(self) -> dict[str, InjectAcknowledged]:
        """The person's own acknowledgements."""
        person = self.who.person
        return {one.body.inject_id: one.body for one in self.answers if one.body.person == person}

    @property
    def unanswered(self) -> list[str]:
        """Injects that wait for an answer or an acknowledgement of the person, where it sees those of all roles of
        anybody; the oldest first, none after the end."""
        run = self.run
        if run is None or run.state != "running":
            return []
        members = {role.id: role.members for role in run.roles}
        answered = {(one.body.inject_id, one.body.person) for one in self.answers}

        def is_done(body: InjectDelivered) -> bool:
            every = chain.from_iterable(members.get(role, ()) for role in body.to)
            asked = every if self.of_all else (self.who.person,)
            return all((body.inject_id, person) in answered for person in asked)

        waiting = (one.body for one in self.deliveries if one.body.needs_ack or one.body.kind == "question")
        return [body.inject_id for body in waiting if not is_done(body)]
