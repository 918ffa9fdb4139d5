"""What a backend writes into the audit log, and who may read it over the wire."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import closing
from hashlib import sha256

import pytest

from county import commands as c
from county.authority import Role
from county.store_faults import StoreFault
from services.audit.entry import AuditEntry, AuditKind, AuditPage
from services.protocol import messages as m
from services.protocol.limits import REPORTERS_MAX
from tests.memory_realm import OWNER
from tests.unit.live_realm import ROLES, LiveRealm, answers_to, command, readings, report


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm(principals=(OWNER, *ROLES.values()))


def entry_of(live: LiveRealm, kind: AuditKind) -> AuditEntry:
    [entry] = live.realm.audit.of(kind)
    return entry


def test_a_refused_command_is_one_line_with_principal_person_subject_and_reason(live: LiveRealm) -> None:
    answers_to(live, "wall", command("x", c.FileEvent(event_id="E1"), for_="某人"))
    entry = entry_of(live, AuditKind.COMMAND_REFUSED)
    assert (entry.by, entry.person, entry.about, entry.code) == ("wall", "某人", "event/E1", "FileEvent")
    assert (entry.reason, entry.params["roles"]) == ("not_authorised", "director, operator")


def test_refused_rows_are_one_line(live: LiveRealm) -> None:
    answers_to(live, "wall", readings("r", 50.0))
    entry = entry_of(live, AuditKind.COMMAND_REFUSED)
    assert (entry.by, entry.about, entry.code, entry.reason) == ("wall", "readings", "SubmitRows", "not_authorised")


def test_a_command_that_is_accepted_is_in_the_journal_and_not_in_the_audit_log(live: LiveRealm) -> None:
    live.turn(report(1))
    assert live.realm.audit.entries == []


def test_the_disclosure_of_a_reporter_is_one_line_and_so_is_its_refusal(live: LiveRealm) -> None:
    live.turn(report(1, reporter="赵敏 13800138000"))
    token = live.realm.desk.events["E1"].reporter
    for by in ("operator", "wall"):
        answers_to(live, by, m.ContactRequest(request="q", token=token))
    disclosed, refused = entry_of(live, AuditKind.CONTACT_DISCLOSED), entry_of(live, AuditKind.CONTACT_REFUSED)
    assert (disclosed.by, disclosed.about) == ("operator", token)
    assert (refused.by, refused.about, refused.reason) == ("wall", token, "not_authorised")
    assert "赵敏" not in str(live.realm.audit.entries), "the log contains no personal data of reporters"


def test_a_phone_number_finds_its_reporters_for_those_who_may_see_them_and_each_one_found_is_a_line(
    live: LiveRealm,
) -> None:
    live.turn(report(1, reporter="赵敏 13800138000"), report(2, reporter="张三 13900139000"))
    token = live.realm.desk.events["E1"].reporter
    [found] = answers_to(live, "operator", m.ReportersRequest(request="q", digits="138001"))
    assert (found.tokens, found.refused, found.too_many) == ([token], "", False)
    disclosed = entry_of(live, AuditKind.CONTACT_DISCLOSED)
    assert (disclosed.by, disclosed.about) == ("operator", token)
    assert "138001" not in str(live.realm.audit.entries), "the log contains no personal data of reporters"
    [refused] = answers_to(live, "wall", m.ReportersRequest(request="q", digits="138001"))
    assert (refused.tokens, refused.refused) == ([], "not_authorised")
    assert entry_of(live, AuditKind.CONTACT_REFUSED).by == "wall"


def test_the_loop_goes_on_while_reporters_are_searched(live: LiveRealm) -> None:
    live.turn(report(1, reporter="赵敏 13800138000"))
    live.realm.held_file_jobs = held = []
    with closing(live.realm.plain_client("operator")) as asking, closing(live.realm.plain_client("operator")) as other:
        asking.send(m.ReportersRequest(request="q", digits="138001"))
        live.realm.turn(2)
        other.send(m.SubjectRequest(request="s", subject="event/E1"))
        live.realm.turn(2)
        assert [type(answer) for answer in other.answers()] == [m.SubjectReply]
        assert asking.answers() == [], "another thread reads the contacts"
        [search] = held
        search()
        live.realm.turn(2)
        [found] = asking.answers()
    assert found.tokens == [live.realm.desk.events["E1"].reporter]


def test_few_digits_or_other_texts_find_no_reporter(live: LiveRealm) -> None:
    live.turn(report(1, reporter="赵敏 13800138000"))
    for digits in ("1380", "赵敏", "", "1380 0138"):
        [reply] = answers_to(live, "operator", m.ReportersRequest(request="q", digits=digits))
        assert reply.tokens == []
    assert live.realm.audit.of(AuditKind.CONTACT_DISCLOSED) == []


def test_a_number_of_many_reporters_discloses_none(live: LiveRealm) -> None:
    live.turn(*(report(i, reporter=f"张{i} 138001{i:05d}") for i in range(REPORTERS_MAX + 1)))
    [reply] = answers_to(live, "operator", m.ReportersRequest(request="q", digits="138001"))
    assert (reply.tokens, reply.too_many) == ([], True)
    assert live.realm.audit.of(AuditKind.CONTACT_DISCLOSED) == []


def test_nothing_is_disclosed_of_a_reporter_who_was_erased(live: LiveRealm) -> None:
    live.turn(report(1, reporter="赵敏 13800138000"))
    token = live.realm.desk.events["E1"].reporter
    live.realm.contacts.erase(token)
    [reply] = answers_to(live, "operator", m.ContactRequest(request="q", token=token))
    assert (reply.text, reply.refused) == ("", "")
    assert live.realm.audit.of(AuditKind.CONTACT_DISCLOSED) == []


def test_fetching_a_file_is_a_line_with_the_files_digest_and_asking_for_an_unknown_one_is_none(
    live: LiveRealm,
) -> None:
    data = b"a picture"
    digest = sha256(data).hexdigest()
    for name in (digest, "ab" * 32):
        answers_to(live, "operator", m.UploadChunk(request="u", sha256=digest, offset=0, total=len(data), data=data))
        answers_to(live, "leader", m.DownloadChunk(request="q", sha256=name, offset=0))
    entry = entry_of(live, AuditKind.FILE_FETCHED)
    assert (entry.by, entry.about) == ("leader", digest)


def test_a_refused_upload_is_a_line(live: LiveRealm) -> None:
    answers_to(live, "wall", m.UploadChunk(request="q", sha256="ab" * 32, offset=0, total=1, data=b"x"))
    entry = entry_of(live, AuditKind.COMMAND_REFUSED)
    assert (entry.by, entry.code, entry.reason) == ("wall", "UploadChunk", "not_authorised")


def test_an_enrolment_is_a_line_and_so_is_its_refusal(live: LiveRealm) -> None:
    for by in ("admin", "operator"):
        answers_to(live, by, m.Enrol(id="e", person="李强"))
    enrolled, refused = entry_of(live, AuditKind.PERSON_ENROLLED), entry_of(live, AuditKind.COMMAND_REFUSED)
    assert (enrolled.by, enrolled.person) == ("admin", "李强")
    assert (refused.by, refused.code, refused.about) == ("operator", "Enrol", "李强")


@pytest.mark.parametrize("role", Role)
def test_the_audit_log_is_read_by_auditors_and_administrators_only(live: LiveRealm, role: Role) -> None:
    live.realm.audit.note(AuditEntry(seq=1, kind=AuditKind.KEY_ADDED, about="desk1"))
    question = m.AuditRequest(request="q", before=9, kind="key_added", text="desk")
    [reply] = answers_to(live, role.value, question)
    if role in (Role.AUDITOR, Role.ADMIN):
        assert (reply.refused, [entry.about for entry in reply.entries][-1]) == ("", "desk1")
        assert live.realm.audit.questions == [(9, "key_added", "desk")]
        assert entry_of(live, AuditKind.AUDIT_READ).by == role.value
    else:
        assert (reply.refused, reply.entries, reply.params["roles"]) == ("not_authorised", [], "admin, auditor")
        assert live.realm.audit.questions == []
        assert entry_of(live, AuditKind.AUDIT_REFUSED).by == role.value


def test_an_auditor_is_answered_although_files_cannot_be_served_and_without_waiting_for_a_heartbeat(
    live: LiveRealm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(budget_ms: int) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(live.realm.backend._files, "go_on", failing)
    live.settle()
    auditor, waits = live.realm.plain_client("auditor"), live.realm.link.waits
    auditor.send(m.AuditRequest(request="q1"), m.AuditRequest(request="q2"))
    live.realm.turn()
    assert [reply.request for reply in auditor.answers()] == ["q1", "q2"]
    assert live.realm.link.waits == waits


def test_the_loop_does_not_wait_for_input_while_a_page_is_read_and_no_page_delays_a_command(live: LiveRealm) -> None:
    page: Future[AuditPage] = Future()
    live.realm.audit.page = lambda question: page  # type: ignore[method-assign]
    auditor = live.realm.plain_client("auditor")
    live.settle()
    waits = live.realm.link.waits
    auditor.send(m.AuditRequest(request="q"))
    for number in range(1, 4):
        [answer] = live.turn(report(number))
        assert isinstance(answer, m.Accepted)
    live.turn()
    assert (auditor.answers(), live.realm.link.waits) == ([], waits)
    page.set_result(AuditPage([], 0))
    live.turn()
    [reply] = auditor.answers()
    assert isinstance(reply, m.AuditReply)


def test_a_key_without_a_role_reads_nothing(live: LiveRealm) -> None:
    client = live.realm.plain_client("auditor")
    del live.realm.register.principals["auditor"]  # the connection is still open
    client.send(m.AuditRequest(request="q"))
    live.realm.turn(2)
    [trouble] = client.answers()
    assert isinstance(trouble, m.Trouble)
    assert live.realm.audit.questions == []


def test_an_audit_log_that_cannot_be_written_is_shown_and_stops_nothing(live: LiveRealm) -> None:
    live.realm.audit.fault = StoreFault("audit_not_written", reason="No space left on device")
    beat = live.beat()
    assert (beat.fault, beat.fault_params) == ("audit_not_written", {"reason": "No space left on device"})
    [answer] = live.turn(report(1))
    assert isinstance(answer, m.Accepted)
