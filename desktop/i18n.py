"""The language of the user interface: Chinese first, switchable to English at run time."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from county.catalog import Name

Language = Literal["zh", "en"]
I18N_DIR = Path(__file__).resolve().parent.parent / "resources" / "i18n"

_current: Language = "en"
_installed: list[QTranslator] = []


def language() -> Language:
    """The current language of the user interface."""
    return _current


def pick(text: str | Name) -> str:
    """A name in the current language; a plain string is user text and stays as it is."""
    if isinstance(text, str):
        return text
    return text.zh if _current == "zh" else text.en


def locale() -> QLocale:
    """For numbers and dates in the current language."""
    return QLocale("zh_CN" if _current == "zh" else "en_GB")


def set_language(new: Language) -> None:
    """Switch; every widget gets a LanguageChange event and retranslates itself.

    Raises FileNotFoundError when the committed Chinese translation is missing or broken.
    """
    global _current
    _current = new
    for old in _installed:
        QCoreApplication.removeTranslator(old)
    _installed.clear()
    QLocale.setDefault(locale())
    if new == "zh":
        _install(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / "qtbase_zh_CN.qm", needed=False)
        _install(I18N_DIR / "zh_CN.qm", needed=True)


def _install(path: Path, *, needed: bool) -> None:
    translator = QTranslator()
    if not translator.load(str(path)):
        if needed:
            raise FileNotFoundError(f"{path}: no translation there; run `make translations`")
        return
    QCoreApplication.installTranslator(translator)
    _installed.append(translator)
