"""A template of backends is only as good as the package that it has loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from county.package.manifest import CATALOG, MANIFEST, MAP
from services.loaded_county import load_county
from tests.tiny_county import write_tiny_county


def changed_catalog(folder: Path) -> None:
    (folder / CATALOG).mkdir()


def changed_map(folder: Path) -> None:
    (folder / MAP).touch()


def replaced_manifest(folder: Path) -> None:
    part = folder / "part"
    part.write_bytes((folder / MANIFEST).read_bytes())
    part.replace(folder / MANIFEST)


def changed_table(folder: Path) -> None:
    (folder / CATALOG / "rules.toml").write_text("# none\n", encoding="utf-8")


def test_a_loaded_county_is_current_until_a_file_of_its_package_changes(tmp_path: Path) -> None:
    loaded = load_county(write_tiny_county(tmp_path).folder)
    assert loaded.is_current()
    (loaded.package.folder / "notes.txt").write_text("of the user", encoding="utf-8")
    assert loaded.is_current()


@pytest.mark.parametrize("change", [changed_map, replaced_manifest, changed_catalog])
def test_a_changed_package_makes_it_outdated(tmp_path: Path, change: Callable[[Path], None]) -> None:
    loaded = load_county(write_tiny_county(tmp_path).folder)
    change(loaded.package.folder)
    assert not loaded.is_current()


def test_a_changed_table_of_its_catalogue_makes_it_outdated(tmp_path: Path) -> None:
    folder = write_tiny_county(tmp_path).folder
    changed_catalog(folder)
    loaded = load_county(folder)
    changed_table(folder)
    assert not loaded.is_current()
