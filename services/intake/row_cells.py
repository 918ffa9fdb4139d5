"""The cells of one row by field: as texts, ids, numbers, times and words, or refused with the reason."""

from __future__ import annotations

import re
from datetime import timezone
from typing import TYPE_CHECKING, Any, get_args

from county.explained import ExplainedLine
from county.place_names import PlaceNames
from county.sensing import Quality
from county.tables import aliases
from county.tables.positions import coordinate
from county.tables.row import TableRow
from county.tables.simplified import simplified
from county.tables.times import is_day, is_midnight, moment_ms, on_day, zone_in
from county.tables.values import BadValue, identifier, is_gap, number, quoted, text
from county.texts import without_refused
from services.intake.items import BadRow
from services.intake.layout import Layout
from services.intake.named import FieldNames

if TYPE_CHECKING:
    from services.intake.rows import Interpreter

_BODY = re.compile("[局站司心院所县镇乡村委厂队办]$")
"""The end of the name of an office or company."""
NOW = "now"
"""``--map at==now``: the events happen when they are sent."""
_QUALITIES = {quality.name.lower(): quality for quality in Quality if quality is not Quality.PLAYED}


class RowCells:
    """The cells of one row by field."""

    def __init__(self, row: TableRow, layout: Layout, interpreter: Interpreter) -> None:
        self.row = row
        self.layout = layout
        self._of = interpreter

    def raw(self, field: str) -> Any:
        """The cell of a field or its constant; None without."""
        column = self.layout.columns.get(field)
        return self.layout.constants.get(field) if column is None else self.row.values[column]

    def text(self, field: str) -> str:
        """The cell of a field in one line, as a command accepts it."""
        return text(self._visible(field, self.raw(field)))

    def unit(self) -> str:
        """The unit in a column of its own; "" without, and where a column 单位 names an office or a company."""
        unit = "" if is_gap(self.raw("unit")) else self.text("unit")
        return "" if _BODY.search(simplified(unit)) else unit

    def note_untitled(self) -> None:
        """Count the row as an event without a title of its own."""
        self._of.untitled += 1

    def identifier(self, field: str) -> str:
        """The cell of a field as the id of a thing.  Raises BadRow when a spreadsheet has shortened it."""
        value = self._visible(field, self.raw(field))
        try:
            return identifier(value if isinstance(value, float) else text(value))
        except BadValue as error:
            raise self._fault(field, error) from None

    def lines(self, field: str) -> str:
        """The cell of a field as a command accepts it, with its line breaks."""
        value = self.raw(field)
        lines = "\n".join(value.splitlines()) if isinstance(value, str) else value or ""
        return str(self._visible(field, lines)).strip()

    def _visible(self, field: str, value: Any) -> Any:
        """``value`` without invisible characters that a command must not contain; counts them."""
        if not isinstance(value, str):
            return value
        kept = without_refused(field, value)
        self._of.invisible += len(value) - len(kept)
        return kept

    def number(self, field: str) -> float | None:
        """The cell of a field as a number; None for a gap.  Raises BadRow."""
        return self.number_in(self.name(field), self.raw(field), self.layout.units.get(field, ""))

    def coordinate(self, field: str) -> float | None:
        """The cell of a field as a number or an angle.  Raises BadRow."""
        value, unit = self.raw(field), self.layout.units.get(field, "")
        try:
            return coordinate(value, decimal_comma=self.decimal_comma, unit=unit)
        except BadValue:
            return self.number_in(self.name(field), value, unit)

    def name(self, field: str) -> str:
        """The column of a field, or its name without."""
        return self.layout.columns.get(field) or FieldNames(field)

    @property
    def place_names(self) -> PlaceNames | None:
        """The named places of the county; None where it is not known."""
        return self._of.place_names

    @property
    def title_period(self) -> str:
        """The period that the title above the table names; "" for none."""
        return self._of.titled.period

    @property
    def decimal_comma(self) -> bool:
        return self._of.decimal_comma

    def number_in(self, column: str, value: Any, unit: str) -> float | None:
        """A cell as a number; None for a gap.  Raises BadRow."""
        try:
            return number(value, decimal_comma=self._of.decimal_comma, unit=unit)
        except BadValue as error:
            asked = error.reason in ("decimal comma", "one of two numbers")
            comma = ExplainedLine(", or give --decimal-comma") if asked else ""
            raise BadRow(_faulty(column, value, error, comma), f"{column} {error.reason}") from None

    def moment_ms(self) -> int | None:
        """The time of the row, None without; a day alone is its 00:00.  Raises BadRow."""
        if self.layout.constants.get("at") == NOW:
            return None
        names = self.layout.columns.keys() | self.layout.constants.keys()
        clock = self.raw("at")
        if "at" not in names or (is_gap(clock) and "date" in names):
            return self._moment_in("date")
        dated = "date" in names and not is_gap(clock)
        try:
            found = self._on_day(clock) if dated else None
        except BadValue:
            found = None
        if found is not None:
            return found
        try:
            return self._moment_in("at")  # with a column for the date, too, this may be a whole time
        except BadRow:
            if dated:
                self._require_day()
            raise

    def _moment_in(self, field: str) -> int | None:
        """The whole time in the cell of ``field``, None without.  Raises BadRow."""
        value = self.raw(field)
        try:
            return moment_ms(value, self._of.order(self.layout, value), self._zone, self._of.day_0)
        except BadValue as error:
            raise self._fault(field, error) from None

    def day_alone(self, at_ms: int) -> bool:
        """Whether the row, whose time is ``at_ms``, has a day, but no time of day."""
        columns = self.layout.columns
        if self.clock_missing:
            return True
        if "date" in columns and not is_gap(self.raw("at")) and not is_gap(self.raw("date")):
            return False
        value = self.raw("at" if "at" in columns else "date")
        return is_day(value) or (self._of.whole_days and is_midnight(at_ms))

    @property
    def clock_missing(self) -> bool:
        """Whether the row has a day, but the cell for its time of day is empty."""
        return {"at", "date"} <= self.layout.columns.keys() and is_gap(self.raw("at")) and not is_gap(self.raw("date"))

    def _on_day(self, clock: Any) -> int | None:
        """The time ``clock`` of the day of the row.  Raises BadValue."""
        day = self.raw("date")
        return on_day(day, clock, self._of.order(self.layout, day), self._zone, self._of.day_0)

    @property
    def _zone(self) -> timezone:
        """Of times without an offset: one of the headers may state it."""
        return zone_in(" ".join(self.layout.columns.get(field, "") for field in ("at", "date")))

    def _require_day(self) -> None:
        """Raises BadRow when the cell for the date holds something else."""
        try:
            self._on_day("00:00")
        except BadValue as error:
            raise self._fault("date", error) from None

    def _fault(self, field: str, error: BadValue) -> BadRow:
        column = self.name(field)
        return BadRow(_faulty(column, self.raw(field), error), f"{column} {error.reason}")

    def word(self, field: str) -> str:
        """The cell of a field in this program's words, as the profile says; as it is when it says nothing."""
        word = self.text(field)
        profile = self.layout.profile
        if profile is None or field not in self.layout.columns:
            return word
        known = profile.words.get(field, {}).get(word)
        if known is None:
            starts = profile.beginnings.get(field, {})
            known = next((key for start, key in starts.items() if word.startswith(start)), None)
        if known is None and field in profile.otherwise:
            known = profile.otherwise[field]
            self._of.otherwise[field, known] += 1
            samples = self._of.unknown_words.setdefault((field, known), [])
            if len(samples) < 3 and word not in samples:
                samples.append(word)
        return word if known is None else known

    def one_of(self, field: str, kinds: Any, otherwise: str) -> Any:
        """One of the words of a closed vocabulary.  Raises BadRow."""
        word = self.word(field) or otherwise
        known = word if word in get_args(kinds) else aliases.meaning(field, word)
        if known is None:
            column = self.name(field)
            message = ExplainedLine(
                "{column} {value} is not one of {all}",
                column=column, value=quoted(word), all=", ".join(get_args(kinds)),
            )  # fmt: skip
            raise BadRow(message, f"{column} is none of its kinds")
        return known

    def quality(self, value: Any) -> Quality:
        """The quality that a word means; good without one.  Raises BadRow."""
        word = text(value)
        own = self.layout.profile.words.get("quality", {}) if self.layout.profile else {}
        known = own.get(word) or (aliases.meaning("quality", word) if word else "good")
        if known is None:
            raise BadRow(
                ExplainedLine("quality {value} is not good, uncertain or bad", value=quoted(word)), "quality"
            )
        return _QUALITIES[known]


def not_whole(column: str, value: Any) -> ExplainedLine:
    """That a cell of ``column`` holds no whole number."""
    return ExplainedLine("{column} {value} is not a whole number", column=column, value=quoted(value))


def _faulty(column: str, value: Any, error: BadValue, more: str = "") -> ExplainedLine:
    """What is wrong with a cell."""
    return ExplainedLine("{column} {value} {why}{more}", column=column, value=quoted(value), why=error.text, more=more)
