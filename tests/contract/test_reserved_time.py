"""The time reserved on disk: what was stored last is there at the next start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from services.store.reserved_time import FILE, BadReservedTime, ReservedTime, TimeReservation
from tests.memory_reservation import MemoryReservation

Open = Callable[[], TimeReservation]
NOON_MS = 1_795_320_000_000


@pytest.fixture(params=["file", "memory"])
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the reservation of one realm, at each call as after a restart."""
    kept = MemoryReservation()
    return lambda: ReservedTime(tmp_path) if request.param == "file" else kept


def test_a_new_realm_has_no_time_reserved(open_again: Open) -> None:
    reservation = open_again()
    assert reservation.stored_ms == 0
    reservation.close()


def test_the_time_that_was_stored_last_is_there_after_a_restart_also_an_earlier_one(open_again: Open) -> None:
    for until_ms in (NOON_MS, NOON_MS + 5_000, NOON_MS + 1_000):
        reservation = open_again()
        for at_ms in (until_ms + 10, until_ms):
            reservation.store(at_ms).result(timeout=30)
        reservation.close()
        again = open_again()
        assert again.stored_ms == until_ms
        again.close()


def test_what_is_still_being_stored_is_finished_when_it_is_closed(open_again: Open) -> None:
    reservation = open_again()
    storing = reservation.store(NOON_MS)
    reservation.close()
    assert storing.done()
    again = open_again()
    assert again.stored_ms == NOON_MS
    again.close()


def test_a_disk_that_cannot_write_is_an_error_of_the_result_and_the_next_time_is_stored_again(tmp_path: Path) -> None:
    folder = tmp_path / "realm"
    reservation = ReservedTime(folder)
    with pytest.raises(FileNotFoundError):
        reservation.store(NOON_MS).result(timeout=30)
    folder.mkdir()
    reservation.store(NOON_MS).result(timeout=30)
    reservation.close()
    assert (folder / FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b'{"until_ms": "noon"}', b"7"])
def test_a_file_that_holds_no_time_is_explained_in_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(BadReservedTime, match="delete it: the drill then continues at its last record") as refused:
        ReservedTime(tmp_path)
    assert "\n" not in str(refused.value)
