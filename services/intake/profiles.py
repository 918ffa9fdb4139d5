"""Profiles: how the exports of a known system are read.  One is a table in ``resources/importing/profiles``, one that
the user has saved in a window, or a file of the user."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import tomli_w

from county.explained import WrongArgument
from county.tables.aliases import TABLE, BadAliases, header_key
from county.tables.times import DateOrder
from services.disk.data_folder import user_data
from services.disk.durable import write_whole
from services.disk.file_format import NEWER, format_of
from services.store.private import private_folder

FOLDER = TABLE.parent / "profiles"
SAVED = "profiles"
FORMAT = 1
"""Of saved profiles; those without a version are of format 1."""
_NAME = re.compile(r"\w[\w \-]{0,59}")
FigureKind = Literal["calls", "visits", "indicators"]
Kind = Literal["events", "readings", "calls", "visits", "indicators", "scans"]


class ProfileChannel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column that holds the values of one channel."""

    channel: str
    unit: str
    """Of the channel in this program."""
    given: str = ""
    """Of the column, when its header names none; "": that of the channel."""
    ask: bool = False
    """The header must name the unit: exports of this system differ."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The columns, words and constants of one system's exports."""

    name: str
    title: str
    kind: Kind
    recognise: Annotated[list[str], msgspec.Meta(min_length=1)]
    """A file with all of these columns is one of them; ``values.*`` is any column that begins so."""
    date_order: DateOrder | None = None
    played: bool = False
    """Its stations are not sensors of the county: its readings are marked as played from a file."""
    columns: dict[str, list[str]] = {}
    """Field → possible headers, best first."""
    constants: dict[str, str] = {}
    """Field → its value in every row, where no column holds it."""
    words: dict[str, dict[str, str]] = {}
    """Field → word of the file → this program's word."""
    beginnings: dict[str, dict[str, str]] = {}
    """The same by the beginning of the word; the first that fits counts."""
    otherwise: dict[str, str] = {}
    """Field → this program's word for any other; how many rows get it is reported."""
    channels: dict[str, ProfileChannel] = {}
    """Header → channel, of tables with a column per channel."""
    suffixes: tuple[str, ...] = ("",)
    """What headers of channels may end with, best first."""
    flag: str = ""
    """What the header of a channel ends with in the column of its quality."""
    refused: dict[str, dict[str, str]] = {}
    """Header → word of the file → why rows with it are refused."""
    remark: str = ""
    """What the report says about every file of this system."""
    prefix: str = ""
    """Columns that begin so hold the channel of the rest of their name."""

    def fits(self, keys: Collection[str]) -> bool:
        """Whether a file with the header keys ``keys`` is one of this system."""
        return all(
            any(key.startswith(header_key(known[:-1])) for key in keys)
            if known.endswith("*")
            else header_key(known) in keys
            for known in self.recognise
        )


def read_profile(path: Path) -> Profile:
    """The profile in ``path``, named like the file.  Raises BadAliases."""
    try:
        text = path.read_text(encoding="utf-8")
        if (found := format_of(text.encode(), msgspec.toml.decode)) > FORMAT:
            raise BadAliases(NEWER, path=path, found=found)
        content = tomllib.loads(text)
        content.pop("format", None)
        return msgspec.convert({"name": path.stem, **content}, Profile)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise BadAliases("{path}: {why}; fix the line", path=path, why=error) from error


@cache
def profiles() -> tuple[Profile, ...]:
    """The saved profiles and the program's, those that ask for more columns first.  Raises BadAliases."""
    paths = {path.stem: path for folder in (FOLDER, saved_folder()) for path in sorted(folder.glob("*.toml"))}
    found = [read_profile(path) for path in paths.values()]
    return tuple(sorted(found, key=lambda profile: (-len(profile.recognise), profile.name not in saved_names())))


def saved_folder() -> Path:
    """Where the user's profiles are saved."""
    return user_data() / SAVED


def saved_names() -> frozenset[str]:
    """The names of the user's profiles."""
    return frozenset(path.stem for path in saved_folder().glob("*.toml"))


def save_profile(profile: Profile) -> Path:
    """Save ``profile`` under its name, replacing one of the same name.  Raises WrongArgument, OSError."""
    if not _NAME.fullmatch(profile.name):
        raise WrongArgument(
            "{name}: is not usable as a name; give 1 to 60 letters, digits, blanks, - or _", name=profile.name
        )
    content = {name: value for name, value in msgspec.to_builtins(profile).items() if value not in (None, "", {}, [])}
    del content["name"]
    content = {"format": FORMAT, **content}
    private_folder(saved_folder())
    path = saved_folder() / f"{profile.name}.toml"
    write_whole(path, tomli_w.dumps(content).encode())
    profiles.cache_clear()
    return path


def profile_named(name: str) -> Profile:
    """The profile ``name``, or the one in the file ``name``.  Raises WrongArgument, BadAliases."""
    if name.endswith(".toml"):
        return read_profile(Path(name))
    found = next((profile for profile in profiles() if profile.name == name), None)
    if found is None:
        raise WrongArgument(
            "--profile {name}: there is no such profile; choose one of {all}, or give a file like {folder}/311.toml",
            name=name, all=", ".join(sorted(profile.name for profile in profiles())), folder=FOLDER,
        )  # fmt: skip
    return found
