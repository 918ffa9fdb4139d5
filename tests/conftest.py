"""Environment of every test: no display, empty user folders, the leak gate, a small county."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("DISPLAY", None)
os.environ.pop("WAYLAND_DISPLAY", None)
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts.warning=false")

import hypothesis
import pytest

from tests.frozen_imports import pytest_collection
from tests.leak_gate import adopt_orphans, leak_gate
from tests.shared_work import pytest_collection_modifyitems, pytest_make_collect_report

__all__ = ["leak_gate", "pytest_collection", "pytest_collection_modifyitems", "pytest_make_collect_report"]

adopt_orphans()
hypothesis.settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("project")

_compiled_shaders = tempfile.TemporaryDirectory(prefix="shaders-", ignore_cleanup_errors=True)
# Mesa compiles the shaders of the twin once for all tests and processes, not anew in the empty home of each.
os.environ.setdefault("MESA_SHADER_CACHE_DIR", _compiled_shaders.name)

USER_FOLDERS = (
    "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
    "USERPROFILE", "APPDATA", "LOCALAPPDATA",
)  # fmt: skip
"""Folders of user files of a desktop program, on Linux, macOS (HOME) and Windows."""


_homes = tempfile.TemporaryDirectory(prefix="homes-", ignore_cleanup_errors=True)
_numbers = count()
_untouched: list[Path] = []
"""The home that the last test left as it was, if it did."""


def _next_path() -> Path:
    return Path(_homes.name) / str(next(_numbers))


def _new_home() -> Path:
    home = _next_path()
    for variable in USER_FOLDERS:
        (home / variable.lower()).mkdir(mode=0o700, parents=True)
    return home


def _is_untouched(home: Path) -> bool:
    """Whether every folder of the user is there, empty and with its permissions."""
    folders = [home / variable.lower() for variable in USER_FOLDERS]
    return set(home.iterdir()) == set(folders) and all(
        folder.is_dir() and stat.S_IMODE(folder.lstat().st_mode) == 0o700 and not any(folder.iterdir())
        for folder in folders
    )


def _use_home(home: Path, environment: pytest.MonkeyPatch) -> None:
    for variable in USER_FOLDERS:
        environment.setenv(variable, str(home / variable.lower()))
    if "PySide6.QtCore" in sys.modules:  # Qt reads the variables once; later changes need a call
        from PySide6.QtCore import QSettings

        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, str(home / "xdg_config_home"))


@pytest.fixture(scope="session", autouse=True)
def home_of_shared_fixtures() -> Iterator[None]:
    """Fixtures of a wider scope must not write to the user's folders either."""
    with pytest.MonkeyPatch.context() as environment:
        _use_home(_new_home(), environment)
        yield


@pytest.fixture(autouse=True)
def fresh_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A user's first start: empty home, settings and cache folders for every test.

    One that a test left untouched is used again: making ten folders takes longer than most tests.  By another path,
    because Qt remembers settings by the paths of their files.
    """
    home = _untouched.pop().rename(_next_path()) if _untouched else _new_home()
    _use_home(home, monkeypatch)
    yield
    if _is_untouched(home):
        _untouched.append(home)
    else:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def small_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a tiny demo package, built once.  Read-only; copy it to change files."""
    build = pytest.importorskip("county.package.demo.build")
    folder = tmp_path_factory.mktemp("county") / "small"
    build.build_demo(
        folder,
        seed=1,
        villages=13,
        sensors=60,
        buildings=400,
        progress=lambda part, text: None,
        cancelled=lambda: False,
    )
    return folder
