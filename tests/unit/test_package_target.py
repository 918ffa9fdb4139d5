"""A new package is built only where nothing is lost: not over other files, nor over a package without --replace."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import main
from county.package.demo.build import BuildCancelled, build_demo
from county.package.importer import import_county
from county.package.importing.imported import ImportedCounty
from county.package.manifest import CATALOG, MANIFEST, MAP, TERRAIN, PackageError
from county.package.open import CountyPackage
from county.package.target import OccupiedFolder
from county.realm import Realm
from services.disk.data_folder import data_folder, realm_folder
from services.disk.file_lock import FileLock
from services.store.sqlite.lock import lock_path
from tests.unit.county_files import write_county
from tests.unit.sound_county import COUNTY, sound_county


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "files").mkdir()
    return write_county(tmp_path / "files")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of the same county with sensors and terrain, which the files do not have."""
    folder = tmp_path / "county"
    sound_county().write(folder)
    (folder / CATALOG).mkdir()
    return folder


def imported(folder: Path, files: dict[str, Path], *, code: str = COUNTY, replace: bool = False) -> ImportedCounty:
    return import_county(folder, name="安县", code=code, replace=replace, **files)  # type: ignore[arg-type]


def content(folder: Path) -> dict[str, bytes]:
    """The files of a package but for its caches, which are written when reading took long."""
    files = (path for path in folder.rglob("*") if path.is_file() and "cache" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def new(folder: Path, *, replace: bool = False, cancelled: bool = False) -> str | None:
    return build_demo(
        folder, villages=2, sensors=1, buildings=1, replace=replace, progress=lambda share, step: None,
        cancelled=lambda: cancelled,
    )  # fmt: skip


@pytest.mark.parametrize("name", [MAP, TERRAIN, f"{MAP}-wal", "notes.txt"])
def test_a_folder_with_other_files_is_refused_and_keeps_them(tmp_path: Path, files: dict[str, Path], name: str) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / name).write_bytes(b"ours")
    for build in (lambda: imported(tmp_path / "own", files, replace=True), lambda: new(tmp_path / "own", replace=True)):
        with pytest.raises(OccupiedFolder, match=rf"own: contains other files \({name}\)"):
            build()
    assert content(tmp_path / "own") == {name: b"ours"}


def test_a_folder_with_the_countys_own_tables_alone_is_free(tmp_path: Path, files: dict[str, Path]) -> None:
    (tmp_path / "county" / CATALOG).mkdir(parents=True)
    (tmp_path / "county" / ".DS_Store").touch()
    assert imported(tmp_path / "county", files).replaced is None


@pytest.mark.parametrize("suffix", ["", "@4326", "|layername=boundary"])
def test_a_file_to_import_in_the_folder_for_the_package_is_refused(
    tmp_path: Path, files: dict[str, Path], suffix: str
) -> None:
    before = content(tmp_path / "files")
    with pytest.raises(OccupiedFolder, match=r"lies in .*files, the folder for the new package"):
        imported(tmp_path / "files", {"boundary": Path(f"{files['boundary']}{suffix}")}, replace=True)
    assert content(tmp_path / "files") == before


def test_a_link_to_a_file_in_the_folder_for_the_package_is_refused(tmp_path: Path, package: Path) -> None:
    (tmp_path / "link.gpkg").symlink_to(package / MAP)
    with pytest.raises(OccupiedFolder, match="lies in"):
        imported(package, {"boundary": tmp_path / "link.gpkg"}, replace=True)


def test_a_package_is_not_replaced_unless_that_is_asked_for(package: Path, files: dict[str, Path]) -> None:
    before = content(package)
    with pytest.raises(OccupiedFolder, match=r"already \(.*sensors 8.*terrain\).* give --replace"):
        imported(package, files)
    assert content(package) == before


def test_a_replaced_package_is_kept_next_to_the_new_one_and_its_layers_are_listed(
    package: Path, files: dict[str, Path]
) -> None:
    kept = [package.with_name("county.replaced"), package.with_name("county.replaced-2")]
    before = content(package)
    line = imported(package, files, replace=True).replaced
    assert line is not None
    assert line.startswith(f"{kept[0]}: keeps the replaced package, which had: boundary 1, towns 2, villages 4, ")
    assert line.endswith("terrain")
    assert content(kept[0]) == before
    assert len(CountyPackage(kept[0]).table("sensors")) == 8
    assert CountyPackage(package).terrain is None
    assert str(kept[1]) in str(imported(package, files, replace=True).replaced)
    assert content(kept[0]) == before, "an earlier one is not replaced in turn"


@pytest.mark.parametrize("replace", [False, True])
def test_the_package_of_another_county_is_never_replaced(
    package: Path, files: dict[str, Path], replace: bool
) -> None:
    before = content(package)
    with pytest.raises(OccupiedFolder, match=rf"holds the county .* \({COUNTY}\), not 433124; name a new folder"):
        imported(package, files, code="433124", replace=replace)
    assert content(package) == before


def test_a_failed_import_keeps_no_copy(package: Path, files: dict[str, Path], tmp_path: Path) -> None:
    files["towns"].write_text("{")
    with pytest.raises(PackageError):
        imported(package, files, replace=True)
    assert not list(tmp_path.glob("*.replaced*"))


def test_a_demo_county_is_replaced_by_the_same_rules(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert new(folder) is None
    before = content(folder)
    with pytest.raises(OccupiedFolder, match="give --replace"):
        new(folder)
    with pytest.raises(BuildCancelled):
        new(folder, replace=True, cancelled=True)
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]
    assert "demo.replaced" in str(new(folder, replace=True))
    assert content(tmp_path / "demo.replaced") == before


def test_a_package_with_a_damaged_manifest_is_not_replaced(package: Path, files: dict[str, Path]) -> None:
    (package / MANIFEST).write_text("format = 2\n")
    with pytest.raises(PackageError, match=MANIFEST):
        imported(package, files, replace=True)


def test_a_package_without_its_map_can_be_replaced(package: Path, files: dict[str, Path]) -> None:
    (package / MAP).unlink()
    assert "had: an unreadable map.gpkg, terrain" in str(imported(package, files, replace=True).replaced)


def test_a_package_whose_county_is_open_is_not_replaced(
    package: Path, files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(package)
    lock = FileLock(lock_path(realm_folder(data_folder(package), Realm("live"))))
    options = [f"--{layer}={path}" for layer, path in files.items()]
    command = ["county", "import", str(package), "--name", "安县", "--code", COUNTY, "--replace", *options]
    try:
        assert main.main(command) == 1
    finally:
        lock.close()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("its county is open; close its windows and its backend first")
    assert content(package) == before
    assert main.main(command) == 0
    assert "county.replaced: keeps the replaced package" in capsys.readouterr().out
    shutil.rmtree(data_folder(package))
