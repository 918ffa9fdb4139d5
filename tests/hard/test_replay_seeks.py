"""A window of a replay that is put to 10,000 moments in random order: nothing sounds, opens, takes the focus, is sent
or written."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from county.package.open import CountyPackage
from tests.contract.test_replays import OpenReplay, analysis_replay, journal_replay
from tests.gui.random_seeks import seek_at_random
from tests.hard.repetitions import on_stderr, repetitions
from tests.tiny_county import write_tiny_county

SEEKS = int(repetitions("SEEKS", 10_000))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("seeks") / "county")


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("opened", [journal_replay, analysis_replay])
def test_seeks_in_random_order_have_no_effect_outside_the_window(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path, qapp: QApplication
) -> None:
    seeks = SEEKS // 2

    def tell(done: int) -> None:
        if done % 100 == 0:
            on_stderr(done / seeks, f"{done:,} seeks")

    seek_at_random(opened, package, tmp_path, seeks, tell)
    print(f"\nRESULT {seeks:,} seeks: no effect outside the window", flush=True)
