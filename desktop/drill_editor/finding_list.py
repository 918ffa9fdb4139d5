"""What is wrong with the scenario, each with its row; a click or Enter leads there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from county.drill.editing import TABLES, Row, rows_of
from county.drill.remedies import REMEDIES
from county.toml_files.finding import Fault
from county.toml_files.lines import Path
from desktop import theme
from desktop.drill_editor.finding_words import HEADING_NAME, finding_line, finding_place, unread_line
from desktop.drill_editor.unread_texts import UnreadText
from desktop.drill_editor.vocabulary import Vocabulary
from desktop.i18n import pick
from desktop.input.keys import label_of
from desktop.widgets.literal import PlainLabel, literal, without_mnemonics

_PATH = Qt.ItemDataRole.UserRole


class _ToldFinding(NamedTuple):
    """One line."""

    fault: Fault | None
    """None: something is typed and not taken."""
    line: str
    place: str
    """In words."""

    @property
    def remedy(self) -> str:
        """See :class:`Fault`."""
        return "" if self.fault is None else self.fault.remedy


class FindingList(QWidget):
    """Errors first; both in the order of the file."""

    chosen = Signal(object)
    """The path of the finding."""
    remedy_wanted = Signal(object)
    """The finding for which what is offered is to be done."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = PlainLabel()
        self.summary.setFont(theme.font(15, bold=True))
        self.remedy = QPushButton()
        """What can be done about the current finding, else about the first one for which something can."""
        self.remedy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.remedy.clicked.connect(self._remedy)
        self.remedy.hide()
        self._told: list[_ToldFinding] = []
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(self._go)
        self.list.itemActivated.connect(self._go)
        self.list.currentItemChanged.connect(lambda _, __: self._offer())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        line = QHBoxLayout()
        line.addWidget(self.summary, 1)
        line.addWidget(self.remedy)
        column.addLayout(line)
        column.addWidget(self.list, 1)

    def show_begin(self) -> None:
        """What to do first in an empty scenario, which has nothing to be checked yet."""
        self._told.clear()
        self.list.clear()
        text = self.tr("Next: give the drill a name ({page}), add injects ({key}) and what is expected after each; "
                       "it is checked while you write")  # fmt: skip
        self._summarise(text.format(page=pick(HEADING_NAME), key=label_of("editor.add")), theme.TEXT)
        self._offer()

    def show_findings(
        self, found: Sequence[Fault] | None, unread: Sequence[tuple[Path, UnreadText]], known: Vocabulary
    ) -> None:
        """None: they are being looked for; the last ones stay until then.  ``unread``: what is typed and is not among
        ``values``, each with its row and key."""
        if found is None:
            self.summary.setText(self.tr("Checking …"))
            self.remedy.setEnabled(False)
            return
        rows = {table: rows_of(known.values, table) for table in TABLES}
        errors = sum(fault.severity == "error" for fault in found)
        self._told.clear()
        self.list.clear()
        for path, typed in unread:
            self._add(unread_line(path, typed), path, rows, theme.WARNING)
        for fault in sorted(found, key=lambda fault: fault.severity != "error"):
            color = theme.DANGER if fault.severity == "error" else theme.WARNING
            self._add(finding_line(fault, known), fault.path, rows, color, fault)
        counts = self.tr("Check: {errors} errors, {warnings} warnings")
        text = counts.format(errors=errors, warnings=len(found) - errors) if found else self.tr("Check: no findings")
        if unread:
            text = self.tr("{check}; {n} typed texts are not taken").format(check=text, n=len(unread))
        self._summarise(text, theme.DANGER if errors else theme.WARNING if found or unread else theme.GOOD)

    def _summarise(self, text: str, color: str) -> None:
        self.summary.setText(text)
        theme.restyle(self.summary, f"color: {color};")
        self.list.setAccessibleName(text)
        self.remedy.setEnabled(True)
        self._offer()

    def _add(
        self, line: str, path: Path, rows: Mapping[str, Sequence[Row]], color: str, fault: Fault | None = None
    ) -> None:
        item = QListWidgetItem(f"{line}    [{finding_place(path, rows)}]")
        item.setForeground(QColor(color))
        item.setToolTip(literal(item.text()))
        item.setData(_PATH, path)
        self.list.addItem(item)
        self._told.append(_ToldFinding(fault, line, finding_place(path, rows)))

    def next(self) -> None:
        """Lead to the finding after the current one, from the last to the first."""
        if self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + 1) % self.list.count())
            self._go(self.list.currentItem())

    def _offered(self) -> _ToldFinding | None:
        """What the button is about."""
        row = self.list.currentRow()
        told = (*self._told[row : row + 1], *self._told) if row >= 0 else self._told
        return next((one for one in told if one.remedy), None)

    def _offer(self) -> None:
        found = self._offered()
        self.remedy.setVisible(found is not None)
        if found is not None:
            what = f"{found.place}：{pick(REMEDIES[found.remedy])}"
            self.remedy.setText(f"{without_mnemonics(what)} ({label_of('editor.remedy')})")
            self.remedy.setToolTip(literal(found.line))

    def _remedy(self) -> None:
        found = self._offered()
        if found is not None:
            self.remedy_wanted.emit(found.fault)

    def _go(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_PATH))
