"""What is left of a damaged journal: what an operator sees, and what every single damaged page costs."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from county.realm import LIVE
from services.disk.data_folder import data_folder, realm_folder
from services.store.sqlite.database import FILE
from services.store.sqlite.log import TableDamaged
from tests.damaged_pages import PAGE, add, journal_in, opened, overwrite, write
from tests.hard.repetitions import repetitions
from tests.integration.backend_fixture import run_main
from tests.tiny_county import write_tiny_county

COMMITS = 2_000


def damage(file: Path, kind: str) -> None:
    """Damage the journal of a backend that has ended, which leaves a write-ahead log when it was killed."""
    with closing(sqlite3.connect(file)) as journal:
        journal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    match kind:
        case "truncated":
            file.write_bytes(content[:20_000])
        case "emptied":
            file.write_bytes(b"")
        case "deleted":
            file.unlink()
        case "overwritten":
            file.write_bytes(content[:8_192] + b"x" * (len(content) - 8_192))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["truncated", "emptied", "deleted", "overwritten"])
def test_the_window_shows_what_is_proven_read_only_and_says_why(tmp_path: Path, kind: str) -> None:
    package = tmp_path / "tiny"
    write_tiny_county(package)
    begun = run_main("run", package, "--snapshot", tmp_path / "before", "--seconds", 3)
    assert begun.returncode == 0, begun.stderr
    damage(realm_folder(data_folder(package), LIVE) / FILE, kind)
    shown = run_main("run", package, "--snapshot", tmp_path / "after", "--seconds", 3)
    assert shown.returncode == 1
    line = shown.stderr.splitlines()[-1]
    assert line.startswith("read-only, record ")
    assert "main.py journal … restore" in line
    assert (tmp_path / "after" / "overview.png").stat().st_size > 10_000
    print(f"\n{kind}: {line}")


@pytest.mark.timeout(600)
def test_a_damaged_page_never_costs_a_proven_record_and_commits_go_on_unless_a_record_is_lost(tmp_path: Path) -> None:
    """One page at a time, at random: the county opens, with every record or with a proven prefix of them; damage that
    only a commit finds costs one more start."""
    write(tmp_path / "whole", COMMITS)
    with closing(opened(tmp_path / "whole")) as store:
        records = list(store.log.records(1, COMMITS))
    size = journal_in(tmp_path / "whole").stat().st_size
    pages = Random(1).sample(range(2, size // PAGE + 1), min(round(repetitions("PAGES", 500)), size // PAGE - 1))
    found: Counter[str] = Counter()
    for page in pages:
        data = shutil.copytree(tmp_path / "whole", tmp_path / "data")
        overwrite(journal_in(data), page)
        kind = _outcome(data, records)
        if kind == "found by a commit":
            kind = f"{kind}, then {_outcome(data, records)}"
        found[kind] += 1
        shutil.rmtree(data)
    print(f"\n{len(pages)} damaged pages of {size // PAGE}: {dict(found)}")


def _outcome(data: Path, records: list[bytes]) -> str:
    """How a start copes with the damage, and whether commits go on."""
    with closing(opened(data)) as store:
        left = list(store.log.records(1, COMMITS))
        assert left == records[: len(left)]
        if store.proven is not None:
            return "read-only" if len(left) < COMMITS else "read-only with all records"
        assert len(left) == COMMITS
        try:
            add(store, 5)
        except TableDamaged:
            return "found by a commit"
        assert len(list(store.log.records(1, COMMITS + 5))) == COMMITS + 5
        return "no effect" if store.rebuilt is None else "rebuilt"
