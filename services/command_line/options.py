"""Arguments and options that several verbs have, and how they are checked."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from county.explained import Explained, WrongArgument
from county.realm import Realm
from services.command_line import arguments
from services.transport.address import checked_address


def given(check: Callable[[Path], Path]) -> Callable[[Path | None], Path | None]:
    """``check`` for an option that may be left out."""
    return lambda path: None if path is None else check(path)


def finite(seconds: float | None) -> float | None:
    """A time that ends.  Raises WrongArgument."""
    if seconds is not None and not math.isfinite(seconds):
        raise WrongArgument("--seconds {seconds}: is not a number of seconds; give one like 20", seconds=seconds)
    return seconds


Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="folder of the county package", callback=arguments.target_folder)
]

Replace = Annotated[
    bool, typer.Option("--replace", help="replace the package in DIR and keep it in a folder next to it")
]


def file_option(help: str | None = None, metavar: str = "F[@CRS]") -> OptionInfo:
    """An option that names a file to import."""
    option: OptionInfo = typer.Option(metavar=metavar, help=help, callback=given(source_file))
    return option


def source_file(path: Path) -> Path:
    """A file to import; its name may end with ``|layername=L`` and ``@CRS``."""
    from county.package.importing.named_file import named_file

    arguments.existing_file(named_file(path).path)
    return path


def address(text: str | None) -> str | None:
    """A validated address of a backend.  Raises BadAddress."""
    return None if text is None else checked_address(text)


def listen_address(text: str) -> str:
    """A validated address to listen on; port 0 is any free port.  Raises BadAddress."""
    return checked_address(text, first_port=0)


Address = Annotated[
    str | None,
    typer.Option(metavar="ADDR", help="a running backend, e.g. tcp://10.0.0.5:5570", callback=address),
]


def realm_name(text: str) -> str:
    """A validated name of a realm.  Raises WrongArgument."""
    return realm_named_by("--realm", text)


def realm_named_by(option: str, text: str) -> str:
    """The same, as the value of ``option``."""
    try:
        return Realm(text).id
    except Explained as error:
        raise WrongArgument("{option} {why}", option=option, why=error) from None


GivenTime = datetime | None

TIME_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
"""Of times of the county's clock."""

PackageFolder = Annotated[Path, typer.Argument(help="folder of the county package")]

OwnData = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="data folder, instead of the package's own")
]

Rebase = Annotated[
    bool, typer.Option("--rebase", help="move a scenario of another county to this one, by the codes of its villages")
]

RealmName = Annotated[str, typer.Option(metavar="ID", help="live, or drill: and a name", callback=realm_name)]


def client_keys(path: Path) -> Path:
    """A folder with the keys of a client; a copy of a backend's own folder is refused."""
    from services.transport.zeromq.keys import check_not_copied

    return check_not_copied(arguments.existing_folder(path))


Keys = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="folder with the keys of that backend", callback=given(client_keys)),
]

GatewayKeys = Annotated[
    Path,
    typer.Option("--keys", metavar="DIR", help="folder with the gateway's keys for its backend", callback=client_keys),
]


def check_link(connect: str | None, keys: Path | None) -> None:
    """A backend elsewhere needs keys; keys alone are for the one of this machine.  Raises WrongArgument."""
    if connect is not None and keys is None:
        raise WrongArgument("--connect {to}: --keys is missing; add --keys DIR with its folder of keys", to=connect)
