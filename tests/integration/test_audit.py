"""The audit log of a running backend: sessions, refusals, keys, restarts and exports, each a line that stays."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path

from county.authority import Role
from services.audit.command import entry_line
from services.audit.entry import AuditEntry, AuditQuestion
from services.audit.files import audit_folder
from services.audit.log import AuditLog
from services.audit.reading import page_of
from services.audit.verify import verify_audit
from services.keys.register import add
from services.keys.registration import Registration
from services.protocol.messages import Rejected
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.keys import make_keys, public_key, write_public
from tests.integration.backend_fixture import At, Served, control_of, file, report, run_main, serving, until


def entries(data: Path, kind: str = "") -> list[AuditEntry]:
    """Entries of a kind, oldest first."""
    return list(page_of(audit_folder(data), AuditQuestion(kind=kind)).entries)[::-1]


def kinds(data: Path) -> list[str]:
    return [entry.kind for entry in entries(data)]


def stranger(backend: Served, folder: Path) -> tuple[ZeroMqClientLink, str]:
    """A client with a key that nobody registered, and that key."""
    make_keys(folder)
    write_public(folder / "server.key", public_key(backend.keys, "server"))
    link = ZeroMqClientLink(backend.address, folder)
    link.connect()
    return link, public_key(folder, "client").decode()


def test_sessions_strangers_refusals_keys_and_restarts_are_lines_of_one_verified_chain(tmp_path: Path) -> None:
    with serving(tmp_path) as backend:
        data = backend.data
        add(backend.keys, "wall-1", Registration(roles=(Role.WALL,)), tmp_path / "wall")
        with control_of(At(backend.address, tmp_path / "wall")) as wall:
            [refused] = wall.submit([report("E1")])
            assert isinstance(refused, Rejected)
        link, key = stranger(backend, tmp_path / "unknown")
        with closing(link):
            until(lambda: link.poll(50) and link.rejected, "the refusal")
        until(lambda: entries(data, "command_refused") and entries(data, "rejected"), "the lines")
        run_main("keys", "--data", data, "revoke", "wall-1")
        os.kill(backend.process.pid, signal.SIGKILL)
        backend.process.wait()
    with serving(tmp_path) as backend, control_of(backend) as owner:
        owner.submit([report("E2"), file("E2")])
        assert run_main("journal", "--data", data, "backup", tmp_path / "copy").returncode == 0
    [opened] = [entry for entry in entries(data, "session_opened") if entry.by == "wall-1"]
    assert (opened.address, opened.realm) == ("127.0.0.1", "live")
    [refusal] = entries(data, "command_refused")
    assert (refusal.by, refusal.about, refusal.reason) == ("wall-1", "event/E1", "not_authorised")
    rejected = entries(data, "rejected")
    assert {(entry.address, entry.about, entry.code) for entry in rejected} == {("127.0.0.1", key, "key_unknown")}
    assert [kind for kind in kinds(data) if kind.startswith("backend")] == [
        "backend_started", "backend_started", "backend_stopped",
    ]  # fmt: skip
    assert [(e.kind, e.about) for e in entries(data) if e.kind.startswith("key_")] == [
        ("key_added", "wall-1"), ("key_revoked", "wall-1"),
    ]  # fmt: skip
    [exported] = entries(data, "journal_exported")
    assert exported.about == str(tmp_path / "copy")
    assert exported.by.startswith("user ")
    assert not verify_audit(AuditLog.of_data(data)).count
    listed = run_main("audit", "--data", data, "list").stdout.splitlines()
    assert listed == [entry_line(entry) for entry in entries(data)]


def test_a_key_folder_that_cannot_be_audited_is_changed_all_the_same_and_the_command_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "audit").write_text("a file in place of the folder")
    done = run_main("keys", "--data", tmp_path / "data", "add", "wall", "--role", "wall", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "wall: done, but not in the audit log" in done.stderr
    assert (tmp_path / "data" / "keys" / "clients" / "wall.key").is_file()


def test_a_backend_whose_audit_log_cannot_be_written_serves_and_shows_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "audit").write_text("a file in place of the folder")
    with serving(tmp_path) as backend, control_of(backend) as owner:
        [answer] = owner.submit([report("E1")])
        assert not isinstance(answer, Rejected)
        until(lambda: "the audit log cannot be written" in backend.log.read_text(encoding="utf-8"), "the warning")
