"""``main.py contacts``: names and phones of reporters."""

from __future__ import annotations

from typing import Annotated

import typer

from county.realm import Realm
from services.command_line.folders import folder_verbs
from services.command_line.options import RealmName

contacts = folder_verbs(
    "Contacts of reporters.",
    "Contacts of reporters; give the backend's package or data folder first.",
)


@contacts.command("erase")
def erase_contact(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="name and phone as reported, or the token r-…")],
    realm: RealmName = "live",
) -> None:
    """Erase a reporter permanently, with the backend running or not; exit 1 if the text matches no reporter."""
    from services.store.erasure import erase

    raise typer.Exit(erase(context.obj.data_folder, Realm(realm), text, print_line=print))
