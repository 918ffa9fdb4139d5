"""The engine of a drill: an intake of its backend's loop, in realm time, that needs nothing but the journal to go on.

It is asked at every step of realm time and at every edge between (:attr:`DrillEngine.next_ms`): at the exact time of
an inject, and after every record, because a record can fulfil a condition.  At one time what happens is ordered:
records, then expectations, then conditions, then deliveries by (time, no, id).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

import numpy as np

from county.authority import DRILL, Principal
from county.commands import Command, CommandBody
from county.drill.baseline import TakenBaseline
from county.drill.inject_run import InjectRun, MakeInjectDue, PassInject, Skipped
from county.drill.run import DrillRun, InterruptDrill, WithdrawScenario
from county.drill.scenario import Inject
from county.drill.scenario_file import LoadedFile
from county.realm_clock import SetClockRate
from county.records import Record
from county.sensing import ChannelTable, Readings
from county.streams import READINGS, Columns
from services.desk import Desk
from services.drill.background import DrillBackground
from services.drill.contents import InjectContents, InjectedReadings, channel_of, delivery_id
from services.drill.facts import RunFacts
from services.drill.loaded import CheckedScenario, read_checked
from services.drill.package_county import PackageForDrills
from services.drill.plan import InjectPlan, PassedInject, injects_of
from services.drill.scores import ScoreKeeper
from services.intake.base import IntakeBatch
from services.log import RateLimitedLog
from services.loop.commit_group import Result
from services.rounds.full_bins import NewestRows
from services.store.ports import BlobStore, StoreError
from services.store.realm_store import RunFileJob

INTERRUPTED = "the backend of the drill ended while it ran; the drill is paused, resume it when everybody is ready"
AGAIN_MS = 1_000
REFUSED_MS = 5_000
"""A delivery that the desk refuses still so long after its first refusal is given up, in realm time."""
ATTEMPT = 1
"""Every delivery is given under the ids of the first attempt, so that one that was stored is not carried out again."""
LOGGED = 20
"""Errors of a scenario in the log at most."""
CHECKED = frozenset({"checked", "scheduled", "armed"})
"""States of a drill whose scenario was accepted and that has not begun."""
BEFORE_END = CHECKED | {"running"}
"""States in which the sensors of the county measure."""
DELIVERIES = 50
"""Injects delivered in one step at most; those of the same time follow in the next ones."""


class DrillEngine:
    """Implements :class:`services.intake.base.Intake` for the desk of a drill."""

    principal: Principal = DRILL

    def __init__(
        self,
        desk: Desk,
        county: PackageForDrills,
        channels: ChannelTable,
        *,
        blobs: BlobStore,
        run_file_job: RunFileJob,
        journal: Callable[[], Iterable[Record[Any]]],
        newest: NewestRows,
        refusing: Callable[[], bool],
        messages: RateLimitedLog,
    ) -> None:
        """``journal``: all records from the first one on.  ``refusing``: whether the journal cannot be written; until
        it can, nothing is tried."""
        self._desk = desk
        self._county = county
        self._channels = channels
        self._blobs = blobs
        self._run_file_job = run_file_job
        self._journal = journal
        self._newest = newest
        self._refusing = refusing
        self._messages = messages
        self._checking: Future[CheckedScenario] | None = None
        self.checked: CheckedScenario | None = None
        """The scenario that was loaded last, once it was read."""
        self.keeper: ScoreKeeper | None = None
        """The scores; None without a sound scenario."""
        self._contents: InjectContents | None = None
        self._facts: RunFacts | None = None
        self._plan: InjectPlan | None = None
        self._background: DrillBackground | None = None
        self._readings: dict[str, InjectedReadings] = {}
        self._seen_seq = -1
        """Up to which record the plan was looked at."""
        self._planned_ms: int | None = None
        """When the clock alone makes something due."""
        self._pausing: tuple[Command[Any], ...] = ()
        """What pauses a drill that ran when its backend ended, until that is stored."""
        self._given_ms: int | None = None
        """When a batch was given of which it is not known that it is stored."""
        self._refused: dict[str, tuple[int, int]] = {}
        """When the desk first and last refused to record a delivery, by inject."""

    def begin(self) -> tuple[Command[Any], ...]:
        """Read the scenario again after a start of the backend; the commands by which a drill that ran is paused."""
        loaded = self._loaded
        if loaded is None:
            return ()
        try:
            self._take(read_checked(self._blobs, loaded, self._county, self._taken))
        except StoreError as error:
            self._messages.warning("the scenario of the drill cannot be read", reason=str(error))
        run = self._run
        if run is None or run.state != "running":
            return ()
        number = f"drill:interrupted:{self._desk.fold.seq}"
        bodies = (SetClockRate(rate=0.0), InterruptDrill(drill=self._desk.realm, note=INTERRUPTED))
        self._messages.warning(INTERRUPTED, drill=self._desk.realm)
        self._pausing = tuple(
            self._command(f"{number}:{n}", body, self._desk.fold.recorded_ms) for n, body in enumerate(bodies)
        )
        return self._pausing

    def next_ms(self) -> int | None:
        """When :meth:`due` is to be called next, a time in the past for at once; None: with the next second."""
        if self._loaded is None or self._refusing():
            return None
        if self._desk.fold.seq != self._seen_seq or (self._checking is not None and self._checking.done()):
            return self._desk.fold.recorded_ms
        run = self._run
        if run is None or run.state != "running":
            return None
        edges = [self._planned_ms, *(some.next_ms for some in self._readings.values())]
        if self._background is not None:
            edges.append(self._background.next_ms)
        first_ms = min((edge for edge in edges if edge is not None), default=None)
        if first_ms is None or self._given_ms is None:
            return first_ms
        return max(first_ms, self._given_ms + AGAIN_MS)

    def follow(self, records: Sequence[Record[Any]]) -> None:
        """Records that were stored, in their order."""
        if self.keeper is not None:
            for record in records:
                self.keeper.take(record)

    def due(self, now_ms: int) -> IntakeBatch:
        """Everything that is due by ``now_ms``, also what was given before and was not stored."""
        self._given_ms = None
        if self._refusing():
            return IntakeBatch()
        self._seen_seq = self._desk.fold.seq
        loaded, run = self._loaded, self._run
        if loaded is None or run is None:
            return IntakeBatch()
        self._share()
        if self._pausing:
            self._given_ms = now_ms
            return IntakeBatch(self._pausing)
        if run.state == "draft" or self._is_other(loaded):
            return self._check(loaded, run, now_ms)
        if run.state in CHECKED and self.checked is not None and self.checked.scenario is None:
            name = f"drill:withdraw:{loaded.seq}:{len(run.steps)}"  # the county has changed since the check
            return IntakeBatch((self._command(name, WithdrawScenario(drill=run.id), now_ms),))
        if run.state != "running" or self._contents is None or run.zero_ms is None or now_ms < run.zero_ms:
            self._planned_ms = run.zero_ms if run.state == "running" else None
            measured = tuple(self._measured(run, now_ms))
            self._given_ms = now_ms if measured else None
            return IntakeBatch((), measured)
        commands, columns = tuple(self._deliver(run, now_ms)), tuple(self._columns(now_ms))
        if self._background is not None:
            self._background.begin(run.zero_ms)
            commands = (*commands, *self._background.commands(now_ms))
        if commands:  # looked at again if they are not stored
            again_ms = now_ms + AGAIN_MS
            self._planned_ms = again_ms if self._planned_ms is None else min(again_ms, self._planned_ms)
        columns = (*columns, *self._measured(run, now_ms))
        if commands or columns:
            self._given_ms = now_ms
        return IntakeBatch(commands, columns)

    def settled(self, result: Result) -> None:
        """What became of the batch that :meth:`due` returned last."""
        given_ms = self._given_ms
        if given_ms is None or not result.stored:
            return
        self._given_ms = None
        if self._pausing:
            self._pausing = ()
            return
        for id, readings in list(self._readings.items()):
            readings.stored(given_ms)
            if readings.next_ms is None:
                del self._readings[id]
        if self._background is not None:
            self._background.stored(given_ms)
        refused = {*result.refused}
        for id in injects_of(self._desk.injects, self._desk) if refused else ():
            if delivery_id(id, ATTEMPT) in refused:
                self._refused[id] = (self._refused.get(id, (given_ms, 0))[0], given_ms)

    def stop_simulating(self, sensor_ids: Iterable[str]) -> None:
        """Injected readings go on: they are part of the scenario."""
        if self._background is not None:
            self._background.stop_simulating(sensor_ids)

    @property
    def _run(self) -> DrillRun | None:
        found: DrillRun | None = self._desk.find("drill", self._desk.realm)
        return found

    @property
    def _taken(self) -> TakenBaseline | None:
        return None if self._run is None else self._run.baseline

    @property
    def _loaded(self) -> LoadedFile | None:
        found: LoadedFile | None = self._desk.find("scenario", self._desk.realm)
        return found

    def _is_other(self, loaded: LoadedFile) -> bool:
        return self.checked is None or self.checked.seq != loaded.seq

    def _check(self, loaded: LoadedFile, run: DrillRun, now_ms: int) -> IntakeBatch:
        """Read and check a newly loaded scenario, in the thread of the BlobStore."""
        if self._is_other(loaded):
            if self._checking is None:
                taken = self._taken
                self._checking = self._run_file_job(lambda: read_checked(self._blobs, loaded, self._county, taken))
            if not self._checking.done():
                return IntakeBatch()
            job, self._checking = self._checking, None
            self._take(job.result())
        checked = self.checked
        if checked is None or checked.seq != loaded.seq or checked.scenario is None or run.state != "draft":
            return IntakeBatch()
        name = f"drill:accept:{loaded.seq}:{len(run.steps)}"
        return IntakeBatch((self._command(name, checked.acceptance(run.id, loaded.speed), now_ms),))

    def _take(self, checked: CheckedScenario) -> None:
        self.checked = checked
        self._contents = self._plan = self._facts = None
        self.keeper = self._background = None
        self._readings.clear()
        loaded, scenario = self._loaded, checked.scenario
        if scenario is None:
            errors = checked.errors
            self._messages.warning("the scenario has errors and is not accepted", errors=len(errors),
                                   first="; ".join(map(str, errors[:LOGGED])))  # fmt: skip
        if scenario is not None and loaded is not None:
            files = {file.name: file for file in loaded.attachments[1:]}
            self.keeper = ScoreKeeper(scenario, self._county)
            for record in self._journal():
                self.keeper.take(record)
            self._contents = InjectContents(self._county, self._desk.realm, scenario.variables, files,
                                             round(scenario.scenario.drill_start.timestamp() * 1000))  # fmt: skip
            self._background = DrillBackground(scenario, self._county, self._channels, self._newest, self._desk.realm)
            self._background.go_on(self._desk.alarms.values())
        self._share()

    def _share(self) -> None:
        """What decisions need of the scenario."""
        scenario = None if self.checked is None else self.checked.scenario
        if scenario is None:
            self._desk.injects, self._desk.expectations, self._desk.objectives = {}, frozenset(), frozenset()
        elif not self._desk.injects:
            self._desk.injects = {inject.id: inject for inject in scenario.injects}
            self._desk.expectations = frozenset(expectation.id for expectation in scenario.expectations)
            self._desk.objectives = frozenset(objective.id for objective in scenario.objectives)

    def _running(self, run: DrillRun) -> InjectPlan:
        """The plan of the run, and the readings that go on after a restart."""
        scenario, keeper = None if self.checked is None else self.checked.scenario, self.keeper
        assert scenario is not None
        assert keeper is not None
        assert run.zero_ms is not None
        if self._plan is None or self._facts is None:
            self._facts = RunFacts(self._desk, scenario, self._county, keeper, run.zero_ms)
            self._plan = InjectPlan(self._desk, scenario, self._facts, keeper, run.zero_ms)
            for known in self._desk.states_of("inject"):
                if known.delivered_ms is not None:
                    self._begin_readings(injects_of(self._desk.injects, self._desk)[known.id], known)
        return self._plan

    def _deliver(self, run: DrillRun, now_ms: int) -> Iterable[Command[Any]]:
        plan = self._running(run)
        for id in list(self._readings):
            known: InjectRun | None = self._desk.find("inject", id)
            if known is None or known.delivered_ms is None:  # its delivery was not stored
                del self._readings[id]
        found = plan.at(now_ms)
        self._planned_ms = found.next_ms
        injects = plan.injects
        for passed in found.passed:
            yield self._pass(passed, now_ms)
        for due in found.due[:DELIVERIES]:
            inject = injects[due.id]
            yield from self._due(run, inject, self._desk.find("inject", due.id), due.due_ms, now_ms)

    def _due(
        self, run: DrillRun, inject: Inject, known: InjectRun | None, due_ms: int, now_ms: int
    ) -> Iterable[Command[Any]]:
        """What to do with an inject whose time has come."""
        released = known is not None and known.state == "released"
        if run.skips is not None and run.skips[0] < due_ms < run.skips[1] and not released:
            yield self._pass(PassedInject(inject.id, "jump"), now_ms)
            return
        if inject.approval != "approved" and not released and not (known is not None and known.improvised):
            yield self._pass(PassedInject(inject.id, "approval"), now_ms)
            return
        if inject.release != "auto" and not released:
            body = MakeInjectDue(drill=run.id, inject_id=inject.id)
            yield self._command(f"drill:{inject.id}:due:{self._desk.fold.seq}", body, now_ms)
            return
        first_ms, last_ms = self._refused.get(inject.id, (0, 0))
        if last_ms - first_ms >= REFUSED_MS:
            yield self._pass(PassedInject(inject.id, "refused"), now_ms)
            return
        assert self._contents is not None
        yield from self._contents.delivery(inject, ATTEMPT, due_ms, now_ms)
        if inject.reading is not None:
            self._begin_readings(inject, InjectRun(id=inject.id, delivered_ms=now_ms))

    def _pass(self, passed: PassedInject, now_ms: int) -> Command[Any]:
        note = "; ".join(f"{one.kind} {one.subject} {one.wanted}: {one.found}" for one in passed.found)
        why: Skipped = passed.why  # type: ignore[assignment]
        body = PassInject(drill=self._desk.realm, inject_id=passed.id, why=why, note=note[:1_000])
        return self._command(f"drill:{passed.id}:passed:{self._desk.fold.seq}", body, now_ms)

    def _begin_readings(self, inject: Inject, known: InjectRun) -> None:
        number = channel_of(inject, known, self._county, self._channels)
        if number is None or inject.reading is None or known.delivered_ms is None or inject.id in self._readings:
            return
        newest = self._newest(np.array([number], dtype=np.intp))
        taken_ms = max(int(newest.at_ms[0]), known.delivered_ms - 1)
        self._readings[inject.id] = InjectedReadings(inject.reading, number, known.delivered_ms, taken_ms)
        if self._background is not None:
            self._background.hold(number)

    def _columns(self, now_ms: int) -> Iterable[Columns]:
        for readings in self._readings.values():
            found: Readings | None = readings.due(now_ms)
            if found is not None:
                yield Columns(READINGS, {name: found[name] for name in READINGS.columns})

    def _measured(self, run: DrillRun, now_ms: int) -> Iterable[Columns]:
        """Of the background, until play ends."""
        if self._background is None or run.state not in BEFORE_END:
            return ()
        fed = [some.number for some in self._readings.values()]
        return self._background.readings(now_ms, run.zero_ms, fed)

    def _command(self, id: str, body: CommandBody, now_ms: int) -> Command[Any]:
        return Command(id=id, realm=self._desk.realm, happened_ms=now_ms, body=body)
