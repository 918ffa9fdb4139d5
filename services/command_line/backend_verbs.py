"""The verbs of the processes without a window: the backend, the sender of files and the HTTP gateway."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from county.realm import Realm
from services.command_line import arguments
from services.command_line.options import (
    Address,
    GatewayKeys,
    Keys,
    PackageFolder,
    RealmName,
    address,
    check_link,
    listen_address,
)
from services.command_line.progress_bar import progress_bar


def serve(
    package: PackageFolder,
    listen: Annotated[
        str, typer.Option(metavar="ADDR", help="where to listen", callback=listen_address)
    ] = "tcp://127.0.0.1:5570",
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="folder of journal and keys, created if missing")
    ] = None,
    realm: RealmName = "live",
) -> None:
    """Run the backend alone until it is stopped."""
    from services.app import serve as serve_backend

    raise typer.Exit(serve_backend(package, listen=listen, realm=Realm(realm), data=data))


def send(
    file: Annotated[
        Path,
        typer.Argument(help="CSV, Excel, JSON, GeoJSON, XML or HTML table", callback=arguments.existing_file),
    ],
    connect: Address = None,
    keys: Keys = None,
    speed: Annotated[float | None, typer.Option(help="times faster than the file's own clock")] = None,
    realm: RealmName = "live",
    map: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=HEADER,…", help="columns under other headers; FIELD==TEXT for a constant"),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="of the exporting system, or a .toml file")
    ] = None,
    date_order: Annotated[str | None, typer.Option(metavar="dmy|mdy|ymd", help="of dates like 04/12/2018")] = None,
    decimal_comma: Annotated[
        bool | None, typer.Option("--decimal-comma/--decimal-point", help="whether 1,5 is a number")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show how the file is read; nothing is sent")] = False,
) -> None:
    """Send the events or readings of a file to a running backend, by default the local one."""
    check_link(connect, keys)
    from services.intake.file_options import file_options

    options = file_options(map or (), profile, date_order, decimal_comma)
    with progress_bar() as progress:
        if dry_run:
            from county.catalog import load
            from county.clock import SystemClock
            from services.sending.dry_run import dry_run as run_dry
            from services.sending.send import place_names

            places = place_names(connect, keys, Realm(realm))
            read = run_dry(
                file, options, progress, SystemClock().now_ms(), load(), places, speed=speed, realm=Realm(realm)
            )
            text, empty = str(read), read.empty
        else:
            from services.sending.send import send as send_file

            report = send_file(
                file, address=connect, keys=keys, speed=speed, realm=Realm(realm), progress=progress,
                print_line=partial(print, flush=True), options=options,
            )  # fmt: skip
            text, empty = str(report), report.empty
    print(text)
    raise typer.Exit(int(empty))


def intake(
    package: PackageFolder,
    keys: GatewayKeys,
    connect: Annotated[
        str | None,
        typer.Option(metavar="ADDR", help="the backend (default: the one of this machine)", callback=address),
    ] = None,
    listen: Annotated[
        str, typer.Option(metavar="ADDR", help="where to listen; port 0: any free one")
    ] = "http://127.0.0.1:5580",
) -> None:
    """Run the HTTP gateway, in which programs and phones report events, until it is stopped."""
    from services.intake.gateway.program import serve_gateway

    raise typer.Exit(serve_gateway(package, listen=listen, connect=connect, keys=keys))
