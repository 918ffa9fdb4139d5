"""Which column of a file holds which field: by ``--map``, by a profile, or by the known headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Literal

from county.catalog import load
from county.explained import ExplainedLine, WrongArgument
from county.package.offset import shift_in, shift_named
from county.tables import aliases
from county.tables.aliases import TableHeaders, header_key
from county.tables.positions import COORDINATES
from county.tables.simplified import simplified
from county.tables.units import factor
from county.tables.values import BadValue, same_unit
from services.intake.file_options import FileOptions
from services.intake.indicator_names import indicators_by_name, name_key
from services.intake.items import BadRow, NoPlace
from services.intake.named import FieldNames
from services.intake.period_cells import period_in
from services.intake.profiles import FigureKind, Kind, Profile, profiles
from services.intake.stated_period import LEVELS
from services.intake.titles import NOTHING_TITLED, Titled

LayoutKind = Literal["events", "readings", "wide", "calls", "visits", "indicators", "scans"]
"""``wide``: readings with a column per channel."""
NEEDED: dict[Kind, tuple[str, ...]] = {
    "events": ("title", "subclass", "lon", "lat"),
    "readings": ("sensor_id", "channel", "at", "value"),
}
PERIOD = ("period", *LEVELS)
"""Fields that say the period of an input of figures."""
FIGURES: dict[FigureKind, tuple[tuple[str, ...], ...]] = {
    "calls": (PERIOD, ("offered",), ("answered",)),
    "visits": (("grid",), ("at",)),
    "indicators": (
        ("indicator",), ("division", "village", "town"), PERIOD, ("value", "part"),
    ),
}  # fmt: skip
"""Fields that rows of inputs of figures need, of each group one."""
SCANS: tuple[tuple[str, ...], ...] = (
    ("scan_kind", "biz_step"), ("at",),
    ("goods", "amounts", "inputs", "input_amounts", "outputs", "output_amounts", "parent"),
)  # fmt: skip
"""The same of scans of goods."""
_MEASURED = ("监测", "观测", "采集", "测点", "测站")
"""The begin of headers of measurements, whose 指标 are channels."""
_FRAME = re.compile("##[0-9]{4}")
RAW_FRAME = (
    "is a raw HJ 212 message, not a table; give a table with the columns MN, DataTime and one for each factor, like "
    "a01001-Rtd"
)
_READING = ("sensor_id", "channel", "at", "value", "unit", "quality", "date")
_PLACES: tuple[tuple[str, ...], ...] = (("latlon",), *COORDINATES, ("lonlat",))
"""The fields that hold the place of an event, best first."""
NAMED = ("division", "village", "town", "address")
"""Fields that name the place of an event that has no coordinates."""
FALLBACK = "fallback_division"
"""The code of the division in which events are whose row has no place that is known."""
HOUR = ("year", "month", "day", "hour")
LEAST_FIGURE_FIELDS = 2
"""Columns of inputs of figures without which a table rather lacks something of another kind."""
_SHOWN = 8
"""Columns that a message names."""


@dataclass(frozen=True)
class ChannelColumn:
    """A column of a channel: its values times ``factor`` are in the channel's unit, ``unit``."""

    channel: str
    factor: float
    unit: str
    given: str = ""
    """Unit of the column, which its cells may repeat."""
    flag: str = ""
    """The column of its quality."""


@dataclass(frozen=True)
class Layout:
    """How the rows with one set of columns are read."""

    kind: LayoutKind
    columns: dict[str, str]
    """Field → column."""
    units: dict[str, str]
    """Field → unit in the header of its column; of coordinates also the shift that it names."""
    constants: dict[str, str]
    channels: dict[str, ChannelColumn]
    """Of a wide table: by column."""
    unused: tuple[str, ...]
    left_out: dict[str, str]
    """Columns that hold something, but cannot be used, and the reason."""
    profile: Profile | None
    refused: dict[str, dict[str, str]]
    """Column → word in lower case → why rows with it are refused."""
    place: tuple[str, ...] = ()
    """Of events: the field or the two fields that hold their coordinates; () where their place is only named."""
    periods: tuple[tuple[str, str], ...] = ()
    """Of inputs of figures: field and column of all that says their period, also of a second column for one field."""

    @property
    def names_places(self) -> bool:
        """Whether an event without coordinates may have a place."""
        return not {*NAMED, FALLBACK}.isdisjoint(self.columns.keys() | self.constants.keys())

    def described(self, header: Callable[[str], str]) -> str:
        """``events by profile 311: title from SRType, …``; ``header``: a column as the file writes it."""
        parts = [f"{name} from {header(column)}" for name, column in self.columns.items()]
        parts += [f"{name} is {text}" for name, text in self.constants.items()]
        parts += [f"{column.channel} from {header(name)}" for name, column in self.channels.items()]
        by = f" by profile {self.profile.name}" if self.profile else ""
        kind = "readings" if self.kind == "wide" else self.kind
        return f"{kind}{by}: {', '.join(parts)}"


def layout_of(columns: Sequence[str], options: FileOptions, titled: Titled = NOTHING_TITLED) -> Layout:
    """The layout of rows with ``columns``: by the profile that is given or recognised, else by known headers.

    ``titled``: what the titles above the table say, of inputs of figures without a column for it.  Raises BadRow,
    and WrongArgument for a column that ``--map`` names and the file does not have.
    """
    headers = TableHeaders(columns)
    given = {name: _mapped(headers, name, header) for name, header in options.columns.items()}
    recognised = next((known for known in profiles() if known.fits(headers.by_key.keys())), None)
    profile = options.profile or recognised
    for possible in [profile] if profile is options.profile else [profile, options.profile]:
        choice = _Choice(headers, given, options, possible, titled)
        layout = choice.readings() or choice.scans() or choice.events() or choice.wide() or choice.figures()
        layout = layout or choice.named_events()
        if layout is not None:
            return layout
    if is_raw_frame(columns):
        raise BadRow(RAW_FRAME)
    choice = _Choice(headers, given, options, profile, titled)
    missing = choice.missing()
    if profile is not None and missing:
        raise BadRow(_lacking(profile, missing))
    raise choice.unknown()


def guessed(columns: Sequence[str], options: FileOptions) -> tuple[Kind, dict[str, str]]:
    """Of a file that lacks fields the kind of rows that it resembles most, and field → column of what it has of it."""
    headers = TableHeaders(columns)
    given = {name: _mapped(headers, name, header) for name, header in options.columns.items()}
    return _Choice(headers, given, options, options.profile, NOTHING_TITLED).nearest()


def _mapped(headers: TableHeaders, name: str, header: str) -> str:
    """The column that ``--map`` names.  Raises WrongArgument."""
    column = headers.first([header])
    if column is None:
        raise WrongArgument(
            "--map {name}={header}: the file has no such column; its columns: {columns}",
            name=name, header=header, columns=_named(headers.columns),
        )  # fmt: skip
    return column


class _Choice:
    """The layouts that the columns of a file could have with a profile, or without."""

    def __init__(
        self, headers: TableHeaders, given: dict[str, str], options: FileOptions, profile: Profile | None,
        titled: Titled,
    ) -> None:  # fmt: skip
        self._headers = headers
        self._given = given
        self._options = options
        self._profile = profile
        self._titled = titled

    def readings(self) -> Layout | None:
        """Of rows with one reading each."""
        fields, constants = self._fields("readings")
        if not fields.keys() | constants.keys() >= {"sensor_id", "channel", "at", "value"}:
            return None
        return self._layout("readings", _some(fields, _READING), _some(constants, _READING))

    def events(self) -> Layout | None:
        """Of rows with one event each, with coordinates."""
        fields, constants = self._fields("events")
        names = fields.keys() | constants.keys()
        places = sorted(_PLACES, key=lambda place: self._given.keys().isdisjoint(place))  # stable
        place = next((place for place in places if names >= set(place)), None)
        return None if place is None else self._events_at(place, fields, constants)

    def named_events(self) -> Layout | None:
        """Of rows with one event each, whose place is named, or is the same for all of them."""
        fields, constants = self._fields("events")
        if {*NAMED, FALLBACK}.isdisjoint(fields.keys() | constants.keys()):
            return None
        return self._events_at((), fields, constants)

    def _events_at(
        self, place: tuple[str, ...], fields: dict[str, str], constants: dict[str, str]
    ) -> Layout | None:
        """None without a title and a subclass; with ``--map`` or a profile one of them may be lacking."""
        names = fields.keys() | constants.keys()
        stated = self._options.columns or self._options.constants or self._profile
        if names >= {"title", "subclass"} or (stated and names & {"title", "subclass"}):
            others = {name for other in _PLACES for name in other} - set(place)
            fields = {name: column for name, column in fields.items() if name not in others}
            return replace(self._layout("events", fields, constants), place=place)
        return None

    def wide(self) -> Layout | None:
        """Of rows with a column per channel."""
        fields, constants = self._fields("readings")
        names = fields.keys() | constants.keys()
        device = "station" if self._profile and self._profile.played else "sensor_id"
        if device not in names or not ("at" in names or names >= set(HOUR)):
            return None
        own = (device, "at", "date", *HOUR, "quality")
        fields = _some(fields, own)
        channels, left_out = self._channels(fields.values())
        if not channels and not left_out:
            return None
        return self._layout("wide", fields, _some(constants, own), channels, left_out)

    def scans(self) -> Layout | None:
        """Of rows with one scan of goods each."""
        fields, constants = self._fields("scans")
        names = fields.keys() | constants.keys()
        if any(names.isdisjoint(group) for group in SCANS):
            return None
        return self._layout("scans", fields, _some(constants, aliases.fields("scans")))

    def figures(self) -> Layout | None:
        """Of rows with one input of figures each."""
        for kind, needed in FIGURES.items():
            fields, constants = self._fields(kind)
            names = fields.keys() | constants.keys()
            if all(not names.isdisjoint(group) for group in needed):
                layout = self._layout(kind, fields, _some(constants, aliases.fields(kind)))
                return self._with_periods(kind, layout)
        return None

    def _with_periods(self, kind: FigureKind, layout: Layout) -> Layout:
        """``layout`` with its periods; a second column of a field counts unless ``--map`` or a profile names one."""
        mapped = {column for name, column in self._given.items() if layout.columns.get(name) == column}
        periods = [
            (name, column)
            for name, column in layout.columns.items()
            if name in PERIOD and (name in self._given or column not in mapped)
        ]
        stated = {*self._given, *layout.constants, *self._options.without}
        used = set(layout.columns.values())
        for name in PERIOD if self._profile is None else ():
            known = set() if name in stated else {header_key(header) for header in aliases.headers(kind, name)}
            more = [column for column in layout.unused if column not in used and self._headers.keys(column) & known]
            periods += [(name, column) for column in more]
            used.update(more)
        unused = tuple(column for column in layout.unused if column not in used)
        return replace(layout, periods=tuple(periods), unused=unused)

    def missing(self) -> list[str]:
        """The fields that the profile names and the file has no column for, as far as rows need them."""
        if self._profile is None:
            return []
        fields, constants = self._fields(self._profile.kind)
        needed = {"sensor_id", "channel", "at", "value", "title", "lon", "lat", "latlon", *HOUR, "station"}
        named = self._profile.columns.keys() & needed
        return [name for name in self._profile.columns if name in named - fields.keys() - constants.keys()]

    def nearest(self) -> tuple[Kind, dict[str, str]]:
        """The kind of rows that lacks the least, and its columns by field."""
        kind, _ = self._nearest()
        return kind, self._fields(kind)[0]

    def _nearest(self) -> tuple[Kind, list[str]]:
        """The kind of rows that lacks the least, and what that is."""
        scans = {name for part in self._fields("scans") for name in part}
        if scans and (self._options.kind == "scans" or "scan_kind" in scans):
            return "scans", [group[0] for group in SCANS if scans.isdisjoint(group)]
        names = {kind: {*fields, *constants} for kind in NEEDED for fields, constants in [self._fields(kind)]}
        lacking = {kind: [name for name in needed if name not in names[kind]] for kind, needed in NEEDED.items()}
        for kind, fields in lacking.items():
            if kind == "events" and not names[kind].isdisjoint({*NAMED, FALLBACK}):
                lacking[kind] = [name for name in fields if name not in ("lon", "lat")]
        for figure, groups in FIGURES.items():
            found = {name for part in self._fields(figure) for name in part}
            missing = [group[0] for group in groups if found.isdisjoint(group)]
            if figure == "indicators" and self._is_of_indicators(found, names):
                return figure, missing
            if len(missing) == 1 and len(groups) - len(missing) >= LEAST_FIGURE_FIELDS:
                lacking[figure] = missing
        return min(lacking.items(), key=lambda item: len(item[1]))

    def _is_of_indicators(self, found: Collection[str], names: dict[Kind, set[str]]) -> bool:
        """Whether the columns are rather those of indicators: they name one, or are called like several, and neither
        a device nor the class of an event.  ``found``: the fields of indicators; ``names``: of the other kinds."""
        if not names["readings"].isdisjoint({"sensor_id", "station"}) or "subclass" in names["events"]:
            return False
        if "indicator" in found:
            return not any(simplified(column).startswith(_MEASURED) for column in self._headers.columns)
        return self._options.kind in (None, "indicators") and bool(self._indicators())

    def _indicators(self) -> list[str]:
        """The columns that are called like an indicator of the program's catalogue."""
        known = indicators_by_name(load())
        return [column for column in self._headers.columns if name_key(column) in known]

    def _periods(self) -> list[str]:
        """The columns that are called like a period: 2026年三季度."""
        return [column for column in self._headers.columns if period_in(column) is not None]

    def _spread(self) -> BadRow | None:
        """Why a sheet of indicators with its values in several columns has no layout; None for another one."""
        kind, missing = self._nearest()
        if kind != "indicators":
            return None
        if "indicator" in missing and (indicators := self._indicators()):
            line = ExplainedLine(
                "has a column for each indicator ({columns}); give each value a row of its own, with columns like "
                "指标名称, 区划名称, 统计周期, 数值", columns=_named(indicators),
            )  # fmt: skip
            return BadRow(line)
        if not {"period", "value"}.isdisjoint(missing) and (periods := self._periods()):
            line = ExplainedLine(
                "has a column for each period ({columns}); give each value a row of its own, with columns like "
                "指标名称, 区划名称, 统计周期, 数值", columns=_named(periods),
            )  # fmt: skip
            return BadRow(line)
        return None

    def unknown(self) -> BadRow:
        """Why the columns have no layout: what the nearest one lacks."""
        spread = self._spread()
        if spread is not None:
            return spread
        nearest, missing = self._nearest()
        columns = _named(self._headers.columns)
        if len(missing) == len(NEEDED.get(nearest, ())):
            return BadRow(
                ExplainedLine(
                    "has the columns of no known format: {columns}; give events: {events} or readings: {readings}, "
                    "under known headers or with --map FIELD=HEADER",
                    columns=columns, events=FieldNames(*NEEDED["events"]), readings=FieldNames(*NEEDED["readings"]),
                )
            )  # fmt: skip
        named = {"fields": FieldNames(*missing), "columns": columns, "first": missing[0]}
        if nearest in FIGURES:
            return BadRow(
                ExplainedLine(
                    "lacks {fields} for inputs of figures; its columns: {columns}; name the others with --map "
                    "{first}=HEADER, or give a constant with --map {first}==TEXT", **named,
                )
            )  # fmt: skip
        if nearest == "scans":
            return BadRow(
                ExplainedLine(
                    "lacks {fields} for scans of goods; its columns: {columns}; name the others with --map "
                    "{first}=HEADER, or give a constant with --map {first}==TEXT", **named,
                )
            )  # fmt: skip
        if nearest == "readings":
            return BadRow(
                ExplainedLine(
                    "lacks {fields} for readings; its columns: {columns}; name the others with --map {first}=HEADER, "
                    "or give a constant with --map {first}==TEXT", **named,
                )
            )  # fmt: skip
        if missing == ["lon", "lat"]:
            return NoPlace(
                ExplainedLine(
                    "lacks the place of the events: {fields}, or {named}; its columns: {columns}; name one with "
                    "--map village=HEADER", **(named | {"named": FieldNames(*NAMED)}),
                )
            )  # fmt: skip
        line = ExplainedLine(
            "lacks {fields} for events; its columns: {columns}; name the others with --map {first}=HEADER, or give a "
            "constant with --map {first}==TEXT", **named,
        )  # fmt: skip
        return BadRow(line)

    def _fields(self, kind: Kind) -> tuple[dict[str, str], dict[str, str]]:
        """Columns and constants by field; none when the profile is of another kind."""
        profile, given, constants = self._profile, self._given, self._options.constants
        if self._options.kind not in (None, kind) or (profile is not None and profile.kind != kind):
            return {}, {}
        fields: dict[str, str] = {}
        for name in aliases.fields(kind):
            if name not in given and (name in constants or name in self._options.without):
                continue
            known = profile.columns.get(name, []) if profile else aliases.headers(kind, name)
            column = given.get(name) or self._headers.first(known)
            if column is not None and not (name == "date" and column == fields.get("at")):
                fields[name] = column
        stated = profile.constants if profile else {}
        constants = {name: text for name, text in stated.items() if name not in self._options.without} | constants
        said = constants.keys() | fields.keys()
        if kind in ("calls", "indicators") and self._titled.period and said.isdisjoint(PERIOD):
            constants |= {"period": self._titled.period}
        if kind == "indicators" and self._titled.unit and not self._states_unit(fields, said):
            constants |= {"unit": self._titled.unit}
        return fields, {name: text for name, text in constants.items() if name not in fields}

    def _states_unit(self, fields: Mapping[str, str], said: Collection[str]) -> bool:
        """Whether a column or a constant has the unit of the values, or the header of the values names it."""
        return "unit" in said or bool("value" in fields and self._headers.units[fields["value"]])

    def _channels(self, used: Collection[str]) -> tuple[dict[str, ChannelColumn], dict[str, str]]:
        """The columns that hold values of channels, and those that cannot be used with the reason."""
        by_key, units = self._headers.by_key, self._headers.units
        known = known_channel if self._profile is None else partial(_profile_channel, self._profile)
        channels: dict[str, ChannelColumn] = {}
        left_out: dict[str, str] = {}
        for key, column in by_key.items():
            if column in used or column in channels or column in left_out:
                continue
            try:
                found = known(key, units[column])
            except BadValue as error:
                left_out[column] = error.text
                continue
            if found is not None and found.channel not in {other.channel for other in channels.values()}:
                channels[column] = replace(found, flag=by_key.get(found.flag, ""))
        return channels, left_out

    def _layout(
        self,
        kind: LayoutKind,
        fields: dict[str, str],
        constants: dict[str, str],
        channels: dict[str, ChannelColumn] | None = None,
        left_out: dict[str, str] | None = None,
    ) -> Layout:
        channels, left_out = channels or {}, left_out or {}
        refused = self._refused()
        used = {*fields.values(), *channels, *left_out, *(column.flag for column in channels.values()), *refused}
        units = {name: self._headers.units[column] for name, column in fields.items()}
        if kind == "events":
            places = {name for place in _PLACES for name in place} & fields.keys()
            named = {name: shift_in(fields[name]) for name in places if not shift_named(units[name])}
            units |= {name: shift for name, shift in named.items() if shift}
        return Layout(
            kind, fields, {name: unit for name, unit in units.items() if unit}, constants,
            channels, tuple(column for column in self._headers.columns if column not in used), left_out, self._profile,
            refused,
        )  # fmt: skip

    def _refused(self) -> dict[str, dict[str, str]]:
        of_profile = self._profile.refused.items() if self._profile else ()
        columns = [(self._headers.first([header]), reasons) for header, reasons in of_profile]
        return {
            column: {word.lower(): why for word, why in reasons.items()} for column, reasons in columns if column
        }


def _some(fields: dict[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: fields[name] for name in fields if name in names}


def _profile_channel(profile: Profile, key: str, unit: str) -> ChannelColumn | None:
    """The channel of a header of ``profile``; its flag is the header key of that column.  Raises BadValue."""
    if profile.prefix:
        name = key.removeprefix(header_key(profile.prefix))
        return ChannelColumn(name, 1.0, "") if name and name != key else None
    channels = {header_key(header): channel for header, channel in profile.channels.items()}
    bases = [key.removesuffix(header_key(suffix)) for suffix in profile.suffixes if key.endswith(header_key(suffix))]
    base = next((base for base in bases if base in channels), None)
    if base is None:
        return None
    found = channels[base]
    if found.ask and not unit:
        raise BadValue(
            ExplainedLine(
                "is {channel}, but its header states no unit; write it there, like ({unit})",
                channel=found.channel, unit=found.unit,
            )
        )  # fmt: skip
    flag = base + header_key(profile.flag) if profile.flag else ""
    given = unit or found.given or found.unit
    return ChannelColumn(found.channel, factor(given, found.unit), found.unit, given, flag)


def known_channel(key: str, unit: str) -> ChannelColumn | None:
    """The channel that a header key names, by the names of the catalogue; its unit is that of the kind that fits.

    None for one that is not in it.  Raises BadValue for ``unit`` when it cannot be converted."""
    possible = channel_names().get(key, ())
    if not possible:
        return None
    fits = [found for found in possible if not unit or same_unit(unit, found.unit)]
    if fits:
        return fits[0]
    for found in possible:
        try:
            return replace(found, factor=factor(unit, found.unit), given=unit)
        except BadValue as error:
            why = error
    raise BadValue(ExplainedLine("is {channel}, but {why}", channel=possible[0].channel, why=why.text))


@cache
def channel_names() -> dict[str, tuple[ChannelColumn, ...]]:
    """The channels by the header key of their names in the program's catalogue and in ``fields.toml``."""
    names: dict[str, list[ChannelColumn]] = {}
    for kind in load().sensor_kinds.values():
        for channel in kind.channels:
            found = ChannelColumn(channel.key, 1.0, channel.unit, channel.unit)
            words = (channel.key, channel.name.zh, channel.name.en, *aliases.words("channel", channel.key))
            for word in words:
                known = names.setdefault(header_key(word), [])
                if found not in known:
                    known.append(found)
    return {name: tuple(found) for name, found in names.items()}


def is_raw_frame(columns: Sequence[str]) -> bool:
    """Whether a file with these headers consists of messages of HJ 212, not of a table of their values."""
    return bool(columns) and _FRAME.match(columns[0]) is not None


def _lacking(profile: Profile, missing: Sequence[str]) -> str:
    return ExplainedLine(
        "lacks {fields} for profile {profile}; name the column with --map {first}=HEADER, or give a constant with "
        "--map {first}==TEXT",
        fields=FieldNames(*missing), profile=profile.name, first=missing[0],
    )  # fmt: skip


def _named(columns: Sequence[str]) -> str:
    return ", ".join(columns[:_SHOWN]) + (", …" if len(columns) > _SHOWN else "")
