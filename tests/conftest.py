"""Environment of every test: no display, empty user folders, the leak gate, a small county."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
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


_untouched: list[tempfile.TemporaryDirectory[str]] = []
"""The home that the last test left as it was, if it did."""


def _new_home() -> tempfile.TemporaryDirectory[str]:
    home = tempfile.TemporaryDirectory(prefix="home-", ignore_cleanup_errors=True)
    for variable in USER_FOLDERS:
        (Path(home.name) / variable.lower()).mkdir(mode=0o700)
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
        home = _new_home()
        _use_home(Path(home.name), environment)
        yield
        home.cleanup()


@pytest.fixture(autouse=True)
def fresh_home(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A user's first start: empty home, settings and cache folders for every test.

    One that a test left untouched is used again: making and deleting ten folders takes longer than most tests.  Not by
    tests with Qt, which remembers settings by the paths of their files.
    """
    home = _untouched.pop() if _untouched and "qapp" not in request.fixturenames else _new_home()
    _use_home(Path(home.name), monkeypatch)
    yield
    if "qapp" not in request.fixturenames and _is_untouched(Path(home.name)):
        _untouched.append(home)
    else:
        home.cleanup()


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
