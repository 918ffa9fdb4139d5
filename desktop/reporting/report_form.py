"""Form for a new event: what, where, level, reporter.  The draft is kept until the desk has accepted it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import get_args

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from county import commands as c
from county.alarms import Alarm
from county.channels import SOURCE_NAMES
from county.commands import PlaceLevel, ReportEvent
from county.events.emergency import usual_level
from county.events.event import LONGEST_NOTE, LONGEST_TITLE
from county.input_faults import FaultSample
from county.numbering import in_realm, new_event_id
from desktop import theme
from desktop.backend.submissions import Answer, subject
from desktop.drafts.source import Fields
from desktop.files.attached_files import AttachedFiles
from desktop.i18n import pick
from desktop.input.form_keys import FormKeys
from desktop.input.former_focus import FormerFocus
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.places.address_line import AddressLine
from desktop.places.input import PlaceInput
from desktop.reporting.draft_hints import DraftHints
from desktop.reporting.subclass_box import SubclassBox
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.scrolled import scrolled
from layers.events import LEVEL_NAMES
from layers.sensors import SensorsLayer

_BY_HAND: tuple[c.Source, ...] = (
    "hotline", "grid_worker", "department", "citizen", "petition", "opinion", "video", "sensor",
)  # fmt: skip
"""Sources of manual reports: ``sensor`` where a person reports what one shows; files are received automatically."""
_OF_SIMULATORS: tuple[c.Source, ...] = ("simulated",)
"""What simulators of a drill report has no other one."""
SOURCE_KEY = "report/source"
"""Of the settings: the source of the last report of this user, which is proposed for the next one."""


class ReportForm(Panel):
    """Fill in, pick the location on the map, submit."""

    place_wanted = Signal()
    """The map should pass the next click to :meth:`set_place`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._sent = ""
        self._sensor_id, self._alarm_id = "", ""
        """What a report that was begun from a sensor is about."""
        self._given: tuple[str, ...] = ("", "", "", "")
        """The texts that were filled in by the program."""
        self._cleared: Callable[[], None] | None = None
        """Fills in again what the button cleared; None once something else was begun."""
        self._done: Callable[[str], None] | None = None
        """Gets the number of the event that is reported instead of a refused one."""
        self.subject = QLineEdit()
        self.subject.setMaxLength(LONGEST_TITLE)
        self.subclass = SubclassBox(session.catalog, session.subclass_sounds)
        self.unfound = PlainLabel()
        """Below the category: that what is typed there matches none, or several once it was left or entered."""
        self.unfound.setWordWrap(True)
        self.unfound.setProperty("role", "hint")
        self.unfound.hide()
        self.level = QComboBox()
        self.source = QComboBox()
        self.reporter = QLineEdit()
        self.reporter.setMaxLength(LONGEST_TITLE)
        self.note = QPlainTextEdit()
        self.note.setFixedHeight(theme.px(72))
        self.note.setTabChangesFocus(True)
        self.hints = DraftHints(session)
        self.hints.taken.connect(self._take_subclass)
        self.spot = PlaceInput(session, session.focus)
        self.place, self.pick_place, self.where = self.spot.box, self.spot.pick, self.spot.where
        self.address = AddressLine()
        self.spot.wanted.connect(self.place_wanted)
        self.spot.addressed.connect(self.address.propose)
        self.denied = PlainLabel()
        """Why reporting is not permitted in this window."""
        self.denied.setTextFormat(Qt.TextFormat.PlainText)
        self.denied.setProperty("role", "muted")
        self.denied.setWordWrap(True)
        self.denied.hide()
        self.problem = ProblemLabel()
        self.submit = QPushButton()
        self.submit.setProperty("role", "primary")
        self.submit.clicked.connect(self._submit)
        self.clear = QPushButton()
        self.clear.clicked.connect(self._clear_or_undo)
        self.files = AttachedFiles(session)
        self.attach = self.files.attach
        self.files.chosen.connect(self._hide_problem)
        self.files.sent.connect(self._refresh)
        self.files.failed.connect(self._file_failed)
        self._former_focus = FormerFocus(self)
        FormKeys(self, self._submit, self._leave)
        self._incomplete = False
        """Whether the problem is that something is missing."""
        self._labels = [PlainLabel() for _ in range(9)]
        self._arrange()
        for level in reversed(LEVEL_NAMES):
            self.level.addItem("", level)
        self._offered: tuple[c.Source, ...] = ()
        """Sources that can be chosen."""
        self._offer_sources()
        self._proposed_level = usual_level(session.catalog, "")
        self._propose()
        for changed in (
            self.subject.textChanged, self.subclass.line.textChanged, self.subclass.currentIndexChanged,
            self.level.currentIndexChanged, self.source.currentIndexChanged,
        ):  # fmt: skip
            changed.connect(self._follow_missing)
        for edited in (
            self.subject.textChanged, self.note.textChanged, self.address.textChanged,
            self.subclass.currentIndexChanged,
        ):  # fmt: skip
            edited.connect(self._follow_draft)
        self.subclass.line.editingFinished.connect(self._tell_several)
        for named in (self.subclass.line.textChanged, self.subclass.currentIndexChanged):
            named.connect(self._follow_subclass)
        self.subclass.sounds_known.connect(self._follow_subclass)
        self.listen(session.submissions.answered, self._answered)
        self.spot.moved.connect(self._follow_place)
        self.every(PERMISSIONS_MS, self._refresh)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("ReportForm", "Report an event")

    def retranslate(self) -> None:
        texts = (
            self.tr("Title *"),
            self.tr("Category *"),
            self.tr("Location *"),
            self.tr("Address"),
            self.tr("Level *"),
            self.tr("Source *"),
            self.tr("Reporter, phone"),
            self.tr("Description"),
            self.tr("Attachments"),
        )
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        self.subject.setPlaceholderText(self.tr("What happened, in a few words"))
        self.address.setPlaceholderText(self.tr("Street, number, nearby (optional)"))
        self.submit.setText(self.tr("Report"))
        self._name_clear()
        self.subclass.retranslate()
        self._tell_unfound()
        self.spot.retranslate()
        self.files.retranslate()
        for combo in (self.level, self.source):
            combo.setPlaceholderText(self.tr("Please choose"))
        for i in range(self.level.count()):
            self.level.setItemText(i, pick(LEVEL_NAMES[self.level.itemData(i)]))
        self._name_sources()
        self._refresh()
        self._follow_missing()

    def begin(self) -> None:
        """Start typing; the focus returns to where it is now, once the report is sent or the form is left."""
        self._former_focus.remember()
        self.subject.setFocus()

    def _leave(self) -> None:
        """The draft stays."""
        self._former_focus.give_back()

    def correct(self, sample: FaultSample, why: str, done: Callable[[str], None]) -> None:
        """Fill in a report that was refused, to be corrected; ``done`` gets the number of the event once it is
        accepted.  Its reporter was not kept.  A half-written report is kept instead."""
        if self._keeps_draft():
            return
        self._clear()
        self._done = done
        self.subject.setText(sample.title)
        self.address.setText(sample.address)
        self.note.setPlainText(sample.note)
        known = self._session.catalog.offered_subclasses()
        key = next((key for key, sub in known.items() if sample.subclass in (key, sub.name.zh)), "")
        self.subclass.setCurrentIndex(self.subclass.findData(key))
        if sample.level:
            self.level.setCurrentIndex(self.level.findData(sample.level))
        self._choose_source(sample.source)
        if sample.x_m is not None and sample.y_m is not None:
            inside = self._session.package.division_at(sample.x_m, sample.y_m) is not None
            self._session.focus.mark((sample.x_m, sample.y_m) if inside else None)
        self._show_problem(self.tr("Was refused: {why}. Correct it; its reporter was not kept").format(why=why))
        self._given = self._texts()
        self.subject.setFocus()

    def begin_of_matter(
        self, title: str, place: tuple[float, float] | None, done: Callable[[str], None], note: str = ""
    ) -> None:
        """Begin a report about a matter at a place (working CRS, metres), with what is known of it; ``done`` gets the
        number of the event once it is accepted.  A half-written report is kept instead."""
        if self._keeps_draft():
            return
        self._clear()
        self._done = done
        self.subject.setText(title)
        self.note.setPlainText(note)
        self._session.focus.mark(place)
        self._given = self._texts()
        self.begin()

    def begin_about(self, sensor_id: str, alarm_id: str) -> None:
        """Begin a report about a sensor, or about its alarm ("": none); what is known of it is filled in.
        A half-written report is kept instead."""
        if self._keeps_draft():
            return
        self._clear()
        session, sensor = self._session, self._session.sensors[sensor_id]
        alarm = session.layers.states("alarm").get(alarm_id)
        rules = session.catalog.rules
        rule = rules.get(alarm.rule) if isinstance(alarm, Alarm) else None
        of_kind = (row.opens for row in rules.values() if row.kind == sensor.kind and row.opens and not row.retired)
        opens = rule.opens if rule is not None and rule.opens else next(of_kind, "")
        name = session.layers.of(SensorsLayer).title(sensor_id) or sensor_id
        self._sensor_id, self._alarm_id = sensor_id, alarm_id if isinstance(alarm, Alarm) else ""
        self.subject.setText(name if rule is None else f"{pick(rule.name)} · {name}")
        self.subclass.setCurrentIndex(self.subclass.findData(opens))
        self._choose_source(session.catalog.sensor_kinds[sensor.kind].source)
        self.note.setPlainText(self.tr("Sensor {sensor}").format(sensor=sensor_id))
        session.focus.mark((sensor.x_m, sensor.y_m))
        self._given = self._texts()
        self.begin()

    def drafts(self) -> Mapping[str, Fields]:
        """See :class:`desktop.drafts.source.DraftSource`; without the reporter and the files."""
        title, address, _, note = self._texts()
        if (title, address, note) == (self._given[0], self._given[1], self._given[3]):
            return {}
        place, level = self._session.focus.place, self._session.focus.level
        fields = {
            "title": title, "address": address, "note": note, "subclass": self.subclass.key(),
            "level": self.level.currentData(), "source": self.source.currentData(), "sensor": self._sensor_id,
            "alarm": self._alarm_id, "place": "" if place is None else f"{place[0]} {place[1]} {level}",
        }  # fmt: skip
        return {"": {name: text for name, text in fields.items() if text}}

    def take_draft(self, form: str, fields: Fields) -> bool:
        """The reporter is asked again."""
        if self._keeps_draft():
            return False
        self._clear()
        self.subject.setText(fields.get("title", ""))
        self.address.setText(fields.get("address", ""))
        self.note.setPlainText(fields.get("note", ""))
        self.subclass.setCurrentIndex(self.subclass.findData(fields.get("subclass", "")))
        for box, name in ((self.level, "level"), (self.source, "source")):
            row = box.findData(fields.get(name))
            box.setCurrentIndex(row if row >= 0 else box.currentIndex())
        if fields.get("sensor", "") in self._session.sensors:
            self._sensor_id, self._alarm_id = fields["sensor"], fields.get("alarm", "")
        with suppress(ValueError):
            x_m, y_m, *more = fields.get("place", "").split()  # drafts of before name no level
            place = float(x_m), float(y_m)
            level: PlaceLevel = next((level for level in get_args(PlaceLevel) if [level] == more), "point")
            if self._session.package.division_at(*place) is not None:
                self._session.focus.mark(place, level)
        self.begin()
        return True

    def draft_title(self, form: str, fields: Fields) -> str:
        what = fields.get("title") or fields.get("note") or fields.get("address", "")
        return f"{self.title()} · {' '.join(what.split())}"

    def _texts(self) -> tuple[str, ...]:
        """What can be typed."""
        return self.subject.text(), self.address.text(), self.reporter.text(), self.note.toPlainText()

    def _keeps_draft(self) -> bool:
        """Whether something was typed that has not been sent; says so."""
        kept = self._texts() != self._given or bool(self.files.waiting)
        if kept:
            self._former_focus.remember()
            what = self.tr("This report is half written: submit or clear it first, then begin the other one")
            self._show_problem(what)
            self.subject.setFocus()
        return kept

    def set_place(self, x_m: float, y_m: float) -> None:
        """Set the location (working CRS, metres), marked on map and twin."""
        self.spot.set_place(x_m, y_m)

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(theme.px(7))
        form.setHorizontalSpacing(theme.px(6))
        attached = QWidget()
        column = QVBoxLayout(attached)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self.attach, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.files)
        parts = (
            self.subject, self.subclass, self.spot, self.address, self.level, self.source, self.reporter, self.note,
            attached,
        )  # fmt: skip
        for label, part in zip(self._labels, parts, strict=True):
            form.addRow(label, part)
        form.insertRow(2, self.unfound)
        form.insertRow(4, self.where)
        ends = QHBoxLayout()
        ends.addStretch(1)
        ends.addWidget(self.clear)
        ends.addWidget(self.submit)
        inside = QWidget()
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scrolled(inside))  # before it has parts: Qt styles all widgets again inside one that is moved
        box = QVBoxLayout(inside)
        box.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(10))
        box.setSpacing(theme.px(6))
        box.addLayout(form)
        box.addWidget(self.hints)
        box.addWidget(self.denied)
        box.addLayout(ends)
        box.addWidget(self.problem)  # what is missing moves no button
        box.addStretch(1)

    def _refresh(self) -> None:
        """Update what depends on this key's permissions."""
        self._offer_sources()
        denied = why_not(self._session, ReportEvent)
        self.submit.setEnabled(not denied and not self._sent)
        self.attach.setEnabled(not denied and not self._sent)
        self.attach.setToolTip(literal(denied))
        for part in (self.subject, self.subclass, self.address, self.level, self.source, self.reporter, self.note):
            part.setEnabled(not self.files.waiting)
        self.submit.setToolTip(literal(denied))
        self.denied.setText(denied)
        self.denied.setVisible(bool(denied))

    def _follow_place(self) -> None:
        self._follow_missing()
        self._follow_draft()

    def _required(self) -> list[tuple[QWidget, bool]]:
        """The fields that must be filled, in their order, and whether they are."""
        return [
            (self.subject, bool(self.subject.text().strip())),
            (self.subclass, bool(self.subclass.key())),
            (self.place, self._session.focus.place is not None),
            (self.level, self.level.currentIndex() >= 0),
            (self.source, self.source.currentIndex() >= 0),
        ]

    def _missing(self) -> str:
        """What must still be entered, one line; "" for nothing."""
        names = (
            self.tr("the title"), self.tr("the category"), self.tr("the location"), self.tr("the level"),
            self.tr("the source"),
        )  # fmt: skip
        filled = zip(names, self._required(), strict=True)
        missing = [name for name, (_, is_filled) in filled if not is_filled]
        return self.tr("Missing: {what}").format(what=self.tr(", ").join(missing)) if missing else ""

    def _follow_missing(self) -> None:
        """What was reported as missing may have been entered."""
        if self._incomplete:
            missing = self._missing()
            self.problem.setText(missing)
            self.problem.setVisible(bool(missing))
            self._mark_missing()

    def _mark_missing(self) -> None:
        """Frame the fields that were left out, until they are filled."""
        for field, is_filled in self._required():
            is_marked = self._incomplete and not is_filled
            if bool(field.property("wrong")) != is_marked:
                field.setProperty("wrong", is_marked)
                field.style().unpolish(field)
                field.style().polish(field)

    def _follow_draft(self) -> None:
        if self._cleared is not None and self._is_typed():
            self._cleared = None
            self._name_clear()
        draft = self.subject.text(), self.note.toPlainText(), self.subclass.key()
        self.hints.follow(*draft, self._session.focus.place, self.address.text().strip())

    def _follow_subclass(self) -> None:
        """Say that there is no such class; propose the level of the class, unless another one was chosen."""
        self._tell_unfound()
        proposed = usual_level(self._session.catalog, self.subclass.key())
        if self.level.currentData() == self._proposed_level:
            self.level.setCurrentIndex(self.level.findData(proposed))
        self._proposed_level = proposed

    def _tell_unfound(self) -> None:
        self.unfound.setText(self.tr("No category matches: change the text, or clear it and choose from the list"))
        self.unfound.setVisible(self.subclass.finds_nothing)

    def _tell_several(self) -> None:
        matches = self.subclass.matches
        if matches > 1:
            text = self.tr("{n} categories match: type more, or choose one from the list")
            self.unfound.setText(text.format(n=matches))
            self.unfound.show()

    def _propose(self) -> None:
        """The usual level and source."""
        self._proposed_level = usual_level(self._session.catalog, "")
        self.level.setCurrentIndex(self.level.findData(self._proposed_level))
        self._propose_source()

    def _propose_source(self) -> None:
        """The source of the last report: the hotline before there was one."""
        last = self._session.operator.settings.value(SOURCE_KEY)
        self._choose_source(last if last in self._offered else "hotline")

    def _choose_source(self, source: str) -> None:
        """Choose ``source``; where only one is offered, that one."""
        self.source.setCurrentIndex(0 if len(self._offered) == 1 else self.source.findData(source))

    def _offer_sources(self) -> None:
        """Offer the sources that the person on duty can give: its role in a drill may have changed."""
        session = self._session
        simulates = session.realm.kind == "drill" and session.drill.who.simulates
        offered = _OF_SIMULATORS if simulates else _BY_HAND
        if offered == self._offered:
            return
        self._offered = offered
        self.source.clear()
        for source in offered:
            self.source.addItem("", source)
        self._name_sources()
        self._propose_source()

    def _name_sources(self) -> None:
        for i, source in enumerate(self._offered):
            self.source.setItemText(i, pick(SOURCE_NAMES[source]))

    def _take_subclass(self, subclass: str) -> None:
        self.subclass.setCurrentIndex(self.subclass.findData(subclass))

    def release(self) -> None:
        self.hints.release()
        self.spot.release()
        self.files.release()
        super().release()

    def _submit(self) -> None:
        if not self.submit.isEnabled():
            return
        self.subclass.settle()
        self.spot.settle()
        subclass, place = self.subclass.key(), self._session.focus.place
        missing = [field for field, is_filled in self._required() if not is_filled]
        if missing or place is None:
            self._show_problem(self._missing())
            self._incomplete = True
            self._mark_missing()
            missing[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        note = self.note.toPlainText().strip()
        if len(note) > LONGEST_NOTE:
            self._show_problem(
                self.tr("The description has {n} characters, the limit is {limit}; shorten it").format(
                    n=len(note), limit=LONGEST_NOTE
                )
            )
            return
        self._hide_problem()
        body = ReportEvent(
            event_id=in_realm(new_event_id(self._session.clock.now_ms()), self._session.realm.id),
            subclass=subclass,
            title=self.subject.text().strip(),
            source=self.source.currentData(),
            x_m=place[0],
            y_m=place[1],
            place_level=self._session.focus.level,
            level=self.level.currentData(),
            address=self.address.text().strip(),
            reporter=self.reporter.text().strip(),
            sensor_id=self._sensor_id,
            alarm_id=self._alarm_id,
            note=note,
        )
        self._sent = body.event_id
        if body.source in _BY_HAND:
            self._session.operator.settings.setValue(SOURCE_KEY, body.source)
        self.files.give(body)
        self._former_focus.give_back()
        self._refresh()

    def _file_failed(self, why: str) -> None:
        if self._session.submissions.pending(self._sent) is None:
            self._sent = ""
        self._refresh()
        self._show_problem(why)

    def _answered(self, answer: Answer) -> None:
        if not self._sent or subject(answer.command.body) != self._sent:
            return
        event_id, self._sent = self._sent, ""
        self._refresh()
        if answer.refusal is not None:
            self._show_problem(named_refusal(self._session, answer.refusal.code, answer.refusal.params))
            return
        if self._done is not None:
            self._done(event_id)
        self._clear()
        self._session.focus.select("events", event_id)

    def _name_clear(self) -> None:
        self.clear.setText(self.tr("Clear") if self._cleared is None else self.tr("Undo clearing"))

    def _is_typed(self) -> bool:
        return self._texts() != self._given or bool(self.files.list.rows)

    def _clear_or_undo(self) -> None:
        """Clear the form; right after that, fill in again what was cleared."""
        if self._cleared is not None:
            self._cleared()
            return
        undo = self._undo_clearing() if self._is_typed() else None
        self._clear()
        self._cleared = undo
        self._name_clear()

    def _undo_clearing(self) -> Callable[[], None]:
        texts, given, done = self._texts(), self._given, self._done
        subclass, level, source = self.subclass.key(), self.level.currentIndex(), self.source.currentIndex()
        place, about = (self._session.focus.place, self._session.focus.level), (self._sensor_id, self._alarm_id)
        had_files = bool(self.files.list.rows)

        def undo() -> None:
            self._clear()
            self.subject.setText(texts[0])
            self.address.setText(texts[1])
            self.reporter.setText(texts[2])
            self.note.setPlainText(texts[3])
            self.subclass.setCurrentIndex(self.subclass.findData(subclass))
            self.level.setCurrentIndex(level)
            self.source.setCurrentIndex(source)
            self._session.focus.mark(*place)
            self._given, self._done = given, done
            self._sensor_id, self._alarm_id = about
            if had_files:
                self._show_problem(self.tr("The files have to be attached again"))

        return undo

    def _clear(self) -> None:
        for line in (self.subject, self.address, self.reporter, self.place, self.subclass.line):
            line.clear()
        self.note.clear()
        if self.files.waiting:
            self._sent = ""
        self.files.clear()
        self._refresh()
        self.subclass.setCurrentIndex(-1)
        self._propose()
        self._done = self._cleared = None
        self._name_clear()
        self._sensor_id, self._alarm_id = "", ""
        self._given = self._texts()
        self._hide_problem()
        self._session.focus.mark(None)

    def _hide_problem(self) -> None:
        self._incomplete = False
        self._mark_missing()
        self.problem.hide()

    def _show_problem(self, text: str) -> None:
        self._incomplete = False
        self._mark_missing()
        self.problem.say(text)
