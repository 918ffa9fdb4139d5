"""A client that sends mutated frames to a backend, in its own process.

Arguments: how, address of the requests or of the publisher, folder of keys, file with the original frames, number of
frames, seed.  It prints ``ready``, sends, and prints the number of frames sent, how many of them are unreadable, and of
how many unreadable ones it is not certain that they arrived.
How: ``requests`` and ``subscriptions`` need a registered key; ``unregistered`` sends over connections with a key that
is not, ``raw`` over plain TCP connections.
"""

from __future__ import annotations

import json
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import zmq

from bench.mutation import FrameMutator
from services.protocol.codec import (
    BadFrame,
    Decoder,
    Reassembler,
    backend_decoder,
    broadcast_decoder,
    client_decoder,
    payload,
    topic,
)
from services.protocol.limits import REQUEST_MAX
from services.protocol.messages import Heartbeat, Part, SubjectRequest
from services.transport.zeromq.client_link import ZeroMqClientLink
from services.transport.zeromq.connection import drained
from services.transport.zeromq.keys import CLIENT, SERVER, KeyPair, pair, public_key
from services.transport.zeromq.publish_socket import is_topic
from services.transport.zeromq.sockets import SUBSCRIPTION_MAX, client_socket

REALM = "live"
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01CURVE".ljust(23, b"\0") + bytes(32)
"""Of ZMTP 3.1, with CURVE (ZeroMQ RFC 37)."""
READ_EVERY = 64
CONFIRM_EVERY = 2_000
PER_CONNECTION = 100
PATIENCE_S, RESEND_S = 60.0, 2.0
HEARTBEATS = topic(REALM, "heartbeat")
TOPICS = (b"live/", b"live/record\0", HEARTBEATS)


def is_unreadable(decoder: Decoder[Any], reassembler: Reassembler, frame: bytes) -> bool:
    """Whether the receiver of ``frame``, after the earlier ones, must count it."""
    try:
        message = decoder(frame)
        if isinstance(message, Part):
            whole = reassembler.put(message)
            if whole is None:
                return False
            message = decoder.decode(whole)
    except BadFrame:
        return True
    return isinstance(message, Part)


def requests(address: str, keys: Path, mutated: Iterator[bytes]) -> dict[str, int]:
    """Send as a registered client that reads its replies.

    A reply confirms every CONFIRM_EVERY frames; when the connection was renewed meanwhile, some of them may be lost.
    """
    link, decoder, reassembler = ZeroMqClientLink(address, keys), backend_decoder(REALM), Reassembler(REQUEST_MAX)
    link.connect()
    await_reply(link)
    sent = unreadable = uncertain = 0
    while some := list(islice(mutated, CONFIRM_EVERY)):
        connections = link.connections
        for frame in some:
            while not link.send(frame):
                link.poll(10)
            sent += 1
            if sent % READ_EVERY == 0:
                link.poll(0)
        found = sum(is_unreadable(decoder, reassembler, frame) for frame in some)
        await_reply(link)
        if link.connections == connections:
            unreadable += found
        else:
            uncertain += found
    link.close()
    return {"sent": sent, "unreadable": unreadable, "uncertain": uncertain}


def await_reply(link: ZeroMqClientLink) -> None:
    """Send one more request, and wait for its reply: the backend has then received all earlier frames.

    Raises RuntimeError.
    """
    request, decoder = uuid.uuid4().hex, client_decoder(REALM)
    frame = topic(REALM, "control") + payload(SubjectRequest(request=request, subject="event/none"))
    for _ in range(round(PATIENCE_S / RESEND_S)):
        while not link.send(frame):
            link.poll(10)
        until = time.monotonic() + RESEND_S
        while time.monotonic() < until:
            for answer in link.poll(50).answers:
                with suppress(BadFrame):
                    if getattr(decoder(answer), "request", "") == request:
                        return
    raise RuntimeError(f"no reply within {PATIENCE_S:g} s")


def subscriptions(address: str, keys: Path, mutated: Iterator[bytes]) -> dict[str, int]:
    """Send subscriptions and other bytes to the publisher, and read what it publishes for them.

    Connected until a heartbeat shows that the publisher has read everything, PATIENCE_S at most: libzmq discards what
    is still in the buffers of a connection that its peer has closed.
    """
    context = zmq.Context()
    subscriber = client_socket(context, zmq.DEALER, pair(keys, CLIENT), public_key(keys, SERVER), hwm=1_000)
    subscriber.connect(address)
    send_and_read(subscriber, HEARTBEATS)
    before = counted(subscriber, 0)
    sent = unreadable = 0
    for frame in mutated:
        data = frame[: SUBSCRIPTION_MAX // 2]
        send_and_read(subscriber, data)
        sent += 1
        unreadable += not is_topic(data)
    send_and_read(subscriber, HEARTBEATS)
    counted(subscriber, before + unreadable)
    subscriber.close(linger=0)
    context.term()
    return {"sent": sent, "unreadable": unreadable, "uncertain": 0}


def send_and_read(subscriber: zmq.Socket[bytes], frame: bytes) -> None:
    """Send ``frame``, and discard what has arrived: the backend ends the connection of a client that does not read."""
    while True:
        ready = subscriber.poll(None, zmq.POLLIN | zmq.POLLOUT)
        if ready & zmq.POLLIN:
            drained(subscriber)
        if ready & zmq.POLLOUT:
            subscriber.send(frame, zmq.DONTWAIT)
            return


def counted(subscriber: zmq.Socket[bytes], expected: int) -> int:
    """Unreadable frames by the newest heartbeat: the first one that counts ``expected``, or the last one in PATIENCE_S.

    Raises RuntimeError when none arrives.
    """
    found, decoder = None, broadcast_decoder(REALM)
    until = time.monotonic() + PATIENCE_S
    while (found is None or found < expected) and time.monotonic() < until:
        if not subscriber.poll(1_000):
            continue
        for frame in drained(subscriber):
            message = decoder(frame)
            if isinstance(message, Heartbeat):
                found = message.unreadable_frames
    if found is None:
        raise RuntimeError(f"no heartbeat within {PATIENCE_S:g} s")
    return found


def unregistered(address: str, keys: Path, mutated: Iterator[bytes]) -> dict[str, int]:
    """Connect with a key that is not registered, again and again: none of the frames may arrive."""
    sent = 0
    context = zmq.Context()
    own = KeyPair(*zmq.curve_keypair())
    while some := list(islice(mutated, PER_CONNECTION)):
        stranger = client_socket(context, zmq.DEALER, own, public_key(keys, SERVER), hwm=1_000)
        stranger.setsockopt(zmq.IMMEDIATE, 0)
        events = stranger.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_AUTH)
        stranger.connect(address)
        for frame in some:
            stranger.send(frame, zmq.DONTWAIT)
        events.poll(int(PATIENCE_S * 1_000))
        stranger.disable_monitor()  # or its address is taken while the next socket has the same descriptor
        events.close(linger=0)
        stranger.close(linger=0)
        sent += len(some)
    context.term()
    return {"sent": sent, "unreadable": 0, "uncertain": 0}


def raw(address: str, keys: Path, mutated: Iterator[bytes]) -> dict[str, int]:
    """Send over plain connections, half of them after a correct greeting."""
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    sent = number = 0
    while some := list(islice(mutated, PER_CONNECTION)):
        number += 1
        with suppress(OSError), socket.create_connection((host, int(port)), timeout=PATIENCE_S) as connection:
            connection.sendall((GREETING if number % 2 else b"") + b"".join(some))
        sent += len(some)
    return {"sent": sent, "unreadable": 0, "uncertain": 0}


WAYS: dict[str, Callable[[str, Path, Iterator[bytes]], dict[str, int]]] = {
    "requests": requests, "subscriptions": subscriptions, "unregistered": unregistered, "raw": raw,
}  # fmt: skip


def main(how: str, address: str, keys: str, originals: str, count: str, seed: str) -> None:
    """Send the frames and print the result."""
    frames = msgspec.msgpack.decode(Path(originals).read_bytes(), type=list[bytes])
    if how == "subscriptions":
        frames = [*frames, *TOPICS * len(frames)]
    print("ready", flush=True)
    mutated = islice(iter(FrameMutator(frames, int(seed))), int(count))
    print(json.dumps(WAYS[how](address, Path(keys), mutated)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
