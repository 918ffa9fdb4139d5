"""Every county has its own journal; a county that is imported or built again keeps it."""

from __future__ import annotations

from pathlib import Path

from county.package.demo.build import build_demo
from services.disk.data_folder import data_folder
from tests.square_county import write_square_county


def demo(folder: Path, *, seed: int = 1, villages: int = 3) -> Path:
    build_demo(
        folder, seed=seed, villages=villages, sensors=5, buildings=20,
        progress=lambda share, step: None, cancelled=lambda: False,
    )  # fmt: skip
    return data_folder(folder)


def test_different_synthetic_counties_share_no_journal(tmp_path: Path) -> None:
    folders = {demo(tmp_path / "a"), demo(tmp_path / "b", seed=2), demo(tmp_path / "c", villages=4)}
    assert len(folders) == 3


def test_the_same_synthetic_county_built_again_keeps_its_journal(tmp_path: Path) -> None:
    assert demo(tmp_path / "a") == demo(tmp_path / "b")


def test_a_real_county_imported_again_keeps_its_journal(tmp_path: Path) -> None:
    one = data_folder(write_square_county(tmp_path / "a", sensors=2))
    assert one == data_folder(write_square_county(tmp_path / "b", sensors=3))
    assert one.name == "999901"
