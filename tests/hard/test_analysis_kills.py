"""The analysis is killed again and again while it builds: what it leaves is continued, and the result is the same."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import msgspec

from bench.three_years import write
from county.package.open import CountyPackage
from county.realm import LIVE
from services.analysis.follower import TIMELINE
from services.analysis.texts.text_follower import TextMark
from services.analysis.timeline.layout import LAYOUTS, PARTS
from services.analysis.timeline.timeline import TEXTS, RecordTimeline, TimelineIdentity, new_timeline, open_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.disk.data_folder import analysis_folder, realm_folder
from services.program import MAIN
from services.store.sqlite.reading import LogReader
from services.store.sqlite.texts import SqliteTexts
from services.store.upcast import RecordReader
from services.supervision.address import free_address
from tests.square_county import write_square_county

RECORDS = 30_000
KILLS = 12
PATIENCE_S = 300.0


def contents(timeline: RecordTimeline) -> dict[str, object]:
    """Rows of every column, checksums of those without numbers of texts, which depend on the kills, and the texts."""
    states = (layout.of_part(part) for layout in LAYOUTS.values() for part in (*PARTS, "often"))
    numbers_of_texts = {name for part in states for name, column in part.items() if column.dtype == "O"}
    plain = timeline.columns.keys() - numbers_of_texts - TEXTS.keys() - {"record.author"}
    found: dict[str, object] = {name: len(column) for name, column in timeline.columns.items()}
    return found | {f"sum of {name}": timeline.columns[name].crc for name in plain} | {
        "texts in order": sorted(timeline.texts.texts)
    }


def test_kills_while_building_change_nothing_in_timeline_and_index(tmp_path: Path) -> None:
    package = CountyPackage(write_square_county(tmp_path / "county"))
    data = tmp_path / "data"
    write(package, data, RECORDS, lambda share, what: None)
    command = [sys.executable, "-m", "services.analysis", str(package.folder), str(data), LIVE.id]
    choice = random.Random(9)
    texts = analysis_folder(data, LIVE) / "texts.sqlite3"
    for number in range(KILLS + 1):
        with subprocess.Popen(
            [*command, free_address()], cwd=MAIN.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if number < KILLS:
                time.sleep(choice.uniform(0.0, 1.5))
            else:
                until_indexed(texts)
            process.kill()
    identity = TimelineIdentity(county=package.manifest.identity, realm=LIVE.id, catalog=package.catalog.digest)
    journal = LogReader(realm_folder(data, LIVE))
    with (
        closing(open_timeline(analysis_folder(data, LIVE) / TIMELINE, identity)) as found,
        closing(new_timeline(tmp_path / "whole", identity)) as whole,
        closing(journal),
    ):
        TimelineWriter(whole, journal, RecordReader()).go_on(1 << 30, journal.head)
        whole.commit()
        assert found.extent.head == whole.extent.head
        assert contents(found) == contents(whole)


def until_indexed(path: Path) -> None:
    """Wait until the index contains the texts of all records."""
    until = time.monotonic() + PATIENCE_S
    while True:
        with closing(SqliteTexts(path)) as index:
            if index.mark and msgspec.msgpack.decode(index.mark, type=TextMark).seq == RECORDS:
                return
        assert time.monotonic() < until, "it is never indexed"
        time.sleep(0.2)
