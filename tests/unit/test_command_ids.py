"""Command ids belong to the principal that sends them: nobody can use another's, or one of the backend itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from county import commands as c
from county.authority import WATCH, Principal, Role
from services.protocol import messages as m
from services.store.ports import StoreFailed
from tests.memory_realm import OWNER
from tests.unit.live_realm import NOW_MS, LiveRealm, answers_to, codes, command, readings, report

OTHER = Principal(id="other", roles=frozenset({Role.OPERATOR, Role.GATEWAY}), people=("person",))


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm(principals=(OWNER, OTHER))


def own_commands(live: LiveRealm) -> list[tuple[str, str]]:
    """The backend's own commands, by id, and the records that followed."""
    return [(r.command_id, type(r.body).__name__) for r in live.realm.records(2) if r.by == WATCH.id]


def raised_by(*before: m.ToBackend) -> list[tuple[str, str]]:
    """What the backend does about a reading above its limit, after ``before``."""
    live = LiveRealm(principals=(OWNER, OTHER))
    assert "" in codes(answers_to(live, OTHER.id, *before)) or not before
    assert codes(live.turn(readings("r", 95.0))) == [""]
    live.settle()
    return own_commands(live)


def test_ids_of_the_backends_own_commands_cannot_be_used_before_it_does() -> None:
    undisturbed = raised_by()
    assert {name for _, name in undisturbed} == {"AlarmRaised", "EventReported", "EventFiled", "EventDispatched"}
    attacks = [
        command(command_id, report(100 + n).command.body) for n, command_id in enumerate(dict(undisturbed))
    ] + [
        readings(command_id, 20.0, at_ms=NOW_MS - 60_000 - 1_000 * n) for n, command_id in enumerate(dict(undisturbed))
    ]  # fmt: skip
    assert raised_by(*attacks) == undisturbed


def test_two_principals_may_use_the_same_id_for_different_commands(live: LiveRealm) -> None:
    assert codes(answers_to(live, OTHER.id, command("x", report(1).command.body))) == [""]
    assert codes(live.turn(command("x", report(2).command.body))) == [""]
    assert set(live.realm.desk.events) == {"E1", "E2"}


def test_an_id_that_another_principal_used_tells_nothing_about_its_outcome(live: LiveRealm) -> None:
    [accepted] = answers_to(live, OTHER.id, command("x", report(1).command.body))
    assert accepted.first_seq > 0
    [refused] = live.turn(command("x", report(1).command.body))
    assert refused.code == "event_exists"


def test_a_retry_of_ones_own_command_is_carried_out_once(live: LiveRealm) -> None:
    first, again = live.turn(command("x", report(1).command.body)), live.turn(command("x", report(1).command.body))
    assert first == again
    [changed] = live.turn(command("x", c.FileEvent(event_id="E1")))
    assert changed.code == "id_reused"
    assert [type(r.body).__name__ for r in live.realm.records(2)] == ["EventReported"]


def test_a_failed_commit_refuses_every_command_of_its_group_whatever_their_ids(live: LiveRealm) -> None:
    live.realm.log.failure = StoreFailed("disk_full", "")
    other = live.realm.plain_client(OTHER.id)
    other.send(command("x", report(1).command.body))
    live.client.send(command("x", report(2).command.body))
    live.realm.turn(2)
    assert codes(other.answers() + live.client.answers()) == ["disk_full", "disk_full"]
    assert not live.realm.desk.events


def test_an_id_with_the_separator_of_scopes_reaches_no_other_scope(live: LiveRealm) -> None:
    assert codes(answers_to(live, OTHER.id, command("owner\x1fx", report(1).command.body))) == ["text_unseen"]
    assert codes(live.turn(command("x", report(2).command.body))) == [""]


def test_a_command_that_an_earlier_version_stored_without_scope_is_recognised_by_its_content(live: LiveRealm) -> None:
    sent = command("x", report(1).command.body)
    live.turn(sent)
    log = live.realm.log
    [(key, outcome)] = [(key, found) for key, found in log._outcomes.items() if key.endswith("x")]
    log._outcomes["x"] = replace(outcome, command_id="x")
    del log._outcomes[key]
    assert codes(live.turn(sent)) == [""]
    assert codes(live.turn(command("x", report(2).command.body))) == [""], "another command of the same id is new"
    assert len(live.realm.records(2)) == 2
