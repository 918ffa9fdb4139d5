"""The folders that are given before the verbs of a group: ``PACKAGE VERB …`` or ``--data DIR VERB …``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from county.explained import WrongArgument
from services.command_line.usage_errors import FolderVerbs


class FolderArguments(NamedTuple):
    """The folders given before a verb: a package, a data folder, or both."""

    package: Path | None
    data: Path | None

    @property
    def data_folder(self) -> Path:
        """The folder of keys and journals.  Raises WrongArgument, NoDataFolder and PackageError."""
        from services.disk.data_folder import data_folder, named_data_folder

        if self.data is not None:
            return named_data_folder(self.data)
        if self.package is None:
            raise WrongArgument("no folder is given; write PACKAGE or --data DIR before the verb")
        return data_folder(self.package)

    @property
    def keys(self) -> Path:
        """The folder of keys.  Raises the same."""
        return self.data_folder / "keys"


def folder_verbs(about: str, usage: str) -> typer.Typer:
    """A group of such verbs, which find the :class:`FolderArguments` in ``context.obj``.

    ``about`` is its line in the list of verbs, ``usage`` its own help.
    """
    group = typer.Typer(cls=FolderVerbs, subcommand_metavar="PACKAGE|--data DIR VERB", help=about)
    group.callback(help=usage)(_keep_folders)
    return group


def _keep_folders(
    context: typer.Context,
    package: Annotated[Path | None, typer.Option(hidden=True)] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="folder of journal and keys")] = None,
) -> None:
    context.obj = FolderArguments(package, data)
