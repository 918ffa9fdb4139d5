"""Drills: from the time of an inject to fifty clients and two windows, pause and abort, and the largest scenario
checked, scored and reported on."""

from __future__ import annotations

import json
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import TypeVar

import numpy as np

from bench.children import python
from bench.connected import FixedAddress, sender
from bench.demo_package import demo_package
from bench.drill_report import report_figures
from bench.drill_windows import DrillWindows
from bench.figures import BenchFigure
from bench.headless_players import HeadlessPlayer, now_ms
from bench.large_scenario import NOTICE, head, large_scenario, large_text
from bench.rounds import Progress
from county.authority import Role
from county.commands import Command, CommandBody
from county.drill.check import check
from county.drill.run import (
    AbortDrill,
    AnswerRollCall,
    ArmDrill,
    DrillStarted,
    RollCallAnswered,
    ScenarioAccepted,
    StartDrill,
)
from county.drill.scenario import Scenario
from county.drill.scenario_file import LoadScenario
from county.drill.scoring import COMMANDS, InjectDone
from county.package.open import CountyPackage
from county.realm import Realm
from county.realm_clock import SetClockRate
from county.records import EventDispatched, EventReported, Record, RecordBody
from services.disk.data_folder import keys_folder
from services.drill.package_county import PackageForDrills
from services.drill.scores import ScoreKeeper
from services.keys.register import add
from services.keys.registration import Registration
from services.protocol.control import ControlLink
from services.protocol.messages import Rejected

B = TypeVar("B", bound=RecordBody)
REALM = Realm("drill:bench-1")
CLIENTS, KEYS = 50, 2
NOTICES = 60
EVERY_S = 0.37
"""Time between two injects: not a divisor of a heartbeat."""
INJECTS, EXPECTATIONS = 2_000, 500
END_S = 60.0
PAUSED_S = 2.0
"""From the pause to the abort: windows look at the clock each 250 ms, and have to paint the pause before."""


def run(progress: Progress) -> list[BenchFigure]:
    """Raises RuntimeError when the backend does not start or refuses something."""
    folder = demo_package(progress)
    package = CountyPackage(folder)
    progress(0.1, "the largest scenario")
    county = PackageForDrills(package)
    text = large_text(county, INJECTS, EXPECTATIONS)
    scenario = large_scenario(text)
    found = _scenario_figures(scenario, county)
    progress(0.2, "its report")
    found += report_figures(package, scenario, text)
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        data.mkdir(mode=0o700)
        progress(0.4, "fifty clients")
        return found + _client_figures(folder, package, data, Path(name))


def _scenario_figures(scenario: Scenario, county: PackageForDrills) -> list[BenchFigure]:
    begun = time.perf_counter()
    faults = check(scenario, county)
    check_s = time.perf_counter() - begun
    if any(fault.severity == "error" for fault in faults):
        raise RuntimeError(f"the scenario has errors: {faults[0].text}")
    keeper, unit = ScoreKeeper(scenario, county), next(iter(county.resources))
    took_ms = []
    for n in range(EXPECTATIONS):
        keeper.scoring.take(InjectDone(seq=3 * n + 1, at_ms=1_000 * n, inject=f"I{n}", stage="delivered"))
        reported = EventReported(event_id=f"演{n}", subclass="road_flooding", title="x", source="hotline", x_m=0, y_m=0,
                                 division="", level="general")  # fmt: skip
        sent = EventDispatched(event_id=f"演{n}", unit=unit, due_ms=0)
        for number, (body, id) in enumerate(((reported, f"{COMMANDS}I{n}:1"), (sent, "c"))):
            record = Record(seq=3 * n + 2 + number, realm=REALM.id, happened_ms=1_000 * n, recorded_ms=1_000 * n,
                            command_id=id, body=body)  # fmt: skip
            begun = time.thread_time()
            keeper.take(record)
            keeper.scores(1_000 * n)
            took_ms.append((time.thread_time() - begun) * 1000)
    return [
        BenchFigure(f"check of {INJECTS:,} injects and {EXPECTATIONS} expectations", check_s, "s", at_most=1.0),
        BenchFigure("scoring of a record, p99 of processor time", float(np.percentile(took_ms, 99)), "ms", at_most=5.0),
    ]


def _client_figures(folder: Path, package: CountyPackage, data: Path, scratch: Path) -> list[BenchFigure]:
    arguments = ["main.py", "serve", str(folder), "--listen", "tcp://127.0.0.1:0", "--data", str(data),
                 "--realm", REALM.id]  # fmt: skip
    with python(*arguments) as child:
        line, _ = child.first_line()
        if not line:
            raise RuntimeError(f"the backend ended before it was ready: {child.ended(END_S)[-2000:]}")
        ready = json.loads(line)
        child.read_errors()
        at = FixedAddress(ready["address"], Path(ready["keys"]))
        with sender(at, REALM.id) as director:
            players = _players(at, director, data, scratch)
            windows = DrillWindows(folder, at, REALM, data, scratch)
            try:
                return _measured(package, director, players, windows, scratch)
            finally:
                for player in players:
                    player.close()


def _players(at: FixedAddress, director: ControlLink, data: Path, scratch: Path) -> list[HeadlessPlayer]:
    """One connection a person, as many keys as connections need."""
    people = [f"p{n}" for n in range(CLIENTS)]
    folders = []
    for n in range(KEYS):
        folders.append(scratch / f"key{n}")
        add(keys_folder(data), f"seat-{n}", Registration(roles=(Role.OPERATOR,), people=tuple(people[n::KEYS])),
            folders[-1])  # fmt: skip
    publish = director.welcome.endpoints["publish"]
    return [
        HeadlessPlayer(at.address, publish, folders[n % KEYS], REALM.id, person) for n, person in enumerate(people)
    ]


def _measured(
    package: CountyPackage, director: ControlLink, players: Sequence[HeadlessPlayer], windows: DrillWindows,
    scratch: Path,
) -> list[BenchFigure]:  # fmt: skip
    people = [*(player.person for player in players), *windows.people]
    text = scratch / "notices.toml"
    parts = [head(package.manifest.code, [f"u:{person}" for person in people])]
    parts += [NOTICE.format(n=n, s=5 + EVERY_S * n) for n in range(NOTICES)]
    text.write_text("".join(parts), encoding="utf-8")
    _order(director, LoadScenario(drill=REALM.id, attachments=(director.upload(text),)))
    _until(lambda: bool(_bodies(director, ScenarioAccepted)), "the check")
    _order(director, ArmDrill(drill=REALM.id))
    with windows.shown():
        for player in players:
            player.listen()
        _until(lambda: _polled(players, lambda player: player.listens), "the clients")
        return _run(director, players, windows)


def _run(director: ControlLink, players: Sequence[HeadlessPlayer], windows: DrillWindows) -> list[BenchFigure]:
    _until(lambda: _polled(players, lambda player: player.time_ms > 0), "heartbeats")
    players[0].submit(AnswerRollCall(drill=REALM.id))
    _until(lambda: bool(_bodies(director, RollCallAnswered)), "the roll call")
    _order(director, StartDrill(drill=REALM.id))
    [started] = _bodies(director, DrillStarted)
    zero_ms = started.zero_ms
    _until(lambda: _polled(players, lambda player: len(player.delivered) == NOTICES), "the deliveries")
    offset_ms = min(player.offset_ms for player in players)
    due_ms = {f"I{n}": offset_ms + zero_ms + round(1000 * (5 + EVERY_S * n)) for n in range(NOTICES)}
    late_ms = [player.delivered[inject] - at_ms for player in players for inject, at_ms in due_ms.items()]
    paused_at = _ordered_beside(director, SetClockRate(rate=0.0), players, lambda player: player.paused is not None)
    time.sleep(PAUSED_S)
    aborted_at = _ordered_beside(
        director, AbortDrill(drill=REALM.id, note="bench"), players, lambda player: player.aborted is not None
    )
    pause_ms = max((player.paused or 0.0) - paused_at for player in players)
    abort_ms = max((player.aborted or 0.0) - aborted_at for player in players)
    painted = windows.painted()
    on_windows_ms = [one.delivered[inject] - at_ms for one in painted for inject, at_ms in due_ms.items()]
    return [
        BenchFigure(f"inject due → received by {CLIENTS} clients, p99", float(np.percentile(late_ms, 99)), "ms",
                    at_most=250.0),
        BenchFigure("pause ordered → seen by all clients", pause_ms, "ms", at_most=300.0),
        BenchFigure("abort ordered → seen by all clients", abort_ms, "ms", at_most=1_000.0),
        BenchFigure(f"inject due → painted by {len(painted)} windows, p50", float(np.median(on_windows_ms)), "ms"),
        BenchFigure("inject due → painted by the windows, p99", float(np.percentile(on_windows_ms, 99)), "ms",
                    at_most=250.0),
        BenchFigure("pause ordered → painted by the windows", max(one.paused for one in painted) - paused_at, "ms",
                    at_most=300.0),
        BenchFigure("abort ordered → painted by the windows", max(one.aborted for one in painted) - aborted_at, "ms",
                    at_most=1_000.0),
    ]  # fmt: skip


def _bodies(link: ControlLink, kind: type[B]) -> list[B]:
    """Records of this kind about the drill."""
    return [record.body for record in link.subject(f"drill/{REALM.id}") if isinstance(record.body, kind)]


def _ordered_beside(
    director: ControlLink, body: CommandBody, players: Sequence[HeadlessPlayer],
    done: Callable[[HeadlessPlayer], bool],
) -> float:  # fmt: skip
    """Order while the clients listen; returns when it was ordered."""
    ordered = Thread(target=_order, args=(director, body))
    begun = now_ms()
    ordered.start()
    _until(lambda: _polled(players, done), type(body).__name__)
    ordered.join()
    return begun


def _polled(players: Sequence[HeadlessPlayer], done: Callable[[HeadlessPlayer], bool]) -> bool:
    for player in players:
        player.poll()
    return all(map(done, players))


def _until(reached: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + END_S
    while not reached():
        if time.monotonic() > until:
            raise RuntimeError(f"{what}: nothing within {END_S:.0f} s")
        time.sleep(0.002)


def _order(link: ControlLink, body: CommandBody) -> None:
    [answer] = link.submit(
        [Command(id=uuid.uuid4().hex, realm=REALM.id, happened_ms=link.clock.now_ms(), body=body)]
    )
    if isinstance(answer, Rejected):
        raise RuntimeError(f"{type(body).__name__} was refused: {answer}")
