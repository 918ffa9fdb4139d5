"""``main.py journal``: verify, back up, restore, repair and clip."""

from __future__ import annotations

from typing import Annotated

import typer

from county.explained import WrongArgument
from county.realm import Realm
from services.command_line.options import TIME_FORMATS, GivenTime, OwnData, RealmName
from services.command_line.progress_bar import progress_bar


def journal(
    words: Annotated[
        list[str], typer.Argument(metavar="[PACKAGE] verify | backup OUT | restore FROM | repair OUT | clip OUT")
    ],
    data: OwnData = None,
    realm: RealmName = "live",
    from_: Annotated[GivenTime, typer.Option("--from", formats=TIME_FORMATS, help="of a clip, Beijing time")] = None,
    to: Annotated[GivenTime, typer.Option(formats=TIME_FORMATS, help="of a clip, Beijing time")] = None,
) -> None:
    """Verify, back up, restore or repair a journal, or write a part of it as a clip, with its backend running or not.

    With --data BACKUP, verify checks a backup.  A clip opens with `replay`, on any machine and without keys.
    """
    from services.store.maintenance.command import journal as journal_command
    from services.store.maintenance.command import parsed

    package, verb, path = parsed(words, data)
    if data is None:
        from services.disk.data_folder import data_folder

        assert package is not None
        data = data_folder(package)
    if (verb == "clip") != (from_ is not None and to is not None) or (from_ is None) != (to is None):
        raise WrongArgument("journal: give --from and --to with the verb clip, and only with it")
    if verb == "clip" and from_ is not None and to is not None:
        from services.replay.clip_command import clip as clip_command

        assert package is not None
        assert path is not None
        with progress_bar() as progress:
            print(clip_command(package, data, Realm(realm), path, from_, to, progress))
        return
    with progress_bar() as progress:
        code = journal_command(data, verb, path, realm=Realm(realm), print_line=print, progress=progress)
    raise typer.Exit(code)
