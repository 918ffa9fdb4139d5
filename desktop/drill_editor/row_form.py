"""A form of all fields of a row, or of the heading: what is typed is taken as soon as it can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from county.drill.editing import Row
from county.toml_files.finding import Fault
from desktop import theme
from desktop.drill_editor.field_editor import FieldEditor
from desktop.drill_editor.finding_words import finding_line
from desktop.drill_editor.row_fields import RowField
from desktop.drill_editor.unread_texts import RowIdentity, UnreadText, UnreadTexts
from desktop.drill_editor.vocabulary import Vocabulary
from desktop.i18n import pick
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel

Take = Callable[[Row, str], None]
"""The changed row, and the key of the field."""


class RowForm(QScrollArea):
    """Shows one row at a time; :meth:`show_row` again after every change."""

    def __init__(self, take: Take, unread: UnreadTexts) -> None:
        super().__init__()
        self._take, self._unread = take, unread
        self._identity = RowIdentity("")
        self._keys: tuple[str, ...] | None = None
        self._what: object = None
        self.editors: dict[str, FieldEditor] = {}
        """By key of the field."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_row(
        self, opened: int, identity: RowIdentity, fields: Sequence[RowField], row: Row, known: Vocabulary,
        found: Sequence[Fault], title: str,
    ) -> None:
        """``opened``: number of the scenario: nothing that was typed for another row stays.  ``found``: what is wrong
        with it."""
        fields = [field for field in fields if field.shows(row)]
        keys = tuple(field.key for field in fields)
        what = opened, identity
        another, self._what, self._identity = what != self._what, what, identity
        unread = self._unread.of(identity)
        if keys != self._keys:
            self._make(fields, title)
            self._keys = keys
        elif another:
            name_controls(self, title)
            self.verticalScrollBar().setValue(0)
        for key, editor in self.editors.items():
            editor.show_row(row, known, unread.get(key), anew=another)
        self.title.setText(title)
        self.findings.setText("\n".join(finding_line(fault, known) for fault in found))
        self.findings.setVisible(bool(found))
        faulty = any(fault.severity == "error" for fault in found)
        if self.findings.property("role") != (role := "error" if faulty else "hint"):
            self.findings.setProperty("role", role)
            self.findings.style().polish(self.findings)

    def forget(self) -> None:
        """Make the editors anew at the next row: the language has changed."""
        self._keys = None

    def clear(self, text: str) -> None:
        """Show a hint in place of a row."""
        self._make([], "")
        self._keys = None
        self.title.setText(text)
        self.findings.hide()

    def go_to(self, key: str) -> None:
        """Bring the focus to the field at a path, or to the first one."""
        inner = [name for name in self.editors if name == key or name.startswith(f"{key}.")]
        name = next(iter([*inner, *self.editors]), None)
        if name is not None:
            self.ensureWidgetVisible(self.editors[name])
            self.editors[name].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self, key: str, row: Row) -> None:
        self._unread.drop(self._identity, key)
        self._take(row, key)
        self._unread.changed.emit()

    def _refused(self, key: str, text: UnreadText) -> None:
        self._unread.keep(self._identity, key, text)

    def _make(self, fields: Sequence[RowField], title: str) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self.title, self.findings = PlainLabel(), PlainLabel()
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.findings.setProperty("role", "error")
        self.findings.setWordWrap(True)
        column.addWidget(self.title)
        column.addWidget(self.findings)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.px(12))
        form.setVerticalSpacing(theme.px(7))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column.addLayout(form)
        column.addStretch(1)
        self.editors = {}
        for field in fields:
            editor = FieldEditor(field)
            editor.changed.connect(partial(self._changed, field.key))
            editor.refused.connect(partial(self._refused, field.key))
            label = PlainLabel(pick(field.label))
            label.setProperty("role", "muted")
            form.addRow(label, editor)
            editor.input.setAccessibleName(pick(field.label))
            self.editors[field.key] = editor
        self.setWidget(inside)
        name_controls(self, title)
