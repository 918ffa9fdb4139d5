"""What a window asks the process that reads and imports files, and what that answers: one message a line in JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import msgspec

from county.authority import Principal
from county.commands import PlaceLevel
from county.explained import ExplainedLine
from county.refusals import RefusalText
from county.refusals import template as refusal_template
from services.intake.file_options import FileOptions, file_options
from services.intake.named import FieldNames, FieldWord
from services.intake.profiles import Kind

LONGEST = 1 << 24
"""Bytes of a line."""
SHORT = 200
"""Characters of a text that is only shown."""


class FileMessage(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """A request or an answer."""


class Reason(msgspec.Struct, frozen=True):
    """A text that the window translates: a code of :mod:`county.refusals`, the template of an ExplainedLine, keys of
    fields, or a word of the field in ``params``."""

    context: Literal["refusals", "explained", "fields", "word", ""]
    """"": ``template`` is the text."""
    template: str
    params: dict[str, Any] = {}
    """Texts, or reasons in their turn."""

    @classmethod
    def of(cls, text: str) -> Reason:
        """The reason that ``text`` states."""
        match text:
            case RefusalText(code=code, params=params):
                return cls("refusals", code, {name: _encodable(value) for name, value in params.items()})
            case FieldNames(template=template):
                return cls("fields", template)
            case FieldWord(template=template, field=field):
                return cls("word", _encodable(template), {"field": field})
            case ExplainedLine(template=template, params=named):
                return cls("explained", template, {name: _inner(value) for name, value in named.items()})
        return cls("", _encodable(text))

    @property
    def parts(self) -> list[Reason | None]:
        """The parameters that are reasons, in their order; None for a text."""
        return [msgspec.convert(value, Reason) if isinstance(value, dict) else None for value in self.params.values()]

    @property
    def line_params(self) -> dict[str, str]:
        """The parameters as texts."""
        return {name: _outer(value) for name, value in self.params.items()}

    @property
    def english(self) -> str:
        """The template of the text in English, by which its words in another language are found."""
        return refusal_template(self.template, self.line_params) if self.context == "refusals" else self.template

    @property
    def line(self) -> str:
        """The text as it was: a RefusalText, an ExplainedLine or a plain one."""
        match self.context:
            case "refusals":
                return RefusalText(self.template, self.params)
            case "explained":
                return ExplainedLine(self.template, **self.line_params)
            case "fields":
                return FieldNames(self.template)
            case "word":
                return FieldWord(self.params["field"], self.template)
        return self.template


def _inner(value: str) -> Any:
    return msgspec.to_builtins(Reason.of(value)) if isinstance(value, ExplainedLine) else _encodable(value)


def _encodable(text: str) -> str:
    """``text`` as a plain string; a half of a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def _outer(value: Any) -> str:
    return msgspec.convert(value, Reason).line if isinstance(value, dict) else str(value)


class FileChoice(msgspec.Struct, frozen=True):
    """What the user says about a file, as on the command line of ``main.py send``."""

    columns: dict[str, str] = {}
    """Field → header."""
    constants: dict[str, str] = {}
    """Field → its value in every row."""
    without: tuple[str, ...] = ()
    """Fields that no column holds."""
    kind: Kind | None = None
    profile: str = ""
    """"": the one that is recognised."""
    date_order: str = ""
    decimal_comma: bool | None = None

    def options(self) -> FileOptions:
        """Raises WrongArgument, BadAliases."""
        stated = file_options((), self.profile or None, self.date_order or None, self.decimal_comma)
        return replace(
            stated, columns=self.columns, constants=self.constants, without=frozenset(self.without), kind=self.kind
        )


class PreviewFile(FileMessage, frozen=True, kw_only=True):
    """Read a file as the backend of ``package`` would take it at ``now_ms``; nothing is sent."""

    file: str
    """Also with the name of a sheet, list or packed file: ``points.xlsx|2024``."""
    package: str
    now_ms: int
    choice: FileChoice = FileChoice()
    realm: str
    principal: Principal | None = None
    """Of the window; None while it is not known."""


class ImportFile(FileMessage, frozen=True, kw_only=True):
    """Send a file to the backend at ``address`` for ``person``; rows that are not stored go to ``refused``."""

    file: str
    choice: FileChoice
    address: str
    keys: str
    realm: str
    person: str = ""
    refused: str


class SaveRefused(FileMessage, frozen=True, kw_only=True):
    """Write the rows that were not stored as a workbook."""

    refused: str
    """Of the import."""
    path: str
    words: dict[str, str] = {}
    """Templates of reasons → the same in the language of the user."""
    place_head: str = "row"
    reason_head: str = "refused because"


class SaveProfile(FileMessage, frozen=True, kw_only=True):
    """Save how a file is read as the profile ``name``, for other files and for ``main.py send``."""

    file: str
    choice: FileChoice
    name: str


Request = PreviewFile | ImportFile | SaveRefused | SaveProfile


class FileColumn(msgspec.Struct, frozen=True):
    """A column of the file."""

    header: str
    samples: tuple[str, ...]
    fields: tuple[str, ...] = ()
    """The fields that it holds: mostly one, or none."""
    channel: str = ""
    """The channel whose values it holds."""


class FileColumns(FileMessage, frozen=True, kw_only=True):
    """What the columns of the file are; the first answer to PreviewFile."""

    format: str
    encoding: str
    """"" for binary formats."""
    sheet: str
    header_row: int
    """0 for formats without a header."""
    columns: list[FileColumn]
    kind: str = ""
    """"": the columns are those of no known format."""
    nearest: str = ""
    """The inputs of figures that such columns resemble most; "": they rather resemble events or readings."""
    lacking: Reason | None = None
    constants: dict[str, str] = {}
    profile: str = ""
    """The one that is used."""
    profiles: tuple[str, ...] = ()
    fields: dict[str, tuple[str, ...]]
    """By kind."""


class UnderstoodRow(msgspec.Struct, frozen=True):
    """One row as it is understood."""

    where: str
    at_ms: int | None
    """None: now."""
    place: str
    division: str
    subclass: str
    title: str
    reporter: str = ""
    address: str = ""
    place_level: PlaceLevel = "point"


class PreviewRefusal(msgspec.Struct, frozen=True):
    where: str
    reason: Reason


class PreviewRows(FileMessage, frozen=True, kw_only=True):
    """Rows of the file, in its order; only the first ones are shown."""

    understood: list[UnderstoodRow] = []
    refused: list[PreviewRefusal] = []


class FileProgress(FileMessage, frozen=True):
    share: float
    rows: int = 0


class ReasonCount(msgspec.Struct, frozen=True):
    reason: Reason
    """Of the first of the rows."""
    number: int


class FileOutcome(FileMessage, frozen=True, kw_only=True):
    """The last answer to PreviewFile and ImportFile: ``stored`` would be, or were, stored."""

    rows: int
    events: int
    readings: int
    figures: int
    approximate: int = 0
    """Events at places that are known only approximately."""
    known: int = 0
    """Of the events and readings: the backend had them."""
    gaps: int = 0
    refused: int
    """Refused by the backend, or certain to be."""
    unusable: int
    """Not interpreted."""
    reasons: list[ReasonCount]
    notes: list[Reason]
    unused: list[str]
    kept: int = 0
    """Rows that were not stored and can be saved."""
    cancelled: bool = False


class FileSaved(FileMessage, frozen=True, kw_only=True):
    path: str
    rows: int = 0
    left_out: int = 0
    """Rows that do not fit into a workbook."""


class FileFailed(FileMessage, frozen=True):
    """The last answer when the request cannot be carried out."""

    reason: Reason


Reply = FileColumns | PreviewRows | FileProgress | FileOutcome | FileSaved | FileFailed
_ENCODER = msgspec.json.Encoder()
_REQUEST: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_REPLY: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)


def encoded(message: FileMessage) -> bytes:
    """A line."""
    return _ENCODER.encode(message) + b"\n"


def request_of(line: bytes) -> Request:
    """Raises msgspec.DecodeError."""
    return _REQUEST.decode(line)


def reply_of(line: bytes) -> Reply:
    """Raises msgspec.DecodeError."""
    return _REPLY.decode(line)
