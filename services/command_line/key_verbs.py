"""``main.py keys``: who may connect to a backend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from county.authority import Role
from services.command_line import arguments
from services.command_line.folders import FolderArguments, folder_verbs

keys = folder_verbs(
    "Keys of a backend's clients.",
    "Keys of clients that may connect to a backend; give its package or data folder first.",
)


@keys.command("add")
def add_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="of the seat, machine or service")],
    role: Annotated[Role, typer.Option(help="what it may do")],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="new folder with the keys for its client", callback=arguments.target_folder),
    ],
    unit: Annotated[str, typer.Option(help="whose tasks a unit may change")] = "",
    division: Annotated[list[str] | None, typer.Option(metavar="CODE", help="only events there")] = None,
    person: Annotated[list[str] | None, typer.Option(metavar="P", help="who works with this key")] = None,
    sensor: Annotated[list[str] | None, typer.Option(metavar="ID", help="only its readings, of a gateway")] = None,
    kind: Annotated[list[str] | None, typer.Option(metavar="KIND", help="only readings of such sensors")] = None,
) -> None:
    """Register a new key and write the folder that its client needs."""
    from county.package.open import CountyPackage
    from services.keys.register import add
    from services.keys.registration import Registration, checked_person

    people = tuple(checked_person(p) for p in person or ())
    named: FolderArguments = context.obj
    name = add(
        named.keys,
        name,
        Registration(
            roles=(role,),
            unit=unit,
            divisions=tuple(division or ()),
            people=people,
            sensors=tuple(sensor or ()),
            kinds=tuple(kind or ()),
        ),
        out,
        county=None if named.package is None else CountyPackage(named.package),
    )
    print(f"{name} is registered as {role}; copy {out} to its machine, start it there with --keys, and delete it here")


@keys.command("list")
def list_keys(context: typer.Context) -> None:
    """Print one registered key per line."""
    from services.keys.register import registered

    for row in registered(context.obj.keys):
        print(row)


@keys.command("enrol")
def enrol_people(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="of the key, as registered")],
    person: Annotated[list[str], typer.Option(metavar="P", help="who works with this key, too")],
) -> None:
    """Enrol people for a registered key, also after its folder was handed over."""
    from services.keys.register import enrol

    print(enrol(context.obj.keys, name, person))


@keys.command("revoke")
def revoke_key(context: typer.Context, name: Annotated[str, typer.Argument(help="as registered")]) -> None:
    """Remove a key from the register; its session ends within two seconds."""
    from services.keys.register import revoke

    revoke(context.obj.keys, name)
    print(f"{name} is revoked; its session, if any, ends within two seconds")


@keys.command("rotate")
def rotate_keys(context: typer.Context) -> None:
    """Give the backend a new pair of keys."""
    from services.keys.register import rotate

    waiting = rotate(context.obj.keys)
    print("the backend has new keys; a running one loads them within two seconds and closes every session")
    for name in waiting:
        print(f"{name}: copy {context.obj.keys / 'server.key'} into its folder of keys")
