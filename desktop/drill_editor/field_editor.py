"""The editor of one field in a form, with the reason below it why what is typed is not taken."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from county.drill.editing import Row
from county.explained import Explained
from desktop import theme
from desktop.drill_editor.field_kinds import SeveralKind
from desktop.drill_editor.row_fields import RowField, TimingField
from desktop.drill_editor.unread_texts import UnreadText
from desktop.drill_editor.vocabulary import Vocabulary
from desktop.i18n import pick
from desktop.places.division_box import FoundBox
from desktop.widgets.literal import PlainLabel, without_mnemonics
from desktop.wording import explained

LINE_PX = 22
_SEPARATOR = "、"


class FieldEditor(QWidget):
    """A line, several lines, or a choice; an id is taken when it is complete, since other rows name it."""

    changed = Signal(object)
    """The changed row; the same one where a text that could not be read was typed back."""
    refused = Signal(object)
    """The UnreadText that is typed now."""

    def __init__(self, field: RowField) -> None:
        super().__init__()
        self.field = field
        self._row: Row = {}
        self._known: Vocabulary | None = None
        self._showing = False
        self.problem = PlainLabel()
        self.problem.setProperty("role", "hint")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.input: QLineEdit | QPlainTextEdit | FoundBox
        offers = isinstance(field, TimingField) or (isinstance(field.kind, SeveralKind) and not field.fixed)
        self.more = _more_button(pick(field.label)) if offers else None
        """Offers what can be named besides."""
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(4))
        self._offered: object = None
        if field.kind.lines > 1:
            self.input = text = QPlainTextEdit()
            text.setTabChangesFocus(True)
            text.setFixedHeight(theme.px(LINE_PX * field.kind.lines + 12))
            text.setPlaceholderText(pick(field.hint))
            text.textChanged.connect(self._typed)
        elif field.kind.chosen:
            self.input = box = FoundBox(only=False)
            box.activated.connect(lambda _: self._typed())
            line_edit = box.lineEdit()
            assert line_edit is not None
            line_edit.setPlaceholderText(pick(field.hint))
            line_edit.editingFinished.connect(self._typed)
        else:
            self.input = edit = QLineEdit()
            edit.setReadOnly(field.fixed)
            edit.setPlaceholderText(pick(field.hint))
            (edit.editingFinished if field.key == "id" else edit.textChanged).connect(self._typed)
        line.addWidget(self.input, 1)
        if self.more is not None:
            menu = QMenu(self.more)
            menu.aboutToShow.connect(partial(self._fill_menu, menu))
            self.more.setMenu(menu)
            line.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(3))
        column.addLayout(line)
        column.addWidget(self.problem)

    @property
    def text(self) -> str:
        if isinstance(self.input, QPlainTextEdit):
            return self.input.toPlainText()
        return self.input.currentText() if isinstance(self.input, FoundBox) else self.input.text()

    def show_row(self, row: Row, known: Vocabulary, unread: UnreadText | None, *, anew: bool) -> None:
        """``unread``: what was typed and could not be read, in place of the row's value; ``anew``: it is another row
        than before, of which nothing is being typed."""
        self._row, self._known = row, known
        self._showing = True
        self._offer(known)
        text = self.field.text(row, known) if unread is None else unread.text
        if self.text != text and (anew or unread is not None or not self._means(text)):
            self._set(text)
        self._say("" if unread is None else explained(unread.why))
        self._showing = False

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _means(self, text: str) -> bool:
        """Whether what is typed is what the row has, though written otherwise."""
        if self.text == text:
            return True
        if not self.text.strip():
            return False
        try:
            assert self._known is not None
            return self.field.changed(self._row, self.text, self._known) == self._row
        except Explained:
            return False

    def _set(self, text: str) -> None:
        if isinstance(self.input, QPlainTextEdit):
            self.input.setPlainText(text)
        elif isinstance(self.input, FoundBox):
            self.input.setCurrentIndex(self.input.findText(text))
            self.input.setEditText(text)
        else:
            self.input.setText(text)

    def _offer(self, known: Vocabulary) -> None:
        choices = list(self.field.choices(self._row, known))
        if choices == self._offered:
            return
        self._offered = choices
        if isinstance(self.input, FoundBox):
            self.input.offer(choices)
        elif self.more is not None:
            self.more.setVisible(bool(choices) or isinstance(self.field, TimingField))

    def _fill_menu(self, menu: QMenu) -> None:
        """When it opens: there may be many rows."""
        assert self._known is not None
        menu.clear()
        for text, _ in self.field.choices(self._row, self._known):
            menu.addAction(without_mnemonics(text), partial(self._append, text))
        for title, texts in self.field.phrases(self._row, self._known):
            inner = menu.addMenu(without_mnemonics(title))
            for text in texts:
                inner.addAction(without_mnemonics(text), partial(self._insert, text))

    def _append(self, text: str) -> None:
        assert isinstance(self.input, QLineEdit)
        names = [part for part in self.input.text().split(_SEPARATOR) if part]
        self.input.setText(_SEPARATOR.join([one for one in names if one != text] + [text] * (text not in names)))

    def _insert(self, phrase: str) -> None:
        """Where the cursor is, with blanks around it."""
        assert isinstance(self.input, QPlainTextEdit)
        cursor = self.input.textCursor()
        before = self.text[: cursor.selectionStart()]
        cursor.insertText(f"{' ' if before and not before.endswith((' ', '(')) else ''}{phrase} ")
        self.input.setFocus()

    def _typed(self) -> None:
        if self._showing or self._known is None:
            return
        try:
            row = self.field.changed(self._row, self.text, self._known)
        except Explained as error:
            self._say(explained(error.line))
            self.refused.emit(UnreadText(self.text, error.line))
            return
        was_unread = bool(self.problem.text())
        self._say("")
        if row != self._row or was_unread:
            self.changed.emit(row)


def _more_button(name: str) -> QToolButton:
    button = QToolButton()
    button.setText("＋")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
