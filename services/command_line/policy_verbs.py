"""``main.py policy``: the policies of a county package."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from county.clock import SystemClock
from county.numbering import COUNTY_TIME
from services.command_line import arguments
from services.command_line.options import Folder
from services.command_line.usage_errors import Verbs

if TYPE_CHECKING:
    from services.policies.library import Library

policy = typer.Typer(cls=Verbs, help="Policies of a county package: imported, checked, asked.")
Day = Annotated[
    datetime | None, typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="as of this day, by default today")
]


@policy.command("import")
def import_policies(
    folder: Folder,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="DOCX or PDF")],
    in_force_from: Annotated[
        datetime | None, typer.Option(metavar="DAY", formats=["%Y-%m-%d"], help="where the text does not say it")
    ] = None,
    supersedes: Annotated[list[str] | None, typer.Option(metavar="ID", help="of a version that it replaces")] = None,
) -> None:
    """Write each file as TOML into the package's folder ``policies``, to be read and corrected by a person."""
    from county.package.manifest import read_manifest
    from services.policies.importing import import_policy

    read_manifest(arguments.existing_folder(folder))
    begins = None if in_force_from is None else in_force_from.date()
    for file in files:
        path = arguments.existing_file(file)
        for line in import_policy(path, folder, from_day=begins, supersedes=tuple(supersedes or ())):
            print(line)


@policy.command("check")
def check(folder: Folder, on: Day = None) -> None:
    """Print what cannot be read, what cannot answer and what differs; exit 1 for what cannot be read."""
    from services.policies.check import check_policies

    raise typer.Exit(check_policies(_library(folder), _day(on), print))


@policy.command("ask")
def ask(folder: Folder, question: Annotated[str, typer.Argument(metavar="QUESTION")], on: Day = None) -> None:
    """Print the article that answers a question, word by word, or that none does."""
    from services.policies.answer_lines import answer_lines
    from services.policies.answering import PolicyAnswers

    for line in answer_lines(PolicyAnswers(_library(folder)).answer(question, _day(on))):
        print(line)


def _library(folder: Path) -> Library:
    from county.package.manifest import read_manifest
    from services.policies.library import library_of

    manifest = read_manifest(arguments.existing_folder(folder))
    return library_of(folder, synthetic=manifest.synthetic)


def _day(on: datetime | None) -> date:
    now_ms = SystemClock().now_ms()
    return datetime.fromtimestamp(now_ms / 1_000, COUNTY_TIME).date() if on is None else on.date()
