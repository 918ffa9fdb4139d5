"""Journals of every format ever written remain readable.  Format 1: tests/integration/test_migrate_data_folder.py."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

from county.realm import LIVE
from services.store.keyfiles import read_key
from services.store.maintenance.command import journal
from services.store.sqlite.last_head import read_last_head
from services.store.sqlite.reading import LogReader
from services.store.sqlite.row_sums import META, SUM_BYTES, sealed_sum, stored_sum
from services.store.sqlite.seals import REST_BYTES
from services.store.sqlite.store import open_store
from services.store.upcast import RecordReader

GOLDEN = Path(__file__).parents[1] / "golden" / "journal-2"


def test_a_journal_of_format_2_opens_with_everything_in_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(GOLDEN, data)
    for secret in (data / "keys").glob("*.key"):
        secret.chmod(0o600)  # a checkout does not preserve it
    expected = json.loads((data / "expected.json").read_text(encoding="utf-8"))
    warnings: list[str] = []
    with closing(
        open_store(
            data / "realms" / "live", county="999901", realm="live", keys=data / "keys", history=None,
            warn=warnings.append,
        )
    ) as store:  # fmt: skip
        head = store.log.head
        assert (head.seq, head.hash.hex(), head.recorded_ms) == (
            expected["head_seq"], expected["head_hash"], expected["recorded_ms"]
        )  # fmt: skip
        records = [RecordReader().read(raw, seq) for seq, raw in enumerate(store.log.records(1, head.seq), start=1)]
        assert [type(record.body).__name__ for record in records] == expected["tags"]
        assert all((record.who, record.by) == ("王敏", "seat-3") for record in records)
        outcomes = [store.log.outcome(record.command_id) for record in records]
        assert [outcome and outcome.last_seq for outcome in outcomes] == list(range(1, head.seq + 1))
        assert store.log.outcome("delivery-7") is not None
        (checkpoint,) = store.log.checkpoints()
        assert (checkpoint.seq, checkpoint.states) == (20, {"event": [b"\x80"], "alarm": []})
        assert store.known_catalog_keys() == {"subclasses/exposed_garbage", "rules/bin_full"}
        assert store.log.verify(60_000) == (head.seq, head.seq, "")
    assert warnings == []
    assert journal(data, "verify", None, realm=LIVE, print_line=lambda line: None, progress=lambda *_: None) == 0


SUMS = Path(__file__).parents[1] / "golden" / "journal-2-sums"


def test_a_journal_with_row_sums_hours_of_deliveries_and_a_last_head_opens_with_all_of_them(tmp_path: Path) -> None:
    data = shutil.copytree(SUMS, tmp_path / "data")
    (data / "keys" / "journal.key").chmod(0o600)  # a checkout does not preserve it
    expected = json.loads((data / "expected.json").read_text(encoding="utf-8"))
    key = read_key(data / "keys" / "journal.key")
    assert key is not None
    last = read_last_head(data / "keys" / "anchors" / "live.head", key=key, county="999901", realm="live")
    assert last is not None
    assert (last.seq, last.hash, last.commit) == (expected["head_seq"], expected["head_hash"], 3)
    with closing(LogReader(data / "realms" / "live")) as reader:
        row = reader.last_commit()
        assert row is not None
        assert len(row.rest) == REST_BYTES + SUM_BYTES
        assert sealed_sum(key, row, reader.meta(META)) == stored_sum(reader.db, key)
        assert [hour for (hour,) in reader.db.execute("SELECT hour FROM delivery_hours ORDER BY number")] == [
            expected["recorded_ms"] // 3_600_000 - ago for ago in (2, 1, 0)
        ]
    assert journal(data, "verify", None, realm=LIVE, print_line=lambda line: None, progress=lambda *_: None) == 0
