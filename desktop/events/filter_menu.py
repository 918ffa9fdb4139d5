"""The button with the saved filters: choose one, save the present one under a name, delete one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop import theme
from desktop.events.saved_filters import LONGEST_NAME, MOST, NewerFilters, SavedFilter
from desktop.session import Session
from desktop.widgets.literal import without_mnemonics
from desktop.wording import explained


class FilterMenu(QWidget):
    """The menu is made when it opens: the filters are those of the person on duty."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.button = QPushButton()
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self.menu)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.returnPressed.connect(self._save)
        self.save = QPushButton()
        self.save.clicked.connect(self._save)
        self._entry = QWidget()
        line = QHBoxLayout(self._entry)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        line.addWidget(self.name, 1)
        line.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(4))
        box.addWidget(self.button)
        box.addWidget(self._entry)
        self._entry.hide()

    def retranslate(self) -> None:
        """Set all texts."""
        self.button.setText(self.tr("Saved filters"))
        self.name.setPlaceholderText(self.tr("Name of the present filter"))
        self.save.setText(self.tr("Save"))

    def _fill(self) -> None:
        self.menu.clear()
        try:
            saved = self._session.saved_filters.all()
        except NewerFilters as error:
            self.menu.addAction(without_mnemonics(explained(error.line))).setEnabled(False)
            return
        for one in saved:
            action = self.menu.addAction(without_mnemonics(one.name))
            action.triggered.connect(lambda _=False, one=one: self._choose(one))
        if not saved:
            self.menu.addAction(self.tr("No filter is saved yet")).setEnabled(False)
        self.menu.addSeparator()
        keep = self.menu.addAction(self.tr("Save the present filter …"))
        keep.triggered.connect(lambda: self._ask_name())
        keep.setEnabled(len(saved) < MOST)
        if saved:
            delete = self.menu.addMenu(self.tr("Delete"))
            for one in saved:
                action = delete.addAction(without_mnemonics(one.name))
                action.triggered.connect(lambda _=False, name=one.name: self._session.saved_filters.delete(name))

    def _choose(self, saved: SavedFilter) -> None:
        self._session.active_query.set(saved.query(self._session.author))

    def _ask_name(self) -> None:
        self._entry.show()
        self.name.clear()
        self.name.setFocus()

    def _save(self) -> None:
        if self.name.text().strip():
            self._session.saved_filters.save(self.name.text(), self._session.active_query.query)
            self._entry.hide()
