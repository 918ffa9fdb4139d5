"""``main.py run``, ``replay`` and ``drill run``: the windows of the desk, of a recording and of a drill."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from county.explained import WrongArgument
from county.realm import Realm
from services.command_line import arguments
from services.command_line.options import (
    TIME_FORMATS,
    Address,
    GivenTime,
    Keys,
    OwnData,
    PackageFolder,
    RealmName,
    Rebase,
    check_link,
    finite,
    given,
)


def run(
    package: Annotated[Path | None, typer.Argument(help="default: the demo county, built on first use")] = None,
    connect: Address = None,
    keys: Keys = None,
    scene: Annotated[str | None, typer.Option(help="a saved arrangement of the screens")] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(help="write pictures and a summary there, off-screen", callback=given(arguments.target_folder)),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="how long to run off-screen; default 20", callback=finite)
    ] = None,
    realm: RealmName = "live",
    event: Annotated[str, typer.Option(metavar="NUMBER", help="select this event")] = "",
    output: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="with --scene wall:NAME only this output of the wall")
    ] = None,
) -> None:
    """Open a county; with no display, off-screen into out/.  --scene wall:NAME shows a wall."""
    check_link(connect, keys)
    if scene is not None and scene.startswith("wall:"):
        from desktop.wall.program import run_wall

        raise typer.Exit(
            run_wall(
                package,
                scene.removeprefix("wall:"),
                connect=connect,
                keys=keys,
                realm=Realm(realm),
                output=output,
                seconds=seconds,
            )
        )
    if output is not None:
        raise WrongArgument("--output {n}: only a wall has outputs; add --scene wall:NAME", n=output)
    from desktop.run import run as run_desktop

    raise typer.Exit(
        run_desktop(
            package,
            connect=connect,
            keys=keys,
            scene=scene,
            snapshot=snapshot,
            seconds=seconds,
            realm=Realm(realm),
            event=event,
        )
    )


def replay(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="PACKAGE|CLIP", help="a county package, to show its journal, or a .replay or .drill file"
        ),
    ],
    at: Annotated[GivenTime, typer.Option(formats=TIME_FORMATS, help="moment to begin with, Beijing time")] = None,
    speed: Annotated[
        float | None, typer.Option(metavar="X", help="play at once, 0.25 to 600 times as fast as it happened")
    ] = None,
    package: Annotated[
        Path | None, typer.Option(metavar="DIR", help="the county that a clip is shown with; default: the demo county")
    ] = None,
    data: OwnData = None,
    realm: RealmName = "live",
    scene: Annotated[str | None, typer.Option(help="a saved arrangement of the screens")] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(help="write pictures and a summary there, off-screen", callback=given(arguments.target_folder)),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="how long to run off-screen; default 20", callback=finite)
    ] = None,
) -> None:
    """Show what was recorded, as it was known at any moment; read-only."""
    from desktop.replay.run import replay as replay_desktop

    raise typer.Exit(
        replay_desktop(
            arguments.existing_file(source), at=at, speed=speed, package=package, data=data, realm=Realm(realm),
            scene=scene, snapshot=snapshot, seconds=seconds,
        )
    )  # fmt: skip


def run_drill(
    package: PackageFolder,
    scenario: Annotated[Path, typer.Argument(help="a scenario, .toml or .drill.zip", callback=arguments.existing_file)],
    speed: Annotated[
        float | None, typer.Option(min=0, max=60, help="drill seconds per second, instead of the scenario's")
    ] = None,
    rebase: Rebase = False,
) -> None:
    """Run a scenario in a new drill; its window opens as that of the director."""
    from desktop.run import run as run_desktop
    from services.drill.start import opened_drill

    with opened_drill(package, scenario, speed=speed, rebase=rebase, print_line=partial(print, flush=True)) as realm:
        code = run_desktop(package, realm=realm, scene="director")
    raise typer.Exit(code)
