"""One request gives the last value of every key of every stream (FROST-Server#2323: one request a stream)."""

from __future__ import annotations

import random
from pathlib import Path

from county.streams import POSITIONS, READINGS, STREAMS
from services.protocol import messages as m
from services.protocol.assembly import Snapshot, SnapshotAssembler
from tests.memory_realm import MemoryRealm, PlainClient
from tests.rows import position_of, readings_of
from tests.tiny_county import write_tiny_county
from tests.unit.live_realm import NOW_MS

HOUR_MS = 3_600_000
SENDINGS = 30
TURNS = 200


def snapshot_of(realm: MemoryRealm, client: PlainClient) -> Snapshot:
    """What one request is answered with."""
    client.send(m.SnapshotRequest())
    assembler = SnapshotAssembler()
    for _ in range(TURNS):
        realm.turn()
        for message in client.answers():
            if isinstance(message, m.Keys | m.StatesPart | m.NewestPart):
                whole = assembler.put(message, 0)
                if whole is not None:
                    return whole
    raise AssertionError("no snapshot")


def test_one_request_gives_the_last_value_of_every_key_of_every_stream(tmp_path: Path) -> None:
    realm, choice = MemoryRealm(write_tiny_county(tmp_path)), random.Random(5)
    client = realm.plain_client()
    realm.turn()
    tables = snapshot_of(realm, client).keys
    channels, units = (list(tables[stream.key].rows) for stream in (READINGS, POSITIONS))
    last: dict[tuple[str, ...], tuple[int, float]] = {}

    def send(message: m.SubmitRows, *rows: tuple[tuple[str, ...], int, float]) -> None:
        client.send(message)
        realm.turn()
        for key, at_ms, value in rows:
            if at_ms >= last.get(key, (0, 0.0))[0]:
                last[key] = at_ms, value

    for number in range(SENDINGS):
        keys = [*channels, *choice.choices(channels, k=9)]
        times = [NOW_MS - choice.randrange(HOUR_MS) for _ in keys]
        values = [float(choice.randrange(100)) for _ in keys]
        message = readings_of(f"r{number}", [key[0] for key in keys], [key[1] for key in keys], times, values)
        send(message, *zip(keys, times, values, strict=True))
        for unit in units:
            at_ms, x_m = NOW_MS - choice.randrange(HOUR_MS), 500_000.0 + number
            send(position_of(f"p{number} {unit[0]}", unit[0], at_ms, x_m=x_m), (unit, at_ms, x_m))
    snapshot, found = snapshot_of(realm, client), {}
    for stream, value in ((READINGS, "value"), (POSITIONS, "x_m")):
        rows, newest = snapshot.keys[stream.key].rows, snapshot.newest[stream.key]
        shown = zip(newest.key.tolist(), newest.at_ms.tolist(), newest[value].tolist(), strict=True)
        found |= {rows[key]: (at_ms, number) for key, at_ms, number in shown}
    client.close()
    assert set(snapshot.newest) == set(STREAMS)
    assert set(found) == {*channels, *units}
    assert found == last
