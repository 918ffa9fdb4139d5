"""Why rows were not stored, in the words of the window and the language of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QCoreApplication

from county.refusals import templates
from desktop.file_import.window_words import CONTEXT, WINDOW_WORDS, in_window
from desktop.wording import reason
from services.file_import.messages import Reason


def told_reason(told: Reason) -> str:
    """One reason, in one line."""
    return reason(in_window(told.line))


def words_of(reasons: Iterable[Reason]) -> Iterator[tuple[str, str]]:
    """The templates of reasons, and of those in them, in the language of the screen."""
    for told in reasons:
        yield from words_of(part for part in told.parts if part is not None)
        match told.context:
            case "fields" | "word":
                yield told.template, reason(told.line)
            case "refusals":
                for template in templates(told.template):
                    yield template, QCoreApplication.translate(told.context, template)
            case "explained":
                words = WINDOW_WORDS.get(told.template)
                in_words = QCoreApplication.translate(told.context, told.template)
                yield told.template, in_words if words is None else QCoreApplication.translate(CONTEXT, str(words))
