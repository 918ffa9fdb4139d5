"""One table of the scenario: rows are added, copied, removed and moved; cells are edited in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QPushButton, QTableView, QVBoxLayout, QWidget

from county.drill.words import APPROVALS
from desktop import theme
from desktop.drill_editor.cell_editors import ROW_PX, CellEditors
from desktop.drill_editor.document import ScenarioDocument
from desktop.drill_editor.table_fields import TABLE_NAMES, EditedTable
from desktop.drill_editor.table_rows import ScenarioRows
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.widgets.literal import PlainLabel
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.wrapping_line import line_of

WIDTHS_PX = {"no": 52, "id": 64, "phase": 92, "timing": 210, "kind": 90, "main": 258, "from": 130, "to": 140,
             "release": 62, "approval": 74, "expects": 100, "of": 70, "objective": 190, "what": 120, "target": 90,
             "limit": 90, "weight": 64, "critical": 64, "title": 260, "name": 200, "side": 90, "members": 220,
             "plays": 240, "may": 420, "capability": 220, "at": 120}  # fmt: skip
EDITED = QAbstractItemView.EditTrigger


class RowTable(QWidget):
    """With its buttons; the chosen row is shown in a form beside it."""

    chosen = Signal(int)
    """Position of the current row; -1: none."""

    def __init__(self, document: ScenarioDocument, table: EditedTable) -> None:
        super().__init__()
        self.document, self.table = document, table
        self.rows = ScenarioRows(document, table)
        self.view = QTableView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(CellEditors(self.view))
        self.view.setAlternatingRowColors(True)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)  # Tab leads to the form
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setEditTriggers(EDITED.DoubleClicked | EDITED.EditKeyPressed | EDITED.AnyKeyPressed)
        self.view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.verticalHeader().setDefaultSectionSize(theme.px(ROW_PX))
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setMinimumWidth(theme.px(44))
        head = self.view.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setStretchLastSection(True)
        for column, field in enumerate(self.rows.fields):
            self.view.setColumnWidth(column, max(theme.px(WIDTHS_PX[field.key]), head.sectionSizeHint(column)))
        self.view.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(now.row()))
        self.add, self.copy, self.remove, self.up, self.down = (QPushButton() for _ in range(5))
        self.approval = QPushButton()
        """Gives all selected injects an approval."""
        self.approvals = QMenu(self.approval)
        for approval, title in APPROVALS.items():
            action = self.approvals.addAction(pick(title))
            action.triggered.connect(partial(self._approve, approval))
        self.approval.setMenu(self.approvals)
        self.approval.setVisible(table == "injects")
        self.problem = ProblemLabel()
        self.empty = PlainLabel()
        self.empty.setProperty("role", "muted")
        self.rows.refused.connect(self.tell)
        if table == "injects":
            for key in KEYS["editor.approve"].sequences:
                QShortcut(key, self.view, partial(self._approve, "approved"), context=Qt.ShortcutContext.WidgetShortcut)
        actions: dict[str, tuple[QPushButton, Callable[[], object]]] = {
            "add": (self.add, self._add), "copy": (self.copy, self._copy), "remove": (self.remove, self._remove),
            "up": (self.up, partial(self._move, -1)), "down": (self.down, partial(self._move, 1)),
        }  # fmt: skip
        for name, (button, do) in actions.items():
            button.clicked.connect(do)
            for key in KEYS[f"editor.{name}"].sequences:
                QShortcut(key, self.view, do, context=Qt.ShortcutContext.WidgetShortcut)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, theme.px(6), 0, 0)
        column_box.setSpacing(theme.px(6))
        column_box.addLayout(line_of(self.add, self.copy, self.remove, self.up, self.down, self.approval, self.empty))
        column_box.addWidget(self.problem)
        column_box.addWidget(self.view, 1)
        self.retranslate()
        self.follow()

    @property
    def current(self) -> int:
        return self.view.currentIndex().row()

    def choose(self, number: int) -> None:
        """Make a row the current one; it comes into sight."""
        number = min(number, self.rows.rowCount() - 1)
        index = self.rows.index(number, max(0, self.view.currentIndex().column()))
        self.view.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self.view.scrollTo(index)

    def follow(self) -> None:
        """Show the document; the row that was current stays current."""
        before = self.current
        self.rows.follow()
        count = self.rows.rowCount()
        if count and self.current < 0:
            self.choose(max(0, before))
        elif not count:
            self.chosen.emit(-1)
        for button in (self.copy, self.remove, self.up, self.down, self.approval):
            button.setEnabled(count > 0)
        self.empty.setVisible(not count)

    def tell(self, problem: str, *, role: str = "error") -> None:
        """Say why something was not taken, or what was done (``role`` "hint"); "" for nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if self.problem.property("role") != role:
            self.problem.setProperty("role", role)
            self.problem.style().polish(self.problem)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        texts = {self.add: (self.tr("Add"), "add"), self.copy: (self.tr("Copy"), "copy"),
                 self.remove: (self.tr("Remove"), "remove"), self.up: (self.tr("Up"), "up"),
                 self.down: (self.tr("Down"), "down")}  # fmt: skip
        for button, (text, name) in texts.items():
            button.setText(f"{text} ({label_of(f'editor.{name}')})")
        self.approval.setText(self.tr("Approval of the selected rows"))
        for action, title in zip(self.approvals.actions(), APPROVALS.values(), strict=True):
            action.setText(pick(title))
        self.empty.setText(self.tr("Nothing here yet: add the first row"))
        self.view.setAccessibleName(pick(TABLE_NAMES[self.table]))

    def _add(self) -> None:
        more = {}
        if self.table == "expectations":
            injects, objectives = self.document.rows("injects"), self.document.rows("objectives")
            more = {"of": injects[-1].get("id", "") if injects else "",
                    "objective": objectives[0].get("id", "") if objectives else ""}  # fmt: skip
        elif self.table == "injects":
            more = self._near()
        place = self.document.add(self.table, self.current + 1 if self.current >= 0 else None, **more)
        self.choose(place)
        self.tell("")

    def _near(self) -> dict[str, object]:
        """A new inject begins like the current one: same phase, receivers and sender, and its number."""
        rows = self.document.rows("injects")
        numbers = [row.get("no", 0) for row in rows]
        number = max((no for no in numbers if isinstance(no, int)), default=0) + 1
        players = [row["id"] for row in self.document.rows("roles") if row.get("side") == "player" and "id" in row]
        last_ids = [row["id"] for row in self.document.rows("phases") if "id" in row]
        if 0 <= self.current < len(rows):
            row = rows[self.current]
            like = {key: row[key] for key in ("phase", "to") if key in row}
        else:
            like = {"phase": last_ids[0]} if last_ids else {}
            like |= {"to": players} if players else {}
        return {"no": number, "at": "PT0M", **like}

    def _copy(self) -> None:
        if self.current >= 0:
            number = self.current
            self.document.copy(self.table, number)
            self.choose(number + 1)

    @property
    def _selected(self) -> list[int]:
        """The numbers of the selected rows, rising."""
        return sorted({index.row() for index in self.view.selectionModel().selectedRows()})

    def _approve(self, approval: str) -> None:
        numbers = self._selected
        self.document.change_field("injects", numbers, "approval", approval)
        text = self.tr("{n} injects: {approval}; {key} brings the former back")
        self.tell(text.format(n=len(numbers), approval=pick(APPROVALS[approval]), key=label_of("editor.undo")),
                  role="hint")  # fmt: skip

    def _remove(self) -> None:
        numbers = self._selected
        if not numbers:
            return
        lost = {row.get("id") for row in (self.document.rows(self.table)[n] for n in numbers)}
        below = sum(row.get("of") in lost for row in self.document.rows("expectations"))
        self.document.remove(self.table, numbers)
        if self.rows.rowCount():
            self.choose(min(numbers[0], self.rows.rowCount() - 1))
        undo = label_of("editor.undo")
        if self.table == "injects" and below:
            text = self.tr("{n} rows were removed, and {m} expectations of them; {key} brings them back")
            self.tell(text.format(n=len(numbers), m=below, key=undo), role="hint")
        else:
            text = self.tr("{n} rows were removed; {key} brings them back")
            self.tell(text.format(n=len(numbers), key=undo), role="hint")

    def _move(self, by: int) -> None:
        number = self.current
        if 0 <= number + by < self.rows.rowCount() and number >= 0:
            self.document.move(self.table, number, by)
            self.choose(number + by)
