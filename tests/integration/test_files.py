"""Files between real processes over real sockets: an upload survives the end of its backend."""

from __future__ import annotations

import os
import signal
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from county.attachments import Attachment, files_of
from county.duty_log import WriteDutyEntry
from county.realm import LIVE
from services.disk.data_folder import realm_folder
from services.protocol.file_transfers import FileTransfer
from services.protocol.messages import Accepted, Rejected
from services.store.blobs import FileBlobs
from tests.integration.backend_fixture import (
    At,
    backend_of,
    client_of,
    command,
    control_of,
    live,
    records_until,
    run_main,
    serving,
    until,
)

MB = 1 << 20
KILLED_AT = (1 * MB, 3 * MB, 6 * MB)


def written(*files: Attachment, entry_id: str = "1") -> WriteDutyEntry:
    return WriteDutyEntry(entry_id=entry_id, note="see the video", attachments=files)


def ended(transfer: FileTransfer) -> FileTransfer:
    until(lambda: transfer.ended, f"the end of {transfer.name}")
    assert transfer.succeeded, transfer.problem
    return transfer


@pytest.mark.timeout(180)
def test_an_upload_goes_on_where_it_was_when_its_backend_is_killed(tmp_path: Path) -> None:
    data = Random(20261126).randbytes(9 * MB + 12_345)
    video, copy = tmp_path / "现场.mp4", tmp_path / "copy.mp4"
    video.write_bytes(data)
    file = Attachment(sha256=sha256(data).hexdigest(), name="现场.mp4", size=len(data), media_type="video/mp4")
    with backend_of(tmp_path) as backend, client_of(backend) as client, control_of(backend) as control:
        live(client)
        [refused] = control.submit([command(written(file))])
        assert isinstance(refused, Rejected)
        assert refused.code == "file_missing"
        transfer = client.send_file(video)
        blobs = realm_folder(tmp_path / "data", LIVE) / "blobs"
        seen: list[int] = []
        for killed_at in KILLED_AT:
            until(lambda at=killed_at: seen.append(transfer.done) or transfer.done >= at, "a part of the file")  # type: ignore[misc]
            pid = backend.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            until(lambda pid=pid: backend.pid not in (None, pid), "a new backend")  # type: ignore[misc]
        until(lambda: seen.append(transfer.done) or transfer.ended, "the whole file")
        assert transfer.succeeded, transfer.problem
        assert transfer.attachment == file
        assert seen == sorted(seen), "what was stored is never sent again"
        assert (blobs / file.sha256[:2] / file.sha256).read_bytes() == data
        assert list(blobs.glob("*.part")) == []
        live(client)  # its snapshot is older than the entry
        [accepted] = control.submit([command(written(file))])
        assert isinstance(accepted, Accepted), accepted
        [record] = records_until(
            client, lambda records: any(r.seq == accepted.last_seq for r in records), "the entry"
        )[-1:]
        assert record.body.attachments == (file,)
        fetched = client.fetch_file(file, copy)
        until(lambda: fetched.done > MB, "a part of the copy")
        pid = backend.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        ended(fetched)
        assert copy.read_bytes() == data
    verified = run_main("journal", "verify", "--data", tmp_path / "data")
    assert verified.returncode == 0, verified.stdout
    assert "files: 1, all match their SHA-256" in verified.stdout


@pytest.mark.timeout(180)
def test_a_file_reaches_another_desktop_and_a_backup_and_comes_back_with_it(tmp_path: Path) -> None:
    photo = tmp_path / "照片.pdf"
    photo.write_bytes(Random(1).randbytes(300_000))
    data = tmp_path / "data"
    with serving(tmp_path) as served:
        for key, role in (("leader", "leader"), ("wall", "wall")):
            assert run_main("keys", "--data", data, "add", key, "--role", role, "--out", tmp_path / key).returncode == 0
        with client_of(At(served.address, tmp_path / "wall")) as wall:
            live(wall)
            refused = wall.send_file(photo)
            until(lambda: refused.ended, "the refusal")
            assert "not_authorised" in str(refused.problem)
            with client_of(At(served.address, tmp_path / "leader")) as leader:
                file = ended(live(leader).send_file(photo)).attachment
                assert file is not None
                leader.submit(command(written(file)))
                records_until(wall, lambda records: any(files_of(r.body) for r in records), "the entry")
            copy = ended(wall.fetch_file(file, tmp_path / "copy.pdf")).path
            assert copy.read_bytes() == photo.read_bytes()
        assert run_main("journal", "--data", data, "backup", tmp_path / "backup").returncode == 0
    folder = realm_folder(data, LIVE) / "blobs"
    for path in folder.rglob(file.sha256):
        path.unlink()
    assert run_main("journal", "--data", data, "restore", tmp_path / "backup").returncode == 0
    assert FileBlobs(folder, lambda: 0).get(file.sha256, 0, 300_000) == photo.read_bytes()[: 256 << 10]
