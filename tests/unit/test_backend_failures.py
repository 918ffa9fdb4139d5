"""Failures inside the backend's loop: contained where they occur, counted, shown, and never a wrong state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from county.fold import Fold
from county.records import AlarmRaised
from services.loop.failures import StateUncertain
from services.protocol import messages as m
from tests.unit.live_realm import LiveRealm, readings, report

ITERATIONS = 30


@pytest.fixture
def live() -> LiveRealm:
    live = LiveRealm()
    live.settle()
    return live


def fail_once(monkeypatch: pytest.MonkeyPatch, owner: object, method: str, after: bool = False) -> list[int]:
    """Let the next call of ``method`` fail, before its work or ``after`` it; returns the list of failed calls."""
    failed: list[int] = []
    real: Callable[..., Any] = getattr(owner, method)

    def failing(*args: Any, **kwargs: Any) -> Any:
        if failed:
            return real(*args, **kwargs)
        failed.append(1)
        if after:
            real(*args, **kwargs)
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(owner, method, failing)
    return failed


def parts(live: LiveRealm) -> dict[str, object]:
    backend = live.realm.backend
    return {
        "link": live.realm.link, "desk": live.realm.desk, "fold": live.realm.desk.fold, "watch": backend._watch,
        "rules": backend._watch._rules, "committer": backend._groups._committer, "register": live.realm.register,
        "answers": backend._answers, "server": backend._server, "checkpoints": backend._checkpoints,
        "maintenance": backend._maintenance, "clock": live.realm.clock, "newest": backend.newest["readings"],
        "player": live.player, "log": live.realm.log,
    }  # fmt: skip


def is_consistent(live: LiveRealm) -> bool:
    """Whether the desk holds exactly what its journal folds to."""
    folded = Fold()
    for record in live.realm.records():
        folded.apply(record)
    desk = live.realm.desk.fold
    return folded.seq == desk.seq and all(dict(folded.states[key]) == dict(desk.states[key]) for key in desk.states)


POINTS = [
    ("link", "receive"), ("link", "answer"), ("link", "publish"), ("desk", "decide"), ("desk", "savepoint"),
    ("fold", "apply"), ("watch", "savepoint"), ("watch", "graded"), ("watch", "judge"), ("watch", "tick"),
    ("watch", "alarms_moved"), ("rules", "judge"), ("rules", "tick"), ("committer", "decide"), ("register", "find"),
    ("answers", "put"), ("answers", "go_on"), ("server", "continue_transfers"), ("checkpoints", "go_on"),
    ("maintenance", "go_on"), ("clock", "jumped_ms"), ("newest", "put"), ("player", "due"), ("log", "outcome"),
]  # fmt: skip


@pytest.mark.parametrize("after", [False, True], ids=["before its work", "after it"])
@pytest.mark.parametrize(("part", "method"), POINTS, ids=[".".join(point) for point in POINTS])
def test_a_failure_anywhere_in_an_iteration_is_counted_and_shown_and_everything_goes_on(
    live: LiveRealm, monkeypatch: pytest.MonkeyPatch, part: str, method: str, after: bool
) -> None:
    live.turn(report(3))
    failed = fail_once(monkeypatch, parts(live)[part], method, after)
    given = [report(1), readings("r1", 95.0), m.SnapshotRequest()]
    answered: set[str] = set()
    for turn in range(ITERATIONS):
        live.realm.clock.advance(1_000)  # type: ignore[attr-defined]
        again = [message for message in given if turn % 3 == 0 and getattr(message, "id", "") not in answered]
        for answer in live.turn(*again):
            if isinstance(answer, m.Accepted | m.Rejected):
                answered.add(answer.command_id)
    assert failed
    beat = live.beat()
    if part != "answers":  # a failed request is reported to the client that sent it
        assert (beat.fault, int(beat.fault_params["count"])) == ("loop_failed", 1)
    late = live.turn(report(2), readings("r2", 96.0, at_ms=live.realm.clock.now_ms())) + live.settle()
    assert {answer.command_id for answer in late if isinstance(answer, m.Accepted)} == {"c2", "r2"}
    assert is_consistent(live)
    assert {"E2", "E3"} <= set(live.realm.desk.events)
    raised = [r.body for r in live.realm.records() if isinstance(r.body, AlarmRaised) and r.body.rule == "bin_full"]
    assert len(raised) == 1, "raised once, whatever failed while it was judged"


@pytest.mark.parametrize("method", ["begin", "done"])
def test_a_commit_whose_result_is_unknown_ends_the_loop(live: LiveRealm, method: str) -> None:
    def failing(*args: object) -> None:
        raise OSError("the log is gone")

    live.realm.log_hooks[method] = failing
    live.client.send(report(1))
    with pytest.raises(StateUncertain, match="may differ from the journal"):
        live.realm.opened.run(lambda: False)
    assert not live.client.answers(), "nothing is acknowledged"


@pytest.mark.parametrize(("part", "method"), [("desk", "rollback"), ("watch", "rollback")])
def test_changes_that_cannot_be_undone_end_the_loop(
    live: LiveRealm, monkeypatch: pytest.MonkeyPatch, part: str, method: str
) -> None:
    fail_once(monkeypatch, live.realm.backend._watch, "graded")
    fail_once(monkeypatch, parts(live)[part], method)
    live.client.send(report(1), readings("r1", 95.0))
    with pytest.raises(StateUncertain):
        live.realm.opened.run(lambda: False)


def test_a_part_that_always_fails_stops_neither_the_others_nor_the_heartbeat(
    live: LiveRealm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*args: object, **kwargs: object) -> Iterator[object]:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(live.realm.backend._watch, "tick", failing)
    monkeypatch.setattr(live.realm.backend._answers, "go_on", failing)
    before = len(live.realm.beats())
    for number in range(1, ITERATIONS):
        live.realm.clock.advance(1_000)  # type: ignore[attr-defined]
        live.monotonic.advance(100)
        assert any(isinstance(answer, m.Accepted) for answer in live.turn(report(number)))
    assert len(live.realm.beats()) - before >= ITERATIONS - 1
    assert is_consistent(live)
