"""Authority over the wire: rights follow the key's current registration; names of people reach only those who need
them."""

from __future__ import annotations

import pytest

from county import commands as c
from county.authority import CONTACT_ROLES, ROW_SENDER_ROLES, Principal, Role
from county.resource import Resource
from services.protocol import messages as m
from tests.memory_realm import OWNER
from tests.unit.live_realm import NOW_MS, ROLES, LiveRealm, answers_to, codes, command, readings, report

REPORTER = "赵敏 13800138000"


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm(principals=(OWNER, *ROLES.values()))


@pytest.mark.parametrize("role", Role)
def test_readings_are_accepted_from_gateway_roles_only(live: LiveRealm, role: Role) -> None:
    refused = codes(answers_to(live, role.value, readings("r", 95.0)))
    assert refused == ([""] if role in ROW_SENDER_ROLES else ["not_authorised"])
    assert bool(live.realm.desk.alarms) is (role in ROW_SENDER_ROLES)


@pytest.mark.parametrize("role", Role)
def test_an_event_is_accepted_from_reporting_roles_only(live: LiveRealm, role: Role) -> None:
    body = report(1).command.body
    refused = codes(answers_to(live, role.value, m.Submit(command=c.Command(id="x", realm="live", happened_ms=NOW_MS,
                                                                     body=body))))  # fmt: skip
    reports = role in (Role.OPERATOR, Role.DIRECTOR, Role.UNIT, Role.GATEWAY)
    assert refused == ([""] if reports else ["not_authorised"])
    assert [record.by for record in live.realm.records(2)] == ([role.value] if reports else [])


@pytest.mark.parametrize("role", Role)
def test_a_person_is_enrolled_by_an_admin_only(live: LiveRealm, role: Role) -> None:
    refused = codes(answers_to(live, role.value, m.Enrol(id="e", person="李强")))
    assert refused == ([""] if role is Role.ADMIN else ["not_authorised"])
    enrolled = live.realm.register.principals[role.value].people
    assert enrolled == (("李强",) if role is Role.ADMIN else ())


def test_an_enrolled_person_may_issue_commands_immediately(live: LiveRealm) -> None:
    named = command("x", report(1).command.body, for_="李强")
    assert codes(answers_to(live, OWNER.id, named)) == ["person_not_enrolled"]
    assert codes(answers_to(live, OWNER.id, m.Enrol(id="e", person="李强"))) == [""]
    assert codes(answers_to(live, OWNER.id, named)) == [""]
    assert [(record.by, record.for_) for record in live.realm.records(2)] == [("owner", "李强")]


@pytest.mark.parametrize("body", [
    c.RaiseAlarm(alarm_id="A", sensor_id="bin-0", channel="fill", rule="bin_full", priority="low", value=1, limit=1),
    c.ClearAlarm(alarm_id="A", value=1.0),
], ids=["raise", "clear"])  # fmt: skip
def test_only_the_watch_raises_and_clears_alarms(live: LiveRealm, body: c.CommandBody) -> None:
    assert codes(live.turn(command("x", body))) == ["watch_only"]


def test_a_revoked_key_has_no_rights_from_the_next_request_on(live: LiveRealm) -> None:
    client = live.realm.plain_client("gateway")
    client.send(readings("r1", 50.0))
    live.realm.turn()
    assert codes(client.answers()) == [""]
    del live.realm.register.principals["gateway"]  # the connection is still open
    client.send(readings("r2", 50.0, at_ms=NOW_MS + 1))
    live.realm.turn(2)
    assert codes(client.answers()) == ["not_authorised"]


QUESTIONS: list[m.ToBackend] = [
    m.Hello(protocol=m.PROTOCOL, realm="live"), m.CatalogRequest(), m.KeysRequest(stream="readings"),
    m.SnapshotRequest(), m.ReplayRequest(first_seq=1, last_seq=9),
    m.HistoryRequest(request="q", stream="readings", key=["bin-0", "fill"], from_ms=0, to_ms=NOW_MS),
    m.SubjectRequest(request="q", subject="event/E1"), m.ContactRequest(request="q", token="r-1"),
    m.Enrol(id="q", person="x"),
]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
def test_a_key_without_a_role_in_the_realm_is_refused_every_request_in_one_line(
    live: LiveRealm, question: m.ToBackend
) -> None:
    reported(live)
    client = live.realm.plain_client("gateway")
    del live.realm.register.principals["gateway"]  # the connection is still open
    client.send(question)
    live.realm.turn(3)
    [trouble] = client.answers()
    assert isinstance(trouble, m.Trouble)
    assert "key gateway may do nothing in realm live" in trouble.line
    assert trouble.request == ("q" if "request" in question.__struct_fields__ or isinstance(question, m.Enrol) else "")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
def test_a_key_with_a_role_is_refused_none_of_these_requests_for_lack_of_one(
    live: LiveRealm, question: m.ToBackend
) -> None:
    assert not [answer for answer in answers_to(live, "admin", question) if isinstance(answer, m.Trouble)]


def test_a_request_is_decided_by_the_rights_at_the_time_of_the_decision(live: LiveRealm) -> None:
    client = live.realm.plain_client("operator")
    many = [readings(f"r{n}", *[50.0] * 1_000, at_ms=NOW_MS - 100_000 + 1_000 * n) for n in range(6)]
    client.send(*many)
    live.realm.turn()
    live.realm.register.principals["operator"] = Principal(id="operator", roles=frozenset({Role.WALL}))
    live.realm.turn(4)
    assert codes(client.answers()) == [""] * 2 + ["not_authorised"] * 4


def reported(live: LiveRealm) -> str:
    """An event with a reporter; its token."""
    [accepted] = live.turn(report(1, reporter=f" {REPORTER} "))
    assert isinstance(accepted, m.Accepted)
    return live.realm.desk.events["E1"].reporter


@pytest.mark.parametrize("role", Role)
def test_a_reporter_is_disclosed_only_to_roles_that_need_it(live: LiveRealm, role: Role) -> None:
    token = reported(live)
    live.turn(command("f", c.FileEvent(event_id="E1")))
    [reply] = answers_to(live, role.value, m.ContactRequest(request="q", token=token))
    sees = role in CONTACT_ROLES - {Role.UNIT}
    assert (reply.text, reply.refused) == ((REPORTER, "") if sees else ("", "not_authorised"))


def test_a_reporter_is_disclosed_to_the_unit_that_has_the_task(live: LiveRealm) -> None:
    token = reported(live)
    live.turn(command("f", c.FileEvent(event_id="E1")), command("d", c.DispatchEvent(event_id="E1", unit="market")))
    question = m.ContactRequest(request="q", token=token)
    assert answers_to(live, "unit", question)[0].refused == "not_authorised"
    live.turn(command("r", c.ReturnTask(event_id="E1", note="不归我们")),
              command("e", c.DispatchEvent(event_id="E1", unit="city_management")))  # fmt: skip
    assert answers_to(live, "unit", question)[0].text == REPORTER


@pytest.mark.parametrize("role", Role)
def test_the_phone_of_a_unit_is_told_to_roles_that_need_it_and_to_the_unit_itself(
    live: LiveRealm, role: Role
) -> None:
    resources = live.realm.desk.resources
    truck = Resource("truck-near", "collection_truck", "清运车", 0.0, 0.0, "", 5, phone="内线 6001")
    resources["truck-near"] = truck
    question = m.ContactRequest(request="q", token="unit/truck-near")
    [reply] = answers_to(live, role.value, question)
    sees = role in CONTACT_ROLES - {Role.UNIT}
    assert (reply.text, reply.refused) == (("内线 6001", "") if sees else ("", "not_authorised"))
    own = Principal(id="unit", roles=frozenset({Role.UNIT}), unit="truck-near")
    live.realm.register.principals["unit"] = own
    assert answers_to(live, "unit", question)[0].text == "内线 6001"
    assert answers_to(live, "unit", m.ContactRequest(request="q", token="unit/truck-far"))[0].refused


@pytest.mark.parametrize(("division", "text"), [("999901100000", REPORTER), ("999901200000", "")])
def test_a_reporter_is_disclosed_only_within_the_divisions_of_the_key(
    live: LiveRealm, division: str, text: str
) -> None:
    token = reported(live)
    town = Principal(id="operator", roles=frozenset({Role.OPERATOR}), divisions=(division,))
    live.realm.register.principals["operator"] = town
    [reply] = answers_to(live, "operator", m.ContactRequest(request="q", token=token))
    assert reply.text == text


def test_the_token_of_a_reporter_ignores_surrounding_white_space(live: LiveRealm) -> None:
    token = reported(live)
    live.turn(report(2, reporter=REPORTER), report(3, reporter="李四 13900139000"), report(4, reporter="  "))
    events = live.realm.desk.events
    assert events["E2"].reporter == token
    assert events["E3"].reporter not in (token, "")
    assert events["E4"].reporter == ""
    assert live.realm.contacts.find(token) == REPORTER.encode()


def test_a_reporter_is_only_sent_in_answer_to_an_authorised_request(live: LiveRealm) -> None:
    token = reported(live)
    live.client.send(
        m.Hello(protocol=m.PROTOCOL, realm="live"), m.SnapshotRequest(), m.ReplayRequest(first_seq=1, last_seq=99),
        m.SubjectRequest(request="s", subject="event/E1"),
        report(1, reporter=REPORTER),  # the same id again, with another content
        report(2, reporter=REPORTER, note="x" * 5_000),  # refused
    )  # fmt: skip
    live.settle()
    frames = [sent.frame for sent in live.realm.link.sent]
    pieces = [piece.encode() for piece in REPORTER.split()]
    assert len(frames) > 8
    assert any(token.encode() in frame for frame in frames)
    assert not [frame for frame in frames if any(piece in frame for piece in pieces)]
    before = len(frames)
    [reply] = live.turn(m.ContactRequest(request="q", token=token))
    assert reply.text == REPORTER
    disclosing = [sent.frame for sent in live.realm.link.sent[before:] if any(piece in sent.frame for piece in pieces)]
    assert len(disclosing) == 1
    stored = b"".join(live.realm.log.records(1, live.realm.log.head.seq))
    assert not any(piece in stored for piece in pieces)


def test_an_erased_reporter_is_not_found(live: LiveRealm) -> None:
    token = reported(live)
    live.realm.contacts.erase(token)
    [reply] = live.turn(m.ContactRequest(request="q", token=token))
    assert (reply.text, reply.refused) == ("", "")


def test_a_refused_report_stores_no_reporter(live: LiveRealm) -> None:
    refused, accepted = live.turn(report(1, reporter=REPORTER, note="x" * 5_000), report(2))
    assert (refused.code, type(accepted)) == ("text_too_long", m.Accepted)
    assert live.realm.contacts.find(live.realm.token_of(REPORTER)) is None
    assert live.realm.contacts.find(reported(live)) == REPORTER.encode(), "the token of an accepted report"


def test_the_length_of_a_reporter_is_limited(live: LiveRealm) -> None:
    assert codes(live.turn(report(1, reporter="王" * 201))) == ["text_too_long"]
    assert live.realm.contacts.find(live.realm.token_of("王" * 201)) is None
