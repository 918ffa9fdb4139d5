"""What an operator sees when the journal is damaged: the map, why there is no live data, and how to repair it."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.realm import LIVE
from services.data_folder import data_folder, realm_folder
from services.store.sqlite.database import FILE
from tests.integration.backend_fixture import run_main
from tests.tiny_county import write_tiny_county


def damage(file: Path, kind: str) -> None:
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
def test_the_window_shows_the_map_without_data_and_says_why(tmp_path: Path, kind: str) -> None:
    package = tmp_path / "tiny"
    write_tiny_county(package)
    begun = run_main("run", package, "--snapshot", tmp_path / "before", "--seconds", 3)
    assert begun.returncode == 0, begun.stderr
    damage(realm_folder(data_folder(package), LIVE) / FILE, kind)
    shown = run_main("run", package, "--snapshot", tmp_path / "after", "--seconds", 3)
    assert shown.returncode == 1
    line = shown.stderr.splitlines()[-1]
    assert line.startswith("no data received: ")
    assert "main.py journal … restore" in line
    assert (tmp_path / "after" / "overview.png").stat().st_size > 10_000
    print(f"\n{kind}: {line}")
