"""The settings of this user: layout, language and operator, kept in a file between runs."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import platformdirs
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSettings

from county.explained import ExplainedLine
from services.disk.data_folder import unwritable_home
from services.store.private import private_file, private_folder

NOT_SAVED = QT_TRANSLATE_NOOP(
    "explained",
    "{path}: cannot be written; layout, language and the name on duty are lost when the window closes, until the "
    "folder can be written",
)
_TRIED = "window/tried"


def user_settings() -> Path:
    """Folder of the settings of the user who runs the program."""
    return Path(platformdirs.user_config_dir("county-command", appauthor=False))


def settings_file(folder: Path) -> Path:
    """The file of the settings in ``folder``, which is made; both are private.  Raises UnwritableHome."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable_home(folder, error, "XDG_CONFIG_HOME") from error
    with suppress(OSError):  # save_fault reports a folder that cannot be written
        private_folder(folder)
        private_file(folder / "desktop.ini")
    return folder / "desktop.ini"


def save_fault(settings: QSettings) -> str:
    """Why ``settings`` cannot be saved, one line; "" when they can.  Qt itself reports nothing: it forgets them."""
    settings.setValue(_TRIED, "")
    settings.sync()
    settings.remove(_TRIED)
    if settings.status() != QSettings.Status.AccessError:
        return ""
    return ExplainedLine(str(NOT_SAVED), path=settings.fileName())
