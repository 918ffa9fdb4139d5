"""What a window says instead of the options of the command line that texts about files name."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from county.explained import ExplainedLine
from services.intake.named import FieldNames

CONTEXT = "window_words"
WINDOW_WORDS: dict[str, object] = {
    "has the columns of no known format: {columns}; give events: {events} or readings: {readings}, under known headers "
    "or with --map FIELD=HEADER": QT_TRANSLATE_NOOP(
        "window_words",
        "has the columns of no known format: {columns}; choose in the table above which of them hold events: {events}, "
        "or readings: {readings}",
    ),
    "lacks {fields} for readings; its columns: {columns}; name the others with --map {first}=HEADER, or give a "
    "constant with --map {first}==TEXT": QT_TRANSLATE_NOOP(
        "window_words",
        "lacks {fields} for readings; choose in the table above which column holds {first}, or state it for all rows",
    ),
    "lacks the place of the events: {fields}, or {named}; its columns: {columns}; name one with --map "
    "village=HEADER": QT_TRANSLATE_NOOP(
        "window_words",
        "lacks the place of the events: choose in the table above which column holds {fields} or {named}, or choose a "
        "division for the rows without a known place",
    ),
    "lacks {fields} for events; its columns: {columns}; name the others with --map {first}=HEADER, or give a constant "
    "with --map {first}==TEXT": QT_TRANSLATE_NOOP(
        "window_words",
        "lacks {fields} for events; choose in the table above which column holds {first}, or state it for all rows",
    ),
    "lacks {fields} for inputs of figures; its columns: {columns}; name the others with --map {first}=HEADER, or give "
    "a constant with --map {first}==TEXT": QT_TRANSLATE_NOOP(
        "window_words",
        "lacks {fields} for inputs of figures; choose in the table above which column holds {first}, or state it for "
        "all rows",
    ),
    "lacks {fields} for scans of goods; its columns: {columns}; name the others with --map {first}=HEADER, or give a "
    "constant with --map {first}==TEXT": QT_TRANSLATE_NOOP(
        "window_words",
        "lacks {fields} for scans of goods; choose in the table above which column holds {first}, or state it for all "
        "rows",
    ),
    "lacks {fields} for profile {profile}; name the column with --map {first}=HEADER, or give a constant with --map "
    "{first}==TEXT": QT_TRANSLATE_NOOP(
        "window_words",
        "lacks {fields} for profile {profile}; choose in the table above which column holds {first}, or another "
        "profile",
    ),
    "--map {name}={header}: the file has no such column; its columns: {columns}": QT_TRANSLATE_NOOP(
        "window_words", "the file has no column {header} for {name}; its columns: {columns}"
    ),
    "{columns} is empty; fill it in, or give --map at==now if the events happen now": QT_TRANSLATE_NOOP(
        "window_words", "{columns} is empty; fill it in, or tick that all events happen now"
    ),
    "no column is known as the time of the events, but {columns} holds times; give --map at={first}, or --map at==now "
    "if they happen now": QT_TRANSLATE_NOOP(
        "window_words",
        "no column is known as the time of the events, but {columns} holds times; choose the field Time for it in the "
        "table above, or tick that all events happen now",
    ),
    "has a year of two digits; give --date-order dmy, mdy or ymd": QT_TRANSLATE_NOOP(
        "window_words", "has a year of two digits; choose the order of dates above"
    ),
    "has its year last, but --date-order says ymd; give dmy or mdy": QT_TRANSLATE_NOOP(
        "window_words", "has its year last; choose above an order of dates that ends with the year"
    ),
    "has a day and a month that could be exchanged; give --date-order dmy or mdy": QT_TRANSLATE_NOOP(
        "window_words", "has a day and a month that could be exchanged; choose the order of dates above"
    ),
    ", or give --decimal-comma": QT_TRANSLATE_NOOP("window_words", ", or choose the form of decimals above"),
}
"""Template of the command line → that of the window."""


def in_window(text: str) -> str:
    """``text`` with the words of the window, in the language of the screen; a text that names no option as it is."""
    if type(text) is not ExplainedLine:
        return text
    words = WINDOW_WORDS.get(text.template)
    params = {name: in_window(value) for name, value in text.params.items()}
    if words is None:
        return ExplainedLine(text.template, **params)
    params |= {name: FieldNames(params[name]) for name in ("first", "name") if name in params}
    return ExplainedLine(QCoreApplication.translate(CONTEXT, str(words)), **params)
