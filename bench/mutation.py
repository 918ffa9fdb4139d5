"""Mutated frames: seeded changes of real ones, from single bits to other types of their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import msgspec

from services.protocol.limits import FRAME_MAX

REALMS = (b"live", b"drill:7", b"replay", b"", b"\xff\xfe")
LANES = (b"control", b"record", b"stream", b"heartbeat", b"zap", b"")
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 2**63 - 1, -(2**63), 2**64 - 1, 1.5, float("nan"), float("inf"), "", "x" * 300, "\0", b"",
    b"\xff" * 9, [], [[[[]]]], {}, {"type": "Part"}, {"a": {"b": []}},
)  # fmt: skip
"""Values in place of a field's own."""
DEPTH = 200
SHORT, OFTEN = 4_096, 50
"""Frames of at most SHORT bytes are drawn OFTEN times as often as longer ones, so that not all of the time goes into
these."""
Mutate = Callable[["FrameMutator", bytes], bytes]


class FrameMutator:
    """The same seed and frames give the same mutations."""

    def __init__(self, frames: Sequence[bytes], seed: int) -> None:
        self._frames = [frame for frame in frames for _ in range(OFTEN if len(frame) <= SHORT else 1)]
        self._random = Random(seed)

    def __iter__(self) -> Iterator[bytes]:
        """Mutated frames without end, each at most as long as a frame may be."""
        draw = self._random
        while True:
            frame = draw.choice(self._frames)
            mutated = draw.choice(MUTATIONS)(self, frame)
            if mutated != frame:
                yield mutated[:FRAME_MAX]

    def flipped(self, frame: bytes) -> bytes:
        """One to eight other bits."""
        data = bytearray(frame)
        for _ in range(self._random.randint(1, 8)):
            data[self._random.randrange(len(data))] ^= 1 << self._random.randrange(8)
        return bytes(data)

    def truncated(self, frame: bytes) -> bytes:
        return frame[: self._random.randrange(len(frame))]

    def extended(self, frame: bytes) -> bytes:
        """Bytes after the end."""
        return frame + self._random.randbytes(self._random.randint(1, 64))

    def inserted(self, frame: bytes) -> bytes:
        """Bytes in the middle."""
        place = self._random.randrange(len(frame))
        return frame[:place] + self._random.randbytes(self._random.randint(1, 16)) + frame[place:]

    def spliced(self, frame: bytes) -> bytes:
        """The beginning of one frame and the end of another one."""
        other = self._random.choice(self._frames)
        return frame[: self._random.randrange(len(frame))] + other[self._random.randrange(len(other)) :]

    def readdressed(self, frame: bytes) -> bytes:
        """The payload under another topic."""
        begin = self._random.choice(REALMS) + b"/" + self._random.choice(LANES)
        return begin + b"\0" + frame.partition(b"\0")[2]

    def repacked(self, frame: bytes) -> bytes:
        """A payload that was meant for the other side, or of another frame of this one."""
        return frame.partition(b"\0")[0] + b"\0" + self._random.choice(self._frames).partition(b"\0")[2]

    def retyped(self, frame: bytes) -> bytes:
        """MessagePack in which one value, at any depth, is of another type, missing or repeated under another name."""
        begin, _, data = frame.partition(b"\0")
        try:
            message = msgspec.msgpack.decode(data)
        except msgspec.DecodeError:
            return self.flipped(frame)
        self._change(message)
        return begin + b"\0" + msgspec.msgpack.encode(message)

    def nested(self, frame: bytes) -> bytes:
        """A payload of nested arrays."""
        return frame.partition(b"\0")[0] + b"\0" + b"\x91" * self._random.randint(1, DEPTH) + b"\xc0"

    def _change(self, node: Any) -> None:
        """Change one value in ``node``, a map or an array, or in one of its values."""
        draw = self._random
        keys = list(node) if isinstance(node, dict) else range(len(node))
        if not keys:
            return
        key = draw.choice(keys)
        if isinstance(node[key], dict | list) and node[key] and draw.random() < 0.8:
            self._change(node[key])
        elif isinstance(node, dict) and draw.random() < 0.2:
            node[f"{key}x" if isinstance(key, str) else "x"] = node.pop(key)
        else:
            node[key] = draw.choice(VALUES)


MUTATIONS: tuple[Mutate, ...] = (
    FrameMutator.flipped, FrameMutator.flipped, FrameMutator.truncated, FrameMutator.extended, FrameMutator.inserted,
    FrameMutator.spliced, FrameMutator.readdressed, FrameMutator.repacked, FrameMutator.retyped, FrameMutator.retyped,
    FrameMutator.nested,
)  # fmt: skip
