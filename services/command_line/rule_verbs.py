"""``main.py rules``: automation rules of a package."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from county.realm import Realm
from services.command_line import arguments
from services.command_line.options import Folder, OwnData, RealmName
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

rules = typer.Typer(cls=Verbs, help="Automation rules of a county package: which records make the backend act.")


@rules.command("check")
def check_rules(folder: Folder) -> None:
    """Print the rules, or what is wrong with them, one per line; exit 1 for an error."""
    from services.follow_ups.automation_dry_run import check_rules as check_rules_of

    raise typer.Exit(check_rules_of(arguments.existing_folder(folder), print))


@rules.command("dry-run")
def dry_run_rules(
    folder: Folder,
    data: OwnData = None,
    realm: RealmName = "live",
    rule: Annotated[str, typer.Option(metavar="RULE", help="only this one")] = "",
) -> None:
    """Print what the rules would have done after each record of the journal; nothing is written."""
    from county.package.open import CountyPackage
    from services.disk.data_folder import data_folder, named_data_folder
    from services.follow_ups.automation_dry_run import dry_run as dry_run_of

    stored = data_folder(folder) if data is None else named_data_folder(data)
    with progress_bar() as progress:
        code = dry_run_of(
            CountyPackage(folder), stored, Realm(realm), only=rule, print_line=partial(print, flush=True),
            progress=progress,
        )  # fmt: skip
    raise typer.Exit(code)
