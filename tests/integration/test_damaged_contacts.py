"""A backend with damaged contacts continues and reports the damage; the damaged file is not overwritten."""

from __future__ import annotations

from pathlib import Path

from county.realm import LIVE
from services.disk.data_folder import keys_folder, realm_folder
from services.protocol.messages import Accepted
from services.store.contacts import FILE
from services.store.keyfiles import CONTACTS_KEY, ensure_key
from tests.integration.backend_fixture import client_of, control_of, county_in, live, report, run_main, serving, until


def test_the_desk_continues_without_the_damaged_contacts_and_reports_them(tmp_path: Path) -> None:
    with serving(tmp_path) as backend, control_of(backend) as link:
        link.submit([report("E1", reporter="赵敏 13800138000")])
    file = realm_folder(tmp_path / "data", LIVE) / FILE
    damaged = b"x" * 100 + file.read_bytes()[100:]
    file.write_bytes(damaged)
    with serving(tmp_path) as backend, control_of(backend) as link, client_of(backend) as client:
        (answer,) = link.submit([report("E2", reporter="李霞 13900139000")])
        assert isinstance(answer, Accepted)
        live(client)
        until(lambda: client.health().fault == "contacts_set_aside", "the fault")
    assert (file.parent / "contacts-damaged-1" / FILE).read_bytes() == damaged


def test_contacts_that_cannot_be_opened_are_reported_in_one_line_with_the_remedy(tmp_path: Path) -> None:
    folder = realm_folder(tmp_path / "data", LIVE)
    ensure_key(keys_folder(tmp_path / "data") / CONTACTS_KEY)
    (folder / FILE).mkdir(parents=True)
    served = run_main("serve", county_in(tmp_path), "--data", tmp_path / "data", "--listen", "tcp://127.0.0.1:0")
    assert served.returncode == 1
    line = served.stderr.splitlines()[-1]
    assert line.startswith(f"error: {folder}: {folder / FILE}: cannot be opened")
    assert "main.py journal … verify" in line
