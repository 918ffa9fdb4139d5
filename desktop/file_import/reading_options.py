"""What the user says of a whole file: its sheet, what its rows are, how dates and numbers are written, and what is the
same in every row."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from desktop import theme
from desktop.file_import.fields import KINDS
from desktop.file_import.mapping import NOW, assigned, everywhere
from desktop.i18n import pick
from desktop.places.division_box import FoundBox, division_choices
from desktop.reporting.subclass_box import SubclassBox
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from services.file_import.messages import FileChoice, FileColumns
from services.intake.layout import FALLBACK

DATE_ORDERS = ("", "dmy", "mdy", "ymd")


class ReadingOptions(QWidget):
    """Holds the choice; :attr:`now` is laid out by the dialog."""

    changed = Signal()
    """The choice is another one."""
    part_named = Signal()
    """A sheet, list or packed file was named."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.choice = FileChoice()
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        self.part = QLineEdit()
        self.part.setPlaceholderText(self.tr("Sheet, list or packed file, when there are several"))
        self.part.editingFinished.connect(self.part_named)
        self.kind, self.profile, self.date_order, self.comma = (QComboBox() for _ in range(4))
        self.kind.addItem(self.tr("as the columns tell"), "")
        for kind, name in KINDS.items():
            self.kind.addItem(pick(name), kind)
        self.profile.addItem(self.tr("recognised by the columns"), "")
        self.profile.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        orders = (self.tr("as the file tells"), self.tr("day month year"), self.tr("month day year"))
        for text, order in zip((*orders, self.tr("year month day")), DATE_ORDERS, strict=True):
            self.date_order.addItem(text, order)
        for text, comma in (
            (self.tr("as the file tells"), None), (self.tr("1.5"), False), (self.tr("1,5"), True)
        ):  # fmt: skip
            self.comma.addItem(text, comma)
        self.now = QCheckBox(self.tr("All events happen now"))
        self.fallback = FoundBox()
        line = self.fallback.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("not imported; or choose a division"))
        self.subclass = SubclassBox(self._session.catalog, self._session.subclass_sounds)
        self.subclass.setMinimumHeight(theme.px(38))
        self.sensor = QLineEdit()
        self.sensor.setPlaceholderText(self.tr("Id of the sensor of all rows"))
        self.kind.activated.connect(lambda _: self._change(kind=self.kind.currentData() or None))
        self.profile.activated.connect(lambda _: self._profile_chosen())
        self.date_order.activated.connect(lambda _: self._change(date_order=self.date_order.currentData()))
        self.comma.activated.connect(lambda _: self._change(decimal_comma=self.comma.currentData()))
        self.now.clicked.connect(self._now_chosen)
        self.fallback.activated.connect(lambda _: self._fallback_chosen())
        self.subclass.activated.connect(lambda _: self._subclass_chosen())
        self.sensor.editingFinished.connect(self._sensor_named)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(5))
        cells: list[list[tuple[str, QWidget]]] = [
            [(self.tr("Rows are"), self.kind), (self.tr("Profile"), self.profile), (self.tr("Dates"), self.date_order),
             (self.tr("Decimals"), self.comma)],
            [(self.tr("Sheet"), self.part), (self.tr("Rows without a known place"), self.fallback),
             (self.tr("Class of all"), self.subclass), (self.tr("Sensor of all"), self.sensor)],
        ]  # fmt: skip
        for row, line in enumerate(cells):
            for column, (text, part) in enumerate(line):
                label = PlainLabel(text)
                label.setProperty("role", "muted")
                label.setBuddy(part)
                grid.addWidget(label, row, 2 * column)
                grid.addWidget(part, row, 2 * column + 1)
                grid.setColumnStretch(2 * column + 1, 4 if column < 2 else 3)  # longer texts first

    def offer_divisions(self) -> None:
        """Offer those in which rows without a known place can be; there are many."""
        self.fallback.offer([("", ""), *division_choices(self._session, "towns", "villages")])

    def kind_of(self, columns: FileColumns) -> str:
        """What the rows are: as recognised, as chosen, or what they resemble."""
        return columns.kind or self.kind.currentData() or columns.nearest or "events"

    def show_columns(self, columns: FileColumns) -> None:
        """Show what was recognised, and enable what is of use for it."""
        known = [self.profile.itemData(row) for row in range(1, self.profile.count())]
        if known != list(columns.profiles):
            chosen = self.profile.currentData()
            while self.profile.count() > 1:
                self.profile.removeItem(1)
            for name in columns.profiles:
                self.profile.addItem(name, name)
            self.profile.setCurrentIndex(max(0, self.profile.findData(chosen)))
        found = self.tr("recognised: {name}").format(name=columns.profile)
        by_columns = self.tr("recognised by the columns")
        self.profile.setItemText(0, found if columns.profile and not self.choice.profile else by_columns)
        named = pick(KINDS[columns.kind]) if columns.kind else ""
        told = self.tr("as the columns tell: {kind}").format(kind=named) if named else self.tr("as the columns tell")
        self.kind.setItemText(0, told)
        constants, kind = self.choice.constants, self.kind_of(columns)
        self.now.setChecked(constants.get("at") == NOW)
        if FALLBACK not in constants:
            self.fallback.setCurrentIndex(0)
        if "subclass" not in constants:
            self.subclass.setCurrentIndex(-1)
        for part in (self.fallback, self.subclass, self.now):
            part.setEnabled(kind == "events")
            part.setToolTip("" if kind == "events" else self.tr("Only for events"))
        self.sensor.setEnabled(kind == "readings")
        self.sensor.setToolTip("" if kind == "readings" else self.tr("Only for readings"))

    def set_changeable(self, changeable: bool) -> None:
        """Allow or forbid changes; what is of no use stays disabled."""
        for part in (self.kind, self.profile, self.date_order, self.comma, self.part):
            part.setEnabled(changeable)
        if not changeable:
            for other in (self.fallback, self.subclass, self.sensor, self.now):
                other.setEnabled(False)

    def assign(self, header: str, held: tuple[str, ...], field: str) -> None:
        """Take the column ``header``, which held some fields, for ``field``; "" for none."""
        self._take(assigned(self.choice, header, held, field))

    def _change(self, **changes: object) -> None:
        self._take(replace(self.choice, **changes))

    def _take(self, choice: FileChoice) -> None:
        if choice != self.choice:
            self.choice = choice
            self.changed.emit()

    def _profile_chosen(self) -> None:
        self._change(profile=self.profile.currentData(), columns={}, without=())

    def _now_chosen(self) -> None:
        values = {"at": NOW} if self.now.isChecked() else {}
        self._take(everywhere(self.choice, values, instead_of=frozenset({"at", "date"})))

    def _fallback_chosen(self) -> None:
        code = self.fallback.value()
        constants = {name: text for name, text in self.choice.constants.items() if name != FALLBACK}
        self._change(constants=constants | ({FALLBACK: code} if code else {}))

    def _subclass_chosen(self) -> None:
        key = self.subclass.key()
        self._take(everywhere(self.choice, {"subclass": key} if key else {}, instead_of=frozenset({"subclass"})))

    def _sensor_named(self) -> None:
        sensor = self.sensor.text().strip()
        values = {"sensor_id": sensor} if sensor else {}
        self._take(everywhere(self.choice, values, instead_of=frozenset({"sensor_id"})))
