"""``main.py audit``: what the audit log of a backend says."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from services.command_line.folders import folder_verbs

audit = folder_verbs(
    "The audit log of a backend.",
    "Who connected, was refused, changed keys or took data away; give the package or data folder first.",
)


@audit.command("list")
def list_audit(
    context: typer.Context,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="first day or minute, Beijing time"),
    ] = None,
) -> None:
    """Print the entries, oldest first, one a line."""
    from services.audit.command import list_entries

    list_entries(context.obj.data_folder, since, print_line=print)


@audit.command("verify")
def verify_audit_log(context: typer.Context) -> None:
    """Verify every entry, their chain and both ends; exit 1 for a fault."""
    from services.audit.command import verify

    raise typer.Exit(verify(context.obj.data_folder, print_line=print))
