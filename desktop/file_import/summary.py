"""What was read of a file, can be imported, and was imported, in one line."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication

from services.file_import.messages import FileOutcome

State = Literal["reading", "read", "importing", "imported", "saving"]
translate = QCoreApplication.translate


def summary(outcome: FileOutcome | None, state: State) -> str:
    """``outcome``: None while the file is read."""
    if outcome is None:
        return translate("ImportDialog", "Reading the file …") if state == "reading" else ""
    accepted = outcome.events + outcome.readings + outcome.figures
    left = translate("ImportDialog", ", {refused} refused, {unusable} not usable, {gaps} gaps").format(
        refused=f"{outcome.refused:,}", unusable=f"{outcome.unusable:,}", gaps=f"{outcome.gaps:,}"
    )
    if outcome.approximate:
        left = translate("ImportDialog", ", {n} at approximate places").format(n=f"{outcome.approximate:,}") + left
    if state in ("imported", "saving"):
        cancelled = translate("ImportDialog", "Cancelled after ")
        text = cancelled if outcome.cancelled else translate("ImportDialog", "Imported: ")
        done = translate("ImportDialog", "{rows} rows read, {stored} stored, {known} known already").format(
            rows=f"{outcome.rows:,}", stored=f"{accepted - outcome.known:,}", known=f"{outcome.known:,}"
        )
        return f"{text}{done}{left}"
    done = translate("ImportDialog", "{rows} rows read, {n} can be imported").format(
        rows=f"{outcome.rows:,}", n=f"{accepted:,}"
    )
    return f"{done}{left}"
