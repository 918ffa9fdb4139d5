"""Checkpoints are written and read without a block of memory per state: tens of thousands of blocks that are freed
together leave holes in the process's memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from services.store.packed_states import PackedStates
from services.store.ports import Checkpoint
from services.store.sqlite.checkpoints import CheckpointFiles
from tests.unit.live_realm import LiveRealm, report

CHILD = """
import ctypes, sys
from pathlib import Path
from services.loop.allocator import return_large_blocks
from services.store.packed_states import PackedStates
from services.store.ports import Checkpoint
from services.store.sqlite.checkpoints import CheckpointFiles

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in ("arena", *"bcdefghij")]

def taken_mb():
    "Memory that the C library took for blocks of less than LARGE_BYTES, whether or not they are in use."
    return info().arena / 1e6

info = ctypes.CDLL(None).mallinfo2
info.restype = Info
return_large_blocks()
files = CheckpointFiles(Path(sys.argv[1]), bytes(32), print)
before = taken_mb()
states = PackedStates()
for number in range(20_000):
    states.add(number.to_bytes(4, "big") * 300)
files.write(Checkpoint(1, b"", 0, 1, "c", {"events": states}))
del states
[read] = files.read(lambda seq, found: True)
decoded = [bytes(state[:4]) for state in read.states["events"]]
print(taken_mb() - before)
"""


def packed(*states: bytes) -> PackedStates:
    found = PackedStates()
    for state in states:
        found.add(state)
    return found


def test_packed_states_are_the_added_ones_in_their_order() -> None:
    states = packed(b"one", b"", b"three")
    assert [*states] == [b"one", b"", b"three"]
    assert len(states) == 3
    assert b"three" in states
    assert b"two" not in states


def test_a_checkpoint_of_packed_states_is_stored_like_one_of_single_states(tmp_path: Path) -> None:
    files = {}
    for name, states in (("packed", packed(b"one", b"two" * 100)), ("single", [b"one", b"two" * 100])):
        (tmp_path / name).mkdir()
        CheckpointFiles(tmp_path / name, bytes(32), str).write(Checkpoint(7, b"h", 0, 1, "c", {"events": states}))
        [files[name]] = (tmp_path / name).iterdir()
    assert files["packed"].read_bytes() == files["single"].read_bytes()


def test_a_running_backend_encodes_the_states_of_a_checkpoint_into_one_block() -> None:
    live = LiveRealm()
    live.turn(*[report(number) for number in range(40)])
    live.settle()
    live.realm.opened.checkpoints.store_now()
    [checkpoint] = live.realm.log.checkpoints()
    assert len(checkpoint.states["event"]) == 40
    assert len({id(state.obj) for state in checkpoint.states["event"] if isinstance(state, memoryview)}) == 1


def test_the_states_of_a_stored_checkpoint_are_views_of_one_block(tmp_path: Path) -> None:
    files = CheckpointFiles(tmp_path, bytes(32), str)
    files.write(Checkpoint(7, b"h", 0, 1, "c", {"events": [b"one", b"two"]}))
    [checkpoint] = files.read(lambda seq, found: True)
    assert [*checkpoint.states["events"]] == [b"one", b"two"]
    assert len({id(state.obj) for state in checkpoint.states["events"] if isinstance(state, memoryview)}) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has this call")
def test_writing_and_reading_a_checkpoint_leaves_no_holes(tmp_path: Path) -> None:
    found = subprocess.run([sys.executable, "-c", CHILD, tmp_path], capture_output=True, text=True, check=True)
    assert float(found.stdout) < 5, "of 24 MB"
