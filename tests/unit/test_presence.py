"""A running backend is found by its data folder; a terminated one is not."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import psutil
import pytest

from county.authority import Role
from county.realm import LIVE, Realm
from services.disk.data_folder import keys_folder, realm_folder, user_data
from services.keys.register import Registration, add
from services.log import RateLimitedLog
from services.sending.send import link_to
from services.supervision.presence import (
    FILE,
    SERVICE_ENDED,
    SERVICE_SILENT,
    Presence,
    announced,
    offline_reason,
    running_in,
    running_service,
)
from services.supervision.running_backend import NoRunningBackend, UnclearBackend, running_backend
from services.transport.zeromq.keys import BadKeys, check_fits, make_keys

ADDRESS = "tcp://127.0.0.1:6000"


def folder(code: str, realm: Realm = LIVE) -> Path:
    """The folder in which the backend of a county's realm announces itself."""
    found = realm_folder(user_data() / code, realm)
    found.mkdir(parents=True)
    return found


def keys(code: str) -> Path:
    return keys_folder(user_data() / code)


def test_the_only_running_backend_is_used() -> None:
    data = folder("999901")
    folder("999902")
    with announced(data, ADDRESS, RateLimitedLog(), of_window=False):
        assert running_backend(LIVE) == (ADDRESS, keys("999901"))
    assert list(data.iterdir()) == []


def test_given_keys_are_used_with_the_backend_that_runs_here(tmp_path: Path) -> None:
    with announced(folder("999901"), ADDRESS, RateLimitedLog(), of_window=True):
        assert link_to(None, tmp_path, LIVE) == (ADDRESS, tmp_path)
        assert link_to(None, None, LIVE) == (ADDRESS, keys("999901"))
    assert link_to("tcp://10.0.0.5:5570", tmp_path, LIVE) == ("tcp://10.0.0.5:5570", tmp_path)


def test_keys_of_another_backend_are_named_as_such(tmp_path: Path) -> None:
    for name in ("own", "other"):
        make_keys(tmp_path / name)
    add(tmp_path / "own", "chief", Registration(roles=(Role.LEADER,)), tmp_path / "chief")
    check_fits(tmp_path / "chief", tmp_path / "own")
    with pytest.raises(BadKeys, match="are for another backend than that of"):
        check_fits(tmp_path / "chief", tmp_path / "other")


def test_a_backend_listening_on_all_interfaces_is_reached_on_loopback(tmp_path: Path) -> None:
    with announced(tmp_path, "tcp://0.0.0.0:6000", RateLimitedLog(), of_window=False):
        found = running_in(tmp_path)
        assert found is not None
        assert found.address == ADDRESS


def test_a_drill_is_never_used_without_naming_its_realm() -> None:
    drill = announced(folder("999901", Realm("drill:7")), ADDRESS, RateLimitedLog(), of_window=False)
    with drill, pytest.raises(NoRunningBackend):
        running_backend(LIVE)


def test_the_backend_of_a_drill_is_used_when_the_drill_is_named() -> None:
    drill = Realm("drill:7")
    with announced(folder("999901"), ADDRESS, RateLimitedLog(), of_window=False):
        with pytest.raises(NoRunningBackend, match="runs realm drill:7 here"):
            running_backend(drill)
        with announced(folder("999901", drill), "tcp://127.0.0.1:6007", RateLimitedLog(), of_window=False):
            assert running_backend(drill) == ("tcp://127.0.0.1:6007", keys("999901"))
            assert running_backend(LIVE) == (ADDRESS, keys("999901"))


def test_without_a_running_backend_the_remedy_is_reported() -> None:
    with pytest.raises(NoRunningBackend, match=r"runs realm live here; open the county .*--connect ADDR --keys DIR"):
        running_backend(LIVE)


def test_with_several_one_must_be_named() -> None:
    one, two = folder("999901"), folder("999902")
    log, other = RateLimitedLog(), "tcp://127.0.0.1:6001"
    first, second = announced(one, ADDRESS, log, of_window=False), announced(two, other, log, of_window=False)
    with first, second, pytest.raises(UnclearBackend) as refused:
        running_backend(LIVE)
    assert str(refused.value) == (
        f"2 backends of realm live run here; name one: --connect {ADDRESS} --keys {keys('999901')}, "
        f"or --connect {other} --keys {keys('999902')}"
    )


@pytest.mark.parametrize("pid", [os.getpid(), 2**22 + 1], ids=["number used again", "no process"])
def test_the_announcement_of_a_killed_backend_is_ignored(tmp_path: Path, pid: int) -> None:
    started = psutil.Process().create_time() - 100.0
    (tmp_path / FILE).write_text(json.dumps({"address": ADDRESS, "pid": pid, "started": started}), "utf-8")
    assert running_in(tmp_path) is None


@pytest.mark.parametrize(
    ("moved_s", "since_boot_s", "boot"),
    [
        pytest.param(40.0, 0.0, None, id="Linux", marks=pytest.mark.skipif(sys.platform != "linux", reason="its ids")),
        pytest.param(0.0, 40.0, "", id="Windows"),
    ],
)
def test_a_backend_is_found_after_the_clock_was_set_or_the_machine_slept(
    tmp_path: Path, moved_s: float, since_boot_s: float, boot: str | None
) -> None:
    """Then the system tells one of the two times of its start anew."""
    with announced(tmp_path, ADDRESS, RateLimitedLog(), of_window=False):
        said = json.loads((tmp_path / FILE).read_bytes())
        said["started"] -= moved_s
        said["since_boot_s"] -= since_boot_s
        said["boot"] = said["boot"] if boot is None else boot
        (tmp_path / FILE).write_text(json.dumps(said), "utf-8")
        assert running_in(tmp_path) is not None


def test_a_number_that_is_used_again_is_no_backend_though_the_machine_started_anew(tmp_path: Path) -> None:
    with announced(tmp_path, ADDRESS, RateLimitedLog(), of_window=False):
        said = json.loads((tmp_path / FILE).read_bytes())
        said["started"] -= 86_400.0
        said["since_boot_s"] += 20.0
        (tmp_path / FILE).write_text(json.dumps(said), "utf-8")
        assert running_in(tmp_path) is None


def test_a_process_of_another_start_of_the_machine_with_the_same_number_and_time_since_it_is_none(
    tmp_path: Path,
) -> None:
    """After a power failure the file is still there, and one start of a machine is much like another."""
    with announced(tmp_path, ADDRESS, RateLimitedLog(), of_window=False):
        said = json.loads((tmp_path / FILE).read_bytes())
        said |= {"started": said["started"] - 86_400.0, "boot": "3f0e8d52-6f0d-4d4e-9d3c-0b6a4c1e8a11"}
        (tmp_path / FILE).write_text(json.dumps(said), "utf-8")
        assert running_in(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"address": 1, "pid": 1, "started": 1}', "\udcff"])
def test_a_malformed_announcement_is_ignored(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert running_in(tmp_path) is None


def test_a_folder_that_cannot_be_written_does_not_stop_the_backend(tmp_path: Path) -> None:
    with announced(tmp_path / "missing", ADDRESS, RateLimitedLog(), of_window=False):
        assert running_in(tmp_path / "missing") is None


def test_the_backend_of_windows_is_no_service_to_connect_to(tmp_path: Path) -> None:
    with announced(tmp_path, ADDRESS, RateLimitedLog(), of_window=True):
        assert running_in(tmp_path) is not None
        assert running_service(tmp_path) is None
    with announced(tmp_path, ADDRESS, RateLimitedLog(), of_window=False):
        assert running_service(tmp_path) == running_in(tmp_path)


def test_a_silent_service_is_to_be_checked_and_an_ended_one_to_be_started_again(tmp_path: Path) -> None:
    with announced(tmp_path, ADDRESS, RateLimitedLog(), of_window=False):
        used = running_service(tmp_path)
        assert used is not None
        assert offline_reason(tmp_path, used) == SERVICE_SILENT.format(address=ADDRESS)
    assert offline_reason(tmp_path, used) == SERVICE_ENDED


def test_an_announcement_of_an_earlier_version_belongs_to_no_window(tmp_path: Path) -> None:
    started = psutil.Process().create_time()
    (tmp_path / FILE).write_text(json.dumps({"address": ADDRESS, "pid": os.getpid(), "started": started}), "utf-8")
    assert running_in(tmp_path) == Presence(ADDRESS, os.getpid(), started, of_window=False)
