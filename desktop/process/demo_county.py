"""The demo county in the user's data folder, built on first use with visible, cancellable progress."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEventLoop, QObject, Signal

from county.explained import ExplainedLine
from county.package.manifest import MANIFEST
from county.package.migrate import migrate
from services.disk.data_folder import require_writable, user_data

CANNOT_WRITE = QT_TRANSLATE_NOOP(
    "explained", "{folder}: the demo county cannot be built ({why}); free space or change the permissions"
)
CANNOT_BUILD = QT_TRANSLATE_NOOP("explained", "{folder}: the demo county cannot be built ({why}); report it")
_log = logging.getLogger(__name__)


def folder() -> Path:
    """Folder of the demo county."""
    return user_data() / "demo"


def is_built() -> bool:
    """Whether it exists."""
    return (folder() / MANIFEST).is_file()


def bring_up_to_date() -> None:
    """Migrate a demo county built by an earlier version of the program.  Raises PackageError, OSError."""
    migrate(folder())


def on_terminal() -> Path:
    """Its folder; it is brought up to date, or built with a progress bar on the terminal where there is none.  Raises
    PackageError, OSError, and an Explained error where nothing can be written."""
    if is_built():
        bring_up_to_date()
    else:
        require_writable(user_data())
        _build_on_terminal()
    return folder()


def _build_on_terminal() -> None:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from county.package.demo.build import build_demo

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("demo county", total=1.0)
        build_demo(
            folder(),
            progress=lambda share, step: bar.update(task, completed=share, description=step),
            cancelled=lambda: False,
        )


class WindowBuild(QObject):
    """Builds it in a thread while a window shows the progress."""

    progress = Signal(float, str)
    ended = Signal()

    def __init__(self, build: Callable[..., None] | None = None) -> None:
        """``build``: by default county.package.demo.build.build_demo, imported in the thread."""
        super().__init__()
        self._build_demo = build
        self._cancelled = Event()
        self._why = ""

    def run(self) -> str:
        """Run the event loop until the build has ended; returns the reason of a failure, "" for success."""
        loop = QEventLoop()
        self.ended.connect(loop.quit)
        thread = Thread(target=self._build, name="demo county", daemon=True)
        thread.start()
        loop.exec()
        thread.join()
        return self._why

    def cancel(self) -> None:
        """Stop after the current step; partial files are removed."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def _build(self) -> None:
        from county.package.demo.build import BuildCancelled, build_demo

        try:
            build = self._build_demo or build_demo
            build(folder(), progress=self.progress.emit, cancelled=self._cancelled.is_set)
        except BuildCancelled as error:
            self._why = str(error) or "the build was cancelled"
        except OSError as error:
            self._why = ExplainedLine(str(CANNOT_WRITE), folder=folder(), why=error)
        except Exception as error:  # any error: without a result the window would wait for ever
            _log.exception("the demo county cannot be built")
            self._why = ExplainedLine(str(CANNOT_BUILD), folder=folder(), why=f"{type(error).__name__}: {error}")
        self.ended.emit()
