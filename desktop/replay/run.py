"""``main.py replay``: shows a clip or a journal in a window of its own."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from county.explained import WrongArgument
from county.realm import Realm
from desktop.app import Program
from desktop.backend.live_beside import live_of_machine
from desktop.process import demo_county
from desktop.replay.opening import ReplayOpener, is_clip
from desktop.run import run_program
from services.disk.data_folder import data_folder
from services.drill_archive.archive_file import recording_in
from services.protocol.replay import RATE_LEAST, RATE_MOST
from services.replay.clip_command import county_ms
from services.scenarios.scenario_files import PACKED


def replay(
    source: Path,
    *,
    at: datetime | None,
    speed: float | None,
    package: Path | None,
    data: Path | None,
    realm: Realm,
    scene: str | None,
    snapshot: Path | None,
    seconds: float | None,
) -> int:
    """Show ``source``, a package or a clip, until the window is closed; off-screen, write pictures after ``seconds``.

    ``at``: local time of the county; ``package``: what a clip is shown with, None for the demo county.  Returns the
    exit code.  Raises WrongArgument, and off-screen other Explained errors.
    """
    if speed is not None and not RATE_LEAST <= speed <= RATE_MOST:
        raise WrongArgument(
            "--speed {speed}: is not between {least} and {most}", speed=f"{speed:g}", least=f"{RATE_LEAST:g}",
            most=f"{RATE_MOST:g}",
        )  # fmt: skip
    if source.is_file() and source.name.endswith((".toml", PACKED)):
        raise WrongArgument(
            "{path}: is a scenario, not a recording of a drill; play it with `main.py drill run PACKAGE {path}`",
            path=source,
        )  # fmt: skip
    clip = source if is_clip(source) else None
    if clip is not None and data is not None:
        raise WrongArgument("--data {data}: a clip needs no data folder; leave it out", data=data)
    if clip is None and package is not None:
        raise WrongArgument("--package {package}: is for a clip; leave it out", package=package)
    if clip is not None and package is None and not demo_county.is_built():
        recording_in(clip)  # a damaged one is told before the demo county is built, which takes long
    live = None if clip is not None else live_of_machine(source, data or data_folder(source))
    opener = ReplayOpener(clip, data, realm, None if at is None else county_ms(at), speed, live=live)
    return run_program(
        source if clip is None else package, partial(Program.open_replay, opener=opener), scene=scene,
        snapshot=snapshot, seconds=seconds,
    )  # fmt: skip
