"""The key that a wall makes for itself on the machine of its backend."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from county.authority import Role
from desktop.wall.link import wall_keys
from services.disk.data_folder import keys_folder
from services.keys.register import registered, rotate
from services.transport.zeromq.keys import CLIENT, SERVER, make_keys, pair, public_key


def roles(data: Path) -> dict[str, tuple[Role, ...]]:
    """Of every key that is registered."""
    rows = registered(keys_folder(data))
    return {row.name: row.registration.roles for row in rows if row.registration is not None}


def test_a_wall_gets_a_key_that_may_only_read_and_keeps_it(tmp_path: Path) -> None:
    make_keys(keys_folder(tmp_path))
    folder = wall_keys(tmp_path, "hall")
    assert roles(tmp_path)["wall-hall"] == (Role.WALL,)
    mine = pair(folder, CLIENT)
    assert public_key(folder, SERVER) == public_key(keys_folder(tmp_path), SERVER)
    assert wall_keys(tmp_path, "hall") == folder
    assert pair(folder, CLIENT) == mine


def test_processes_of_single_outputs_that_begin_together_share_one_key(tmp_path: Path) -> None:
    make_keys(keys_folder(tmp_path))
    with ThreadPoolExecutor(8) as pool:
        folders = set(pool.map(lambda _: wall_keys(tmp_path, "hall"), range(8)))
    [folder] = folders
    assert pair(folder, CLIENT)
    assert [name for name in roles(tmp_path) if name.startswith("wall-")] == ["wall-hall"]


def test_every_wall_has_a_key_of_its_own(tmp_path: Path) -> None:
    make_keys(keys_folder(tmp_path))
    assert pair(wall_keys(tmp_path, "hall"), CLIENT) != pair(wall_keys(tmp_path, "foyer"), CLIENT)
    assert {"wall-hall", "wall-foyer"} <= roles(tmp_path).keys()


def test_a_key_is_made_again_when_the_keys_of_the_backend_were_replaced(tmp_path: Path) -> None:
    make_keys(keys_folder(tmp_path))
    before = pair(wall_keys(tmp_path, "hall"), CLIENT)
    rotate(keys_folder(tmp_path))
    folder = wall_keys(tmp_path, "hall")
    assert pair(folder, CLIENT) != before
    assert public_key(folder, SERVER) == public_key(keys_folder(tmp_path), SERVER)
    assert [name for name in roles(tmp_path) if name.startswith("wall-")] == ["wall-hall"]


def test_a_folder_that_was_lost_is_made_again(tmp_path: Path) -> None:
    make_keys(keys_folder(tmp_path))
    folder = wall_keys(tmp_path, "hall")
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()
    assert pair(wall_keys(tmp_path, "hall"), CLIENT)
