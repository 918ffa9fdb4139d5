"""Base of panels with a form for one command, the states of an aggregate as a table, and steps for the chosen row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLayout,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
)

from county.commands import CommandBody
from desktop import theme
from desktop.backend.submissions import Answer
from desktop.figures.as_of import data_arrived
from desktop.input.form_keys import FormKeys, leave_keys
from desktop.input.former_focus import FormerFocus
from desktop.input.held_rows import HeldRows
from desktop.input.tab_order import inputs_of, order_tabs
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel, column_of
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.session import Session
from desktop.widgets.empty_hint import EmptyHint
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.selected_row import select_row
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb
from layers.base import Model
from services.protocol.messages import Rejected

SHOWN_MAX = 500
"""Rows of a table: the first ones of :meth:`RecordPanel.rows`."""
ID_ROLE = int(Qt.ItemDataRole.UserRole)
REFRESH_MS = 1_000
LEAST_COLUMN_PX = 80
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Row:
    """One row: the id of its state, the texts of its cells, and the colour of the texts."""

    id: str
    cells: tuple[str, ...]
    color: str = theme.TEXT


class RecordPanel(Panel):
    """``button`` sends :meth:`body`; each of ``steps`` is a button about the chosen row, which :meth:`step` makes."""

    command: type[CommandBody] | None = None
    """The command of the form; None: there is none."""
    steps: Sequence[type[CommandBody]] = ()

    def __init__(self, session: Session, *models: Model) -> None:
        """``models``: the table is filled again when one of them changed."""
        super().__init__()
        self.session = session
        self._sent = ""
        """Id of the command that awaits its reply."""
        self._shown: list[Row] = []
        self._to_choose = ""
        """Id of a row that is to be chosen when it appears."""
        self.refused: Rejected | None = None
        """Why the last command was refused, while that is shown."""
        self._refused_by: object = None
        """:meth:`depends_on` when it was refused."""
        self._said_closed = ""
        """:meth:`closed` when somebody tried to send the form, while that is shown."""
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.send_form)
        self.step_buttons = {step: QPushButton() for step in self.steps}
        for step, button in self.step_buttons.items():
            button.clicked.connect(lambda _=False, step=step: self._take(step))
        if self.command is not None:
            FormKeys(self, self.send_form, self.leave_form)
        self.problem = ProblemLabel()
        self.denied = PlainLabel()
        """Why the form's command is not permitted in this window."""
        self.denied.setWordWrap(True)
        self.denied.setProperty("role", "muted")
        self.denied.hide()
        self.note = PlainLabel()
        """What the panel says below its table; hidden while empty."""
        self.note.setWordWrap(True)
        self.note.setProperty("role", "hint")
        self.cut = PlainLabel()
        """How many rows there are where not all of them are shown."""
        self.cut.setProperty("role", "hint")
        self.cut.hide()
        self.table = QTableWidget()
        self._former_focus = FormerFocus(self, self.table)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)  # a row is one line: a text that is too long is cut at its end, not at a space
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(26))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(40)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(theme.px(LEAST_COLUMN_PX))  # of the last one, too, where there is no room
        header.setHighlightSections(False)
        header.setDefaultAlignment(_LEFT)
        self.table.itemSelectionChanged.connect(self.refresh)
        self.table.itemDoubleClicked.connect(lambda _: self.open_row(self.chosen))
        self.hint = EmptyHint(self.table, session)
        self.hold = HeldRows(self.table, lambda index: index.data(ID_ROLE))
        self.hold.ended.connect(self.follow)
        form, below = self.form(), self.below()
        self._form_parts = () if form is None else tuple(inputs_of(form))
        if self.command is None:  # its inputs are those of the steps: Escape leaves them, and nothing else
            for part in self._form_parts:
                leave_keys(part, self.leave_form)
        box = column_of(self)
        if form is not None:
            box.addLayout(form)
        if self.step_buttons:
            box.addLayout(line_of(*self.step_buttons.values()))
        box.addWidget(self.table, 1)
        for part in (self.cut, self.note, self.denied, self.problem):  # what comes by itself moves no row and no button
            box.addWidget(part)
        if below is not None:
            box.addLayout(below)
        last = () if below is None else inputs_of(below)
        order_tabs((*self._form_parts, *self.step_buttons.values(), self.table, *last))
        for model in models:
            self.listen(model.changed, self.follow)
        self.listen(session.submissions.answered, self._answered)
        session.feed.sought.connect(self.show_anew)
        self.every(PERMISSIONS_MS, self.renew)
        self.every(REFRESH_MS, self.age)

    # ---- what each panel says

    def form(self) -> QLayout | None:
        """Create the inputs of the command; returns them and :attr:`button`, laid out."""
        return None

    def below(self) -> QLayout | None:
        """What is said about the chosen row, laid out.  It stands below the table: neither rows nor buttons move when
        one is chosen."""
        return None

    def heads(self) -> Sequence[str]:
        """The heads of the columns."""
        raise NotImplementedError

    def numeric(self) -> Collection[int]:
        """Columns of numbers, which are aligned to the right."""
        return ()

    def rows(self) -> Sequence[Row]:
        """The rows, the most important first."""
        raise NotImplementedError

    def body(self) -> CommandBody | str:
        """The command as filled in, or what is missing."""
        raise NotImplementedError

    def closed(self) -> str:
        """Why the form cannot be sent now, whatever is filled in; "" when it can."""
        return ""

    def sent(self, body: CommandBody) -> None:
        """``body`` was accepted: clear the inputs."""

    def state(self, item_id: str) -> Any:
        """The state of a row; None when it has none."""
        return None

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        """The command about a row, or what is missing, or None where its state does not allow it."""
        return None

    def unable(self) -> str:
        """Why a step that this key may take is not possible now."""
        return self.tr("Choose a row for which this can be done")

    def depends_on(self) -> object:
        """What the desk refuses commands by; once it has changed, a refusal is not shown any more."""
        return None

    def open_row(self, item_id: str) -> None:
        """The row was double-clicked."""

    # ---- common to all

    @property
    def chosen(self) -> str:
        """Id of the chosen row, "" for none."""
        chosen = self.table.selectedItems()
        return "" if not chosen else str(chosen[0].data(ID_ROLE))

    def choose(self, item_id: str) -> None:
        """Choose a row, as a click on it does; now, or when it appears."""
        self._to_choose = item_id
        self._choose_waiting()

    def _choose_waiting(self) -> None:
        numbers = [n for n, row in enumerate(self._shown) if row.id == self._to_choose]
        if numbers:
            self._to_choose = ""
            select_row(self.table, numbers[0])
            self.table.scrollTo(self.table.model().index(numbers[0], 0))

    def retranslate(self) -> None:
        for step, button in self.step_buttons.items():
            button.setText(verb(step.__name__))
        self.follow()
        self.refresh()

    def uncover(self) -> None:
        super().uncover()
        self.fill()

    def follow(self) -> None:
        """The data changed: fill the table, once it is seen."""
        if self.is_seen:
            self.fill()

    def show_anew(self) -> None:
        """Another moment is shown: no row, and no order of rows, remains from the one before, not even below a hand."""
        if self.is_seen:
            self._show_rows(self._first_rows())

    def release(self) -> None:
        self.session.feed.sought.disconnect(self.show_anew)
        super().release()

    def renew(self) -> None:
        """What the steps and the form depend on changed: enable them, once they are seen."""
        if self.is_seen:
            self.refresh()

    def age(self) -> None:
        """Texts with durations change with time."""
        if self.is_seen:
            self.fill()

    def fill(self) -> None:
        """Show the rows; the chosen one stays chosen."""
        self._show_rows(self._held(self._first_rows()))

    def _first_rows(self) -> list[Row]:
        rows = self.rows()
        is_cut = len(rows) > SHOWN_MAX
        if is_cut:
            text = self.tr("The first {shown} of {all} rows are shown")
            self.cut.setText(text.format(shown=SHOWN_MAX, all=f"{len(rows):,}"))
        self.cut.setVisible(is_cut)
        return list(rows[:SHOWN_MAX])

    def _show_rows(self, rows: list[Row]) -> None:
        heads = list(self.heads())
        if self.table.columnCount() != len(heads):
            self.table.setColumnCount(len(heads))
        self.table.setHorizontalHeaderLabels(heads)
        numeric = self.numeric()
        for column in range(len(heads)):
            head = self.table.horizontalHeaderItem(column)
            assert head is not None, "all columns have a label"
            head.setTextAlignment(_RIGHT if column in numeric else _LEFT)
        if rows != self._shown:
            self.put(rows)
        bars = Qt.ScrollBarPolicy  # headings without rows are nothing to scroll to
        self.table.setHorizontalScrollBarPolicy(bars.ScrollBarAsNeeded if rows else bars.ScrollBarAlwaysOff)
        self.hint.follow()
        self._choose_waiting()
        self.refresh()

    def _held(self, rows: list[Row]) -> list[Row]:
        """While a hand chooses a row none moves, comes or goes; what each shows is current."""
        if not (self.hold.holding and self._shown):
            return rows
        now = {row.id: row for row in rows}
        return [now.get(row.id, row) for row in self._shown]

    def put(self, rows: list[Row]) -> None:
        """Show rows that are others than before."""
        chosen, numeric = self.chosen, self.numeric()
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for n, row in enumerate(rows):
            if n < len(self._shown) and self._shown[n] == row and self.table.item(n, 0) is not None:
                continue
            for column, text in enumerate(row.cells):
                item = QTableWidgetItem(text)
                item.setData(ID_ROLE, row.id)
                item.setForeground(QColor(row.color))
                item.setToolTip(literal(text))
                item.setTextAlignment(_RIGHT if column in numeric else _LEFT)
                self.table.setItem(n, column, item)
        self._shown = rows
        self.table.clearSelection()
        for n, row in enumerate(rows):
            if row.id == chosen:
                select_row(self.table, n)
        self.table.blockSignals(False)
        self.hint.follow()

    def refresh(self) -> None:
        """Enable what this key's permissions and the chosen row allow."""
        if self.refused is not None and self._refused_by != self.depends_on():
            self.refused = None
            self.problem.hide()
        closed = self.closed()
        if self._said_closed and self._said_closed != closed:
            self._said_closed = ""
            self.problem.hide()
        denied = "" if self.command is None else why_not(self.session, self.command)
        self.denied.setText(denied)
        self.denied.setVisible(bool(denied))
        self.button.setEnabled(not denied and not closed and not self._sent)
        self.button.setToolTip(literal(closed))
        self.note.setVisible(bool(self.note.text()) and data_arrived(self.session))
        chosen = self.chosen
        for step, button in self.step_buttons.items():
            state = self.state(chosen) if chosen else None
            why = why_not(self.session, step, state)
            able = bool(chosen) and not isinstance(self.step(step, chosen), type(None))
            button.setEnabled(able and not why and not self._sent)
            button.setToolTip(literal(why or ("" if able else self.unable())))

    def send_form(self) -> None:
        """Send the command of the form, or say what is missing, or why it cannot be sent."""
        if self.button.isEnabled():
            self._send(self.body())
        elif closed := self.closed():
            self.show_problem(closed)
            self._said_closed = closed

    def enter_form(self) -> None:
        """Go to the first field, from another part of the window, to which leaving the form leads back."""
        fields = (part for part in self._form_parts if not isinstance(part, QAbstractButton))
        first = next((part for part in fields if part.isVisible() and part.isEnabled()), self.table)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_form(self) -> None:
        """Go back to where the hand was before, which may be the table; what is filled in stays."""
        self._former_focus.give_back()

    def _take(self, step: type[CommandBody]) -> None:
        chosen = self.chosen
        made = self.step(step, chosen) if chosen else None
        if made is not None:
            self._send(made)

    def _send(self, body: CommandBody | str) -> None:
        if isinstance(body, str):
            self.show_problem(body)
            self.refresh()
            return
        self.refused = None
        self.problem.hide()
        self._sent = self.session.submissions.send(body).id
        self.refresh()

    def _answered(self, answer: Answer) -> None:
        if answer.command.id != self._sent:
            return
        self._sent = ""
        if answer.refusal is None:
            self.sent(answer.command.body)
        else:
            self.show_problem(named_refusal(self.session, answer.refusal.code, answer.refusal.params))
            self.refused, self._refused_by = answer.refusal, self.depends_on()
        self.refresh()

    def show_problem(self, text: str) -> None:
        self.refused, self._said_closed = None, ""
        self.problem.say(text)
