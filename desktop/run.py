"""Runs the desktop: opens a county in a window until it is closed, or off-screen for pictures."""

from __future__ import annotations

from desktop.app import Program  # before Qt

# isort: split
import os
from collections.abc import Callable
from pathlib import Path

from county.explained import Explained, WrongArgument, of_os_error
from county.realm import Realm
from desktop.process import qt_messages
from desktop.process.display import has_display
from desktop.process.shown_error import print_and_show
from desktop.process.snapshot import SNAPSHOT_SECONDS
from desktop.scenes.registry import DEFAULT, DRILL_SCENES, SCENES


class UnknownScene(WrongArgument):
    """No scene has this name; one line."""


def run(
    package: Path | None,
    *,
    connect: str | None = None,
    keys: Path | None = None,
    scene: str | None = None,
    snapshot: Path | None = None,
    seconds: float | None = None,
    realm: Realm,
    event: str = "",
) -> int:
    """Open a county in a window until it is closed; off-screen, write pictures and figures after ``seconds``.

    ``package`` None: the demo county, built on first use.  ``connect`` and ``keys``: a running backend;
    else one is supervised for this window, which has its own key unless ``keys`` are given.
    ``event``: number of the event to be selected.  Returns the exit code.

    Raises WrongArgument before any window opens, for the command line; off-screen also the other Explained errors.
    In a window those are printed and shown in a dialog: a user who started the program from an icon sees no terminal.
    """

    def open_live(program: Program, folder: Path) -> None:
        program.event = event
        program.open(folder, connect=connect, keys=keys, realm=realm)

    return run_program(package, open_live, scene=scene, snapshot=snapshot, seconds=seconds)


def run_program(
    package: Path | None,
    open_county: Callable[[Program, Path], None],
    *,
    scene: str | None,
    snapshot: Path | None,
    seconds: float | None,
) -> int:
    """The same for what ``open_county`` opens in the program, given the folder of the package."""
    follows_role, scene = scene is None, DEFAULT if scene is None else scene
    if scene not in (*SCENES, *DRILL_SCENES):
        offered = ", ".join((*SCENES, *DRILL_SCENES))
        raise UnknownScene(f"--scene {scene}: there is no such scene; choose one of {offered}")
    if snapshot is None and not has_display():
        snapshot = Path("out")
    if snapshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        qt_messages.suppress_noise()
    try:
        program = Program(scene=scene, off_screen=snapshot is not None)
        program.window.follows_role = follows_role
    except (Explained, OSError) as error:
        if snapshot is not None or isinstance(error, WrongArgument):
            raise
        print_and_show(_line_of(error))
        return 1
    try:
        folder = program.package(package)
        if folder is None:
            return 1
        open_county(program, folder)
        return (
            program.take_snapshot(snapshot, SNAPSHOT_SECONDS if seconds is None else seconds)
            if snapshot
            else program.run_window(seconds)
        )
    except (Explained, OSError) as error:
        if snapshot is not None or isinstance(error, WrongArgument):
            raise
        print_and_show(_line_of(error), program.shown_window)
        return 1
    finally:
        program.close()


def _line_of(error: Explained | OSError) -> str:
    return error.line if isinstance(error, Explained) else of_os_error(error)
