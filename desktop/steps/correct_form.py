"""更正: what is stated about an event, filled in as it is; only what was changed is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from county import commands as c
from county.events.event import LONGEST_TITLE, Event
from desktop import theme
from desktop.drafts.source import Fields
from desktop.i18n import pick
from desktop.places.address_line import AddressLine
from desktop.places.input import PlaceInput
from desktop.reporting.subclass_box import SubclassBox
from desktop.steps.command_form import CommandForm
from desktop.widgets.literal import PlainLabel
from layers.events import LEVEL_NAMES


@dataclass(frozen=True)
class CorrectionDraft:
    """What was filled in of a correction that is not sent."""

    changes: Mapping[str, Any]
    """Fields of :class:`county.commands.CorrectEvent` that were changed."""
    category: str
    """As typed: it may name none yet."""
    note: str
    seen: int
    """Steps of the time line that were known when the form was opened first."""

    @property
    def fields(self) -> Fields:
        """As texts, for :func:`correction_of`."""
        texts = {name: str(value) for name, value in self.changes.items() if name != "xy_m"}
        place = self.changes.get("xy_m")
        texts |= {} if place is None else {"xy_m": f"{place[0]} {place[1]}"}
        return texts | {"category": self.category, "note": self.note, "seen": str(self.seen)}


def correction_of(fields: Fields) -> CorrectionDraft:
    """The correction of these texts.  Raises ValueError."""
    changes: dict[str, Any] = {
        name: fields[name] for name in ("title", "subclass", "level", "place_level", "address") if name in fields
    }  # fmt: skip
    if "xy_m" in fields:
        x_m, y_m = map(float, fields["xy_m"].split())
        changes["xy_m"] = (x_m, y_m)
    return CorrectionDraft(changes, fields.get("category", ""), fields.get("note", ""), int(fields.get("seen", 0)))


class CorrectForm(CommandForm):
    """The reason is required.  Whatever another person corrects meanwhile stays, unless it was changed here, too."""

    def prompt(self) -> str:
        return self.tr("Why it is corrected (required)")

    def add_inputs(self, event: Event) -> None:
        session, self._event = self.session, event
        self._mark = session.focus.correction
        self._mark.mark((event.x_m, event.y_m), event.place_level)
        self._title = pick(session.event_texts.stated_title(event))
        self.title = QLineEdit(self._title)
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setCursorPosition(0)
        self.subclass = SubclassBox(session.catalog, session.subclass_sounds)
        self.subclass.offer(event.subclass)
        self.level = QComboBox()
        for level in reversed(LEVEL_NAMES):
            self.level.addItem(pick(LEVEL_NAMES[level]), level)
        self.level.setCurrentIndex(self.level.findData(event.level))
        self.spot = PlaceInput(session, self._mark)
        self.address = AddressLine(event.address)
        self.address.setCursorPosition(0)
        self.spot.addressed.connect(self.address.propose)
        self.spot.wanted.connect(lambda: self.place_wanted.emit(self.spot))
        self.consequence = PlainLabel()
        """What the correction changes besides."""
        self.consequence.setWordWrap(True)
        self.consequence.setProperty("role", "hint")
        self._lines = form = QFormLayout()
        form.setVerticalSpacing(theme.px(6))
        for text, part in (
            (self.tr("Title"), self.title), (self.tr("Category"), self.subclass), (self.tr("Level"), self.level),
            (self.tr("Location"), self.spot), (self.tr("Address"), self.address),
        ):  # fmt: skip
            form.addRow(PlainLabel(text), part)
        form.insertRow(4, self.spot.where)
        self.box.addLayout(form)
        self.box.addWidget(self.consequence)
        for changed in (
            self.title.textChanged, self.subclass.line.textChanged, self.subclass.currentIndexChanged,
            self.level.currentIndexChanged, self.spot.moved, self.address.textChanged,
        ):  # fmt: skip
            changed.connect(self._follow)
        self._show_consequence()

    @property
    def first_input(self) -> QWidget:
        return self.title

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the inputs have the sizes of the style sheet."""
        super().showEvent(event)
        self._lines.invalidate()
        self.box.invalidate()
        self.updateGeometry()

    def missing(self) -> str:
        if not self.subclass.key():
            return self.tr("Choose a category")
        if not self.title.text().strip():
            return self.tr("Enter the title")
        if self.spot.place is None:
            return self.tr("Choose the location")
        if not self._changes():
            return self.tr("Nothing is changed yet: change what is wrong")
        return super().missing()

    def body(self) -> c.EventCommand:
        return c.CorrectEvent(event_id=self.event_id, note=self.note.text().strip(), **self._changes())

    def propose_level(self, level: c.EventLevel, why: str) -> None:
        """Choose a level; ``why`` is the reason where none is written yet."""
        self.level.setCurrentIndex(self.level.findData(level))
        if not self.note.text().strip():
            self.note.setText(why)

    def draft(self, seen: int) -> CorrectionDraft | None:
        """What is filled in; None for nothing.  ``seen``: see :class:`CorrectionDraft`."""
        changes, note = self._changes(), self.note.text()
        return CorrectionDraft(changes, self.subclass.currentText(), note, seen) if changes or note.strip() else None

    def take(self, draft: CorrectionDraft) -> None:
        """Fill in again what was changed; what was not is as it is stated now."""
        changes = draft.changes
        if "title" in changes:
            self.title.setText(changes["title"])
        if "subclass" in changes:
            if changes["subclass"]:
                self.subclass.offer(changes["subclass"])
            self.subclass.setEditText(draft.category)
        if "level" in changes:
            self.level.setCurrentIndex(self.level.findData(changes["level"]))
        if changes.get("xy_m") is not None:
            x_m, y_m = changes["xy_m"]
            self.spot.set_place(x_m, y_m, changes.get("place_level", "point"))
        if "address" in changes:
            self.address.setText(changes["address"])
        self.note.setText(draft.note)

    def release(self) -> None:
        if self.spot.pick.isChecked():
            self.spot.pick.setChecked(False)
            self.place_wanted.emit(self.spot)
        self.subclass.release()
        self.spot.release()
        self._mark.mark(None)

    def _changes(self) -> dict[str, Any]:
        """The fields that are others than when the form was opened."""
        event, title = self._event, self.title.text().strip()
        filled: dict[str, tuple[Any, Any]] = {
            "title": (self._title.strip(), title), "subclass": (event.subclass, self.subclass.key()),
            "level": (event.level, self.level.currentData()),
            "address": (event.address, self.address.text().strip()),
        }  # fmt: skip
        changes = {name: now for name, (before, now) in filled.items() if now != before}
        placed, level = self.spot.place, self.spot.level
        if (placed, level) != ((event.x_m, event.y_m), event.place_level):
            changes |= {"xy_m": placed} if level == "point" else {"xy_m": placed, "place_level": level}
        return changes

    def _follow(self) -> None:
        self._show_consequence()
        self.edited.emit()

    def _show_consequence(self) -> None:
        """The time limit is that of the category; who works on the event stays."""
        changed, event = self._changes(), self._event
        texts = []
        if "subclass" in changed and event.due_ms is not None:
            texts.append(self.tr("The time limit becomes that of the new category, counted from the same dispatch."))
        if event.active_units and changed.keys() & {"subclass", "xy_m"}:
            texts.append(self.tr("The units stay; send another one if this one no longer fits."))
        if "xy_m" in changed and "address" not in changed and event.address:
            texts.append(self.tr("The address stays that of the place before: correct it, too."))
        self.consequence.setText(" ".join(texts))
        self.consequence.setVisible(bool(texts))
