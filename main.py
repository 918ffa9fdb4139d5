"""The command line.  Every verb calls a package in a few lines and imports it only when it runs."""

from __future__ import annotations

import io
import math
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer
from typer.models import OptionInfo

from county.authority import Role
from county.commands import ReportChannel
from county.explained import Explained, WrongArgument, of_os_error, visible
from county.realm import Realm
from services import arguments
from services.encoded_arguments import readable
from services.standard_output import discarded_output, name_standard_output
from services.transport.address import checked_address
from services.usage_errors import PROGRAM, FolderVerbs, UsageError, Verbs, usage_line

INTERRUPTED = 130
"""128 + SIGINT, as reported by shells."""
PRIVATE_UMASK = 0o077
"""Whatever the program writes is accessible by its user only, also what its libraries write."""
SHARED = ("county", "bench")
"""Verbs whose files others may read, as the user's umask says: packages are data that is handed on."""

app = typer.Typer(cls=Verbs, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
county = typer.Typer(cls=Verbs, help="Build, import, check and migrate county packages.")
app.add_typer(county, name="county")


wall = typer.Typer(cls=Verbs, help="Check a wall file, and write pictures of what it shows.")
app.add_typer(wall, name="wall")


brief = typer.Typer(cls=Verbs, help="Make a briefing, and verify one against the journal.")
app.add_typer(brief, name="brief")


drill = typer.Typer(
    cls=Verbs, help="Scenarios of drills: make, check and run them on the real desk; report and archive what was run."
)
app.add_typer(drill, name="drill")


keys = typer.Typer(cls=FolderVerbs, subcommand_metavar="PACKAGE|--data DIR VERB", help="Keys of a backend's clients.")
app.add_typer(keys, name="keys")
apikeys = typer.Typer(cls=Verbs, help="API keys of the programs and people that report through the HTTP gateway.")
app.add_typer(apikeys, name="apikeys")
contacts = typer.Typer(cls=FolderVerbs, subcommand_metavar="PACKAGE|--data DIR VERB", help="Contacts of reporters.")
app.add_typer(contacts, name="contacts")


def _given(check: Callable[[Path], Path]) -> Callable[[Path | None], Path | None]:
    """``check`` for an option that may be left out."""
    return lambda path: None if path is None else check(path)


def _finite(seconds: float | None) -> float | None:
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


def _file(help: str | None = None, metavar: str = "F[@CRS]") -> OptionInfo:
    """An option that names a file to import."""
    option: OptionInfo = typer.Option(metavar=metavar, help=help, callback=_given(_source))
    return option


def _source(path: Path) -> Path:
    """A file to import; its name may end with ``|layername=L`` and ``@CRS``."""
    from county.package.importing.named_file import named_file

    arguments.existing_file(named_file(path).path)
    return path


def _address(text: str | None) -> str | None:
    """A validated address of a backend.  Raises BadAddress."""
    return None if text is None else checked_address(text)


def _listen_address(text: str) -> str:
    """A validated address to listen on; port 0 is any free port.  Raises BadAddress."""
    return checked_address(text, first_port=0)


Address = Annotated[
    str | None,
    typer.Option(metavar="ADDR", help="a running backend, e.g. tcp://10.0.0.5:5570", callback=_address),
]


def _realm_name(text: str) -> str:
    """A validated name of a realm.  Raises WrongArgument."""
    try:
        return Realm(text).id
    except Explained as error:
        raise WrongArgument("--realm {why}", why=error) from None


GivenTime = datetime | None
TIME_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
"""Of times of the county's clock."""
PackageFolder = Annotated[Path, typer.Argument(help="folder of the county package")]
OwnData = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="data folder, instead of the package's own")
]
RealmName = Annotated[str, typer.Option(metavar="ID", help="live, or drill: and a name", callback=_realm_name)]


def _client_keys(path: Path) -> Path:
    """A folder with the keys of a client; a copy of a backend's own folder is refused."""
    from services.transport.zeromq.keys import check_not_copied

    return check_not_copied(arguments.existing_folder(path))


Keys = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="folder with the keys of that backend", callback=_given(_client_keys)),
]


GatewayKeys = Annotated[
    Path,
    typer.Option("--keys", metavar="DIR", help="folder with the gateway's keys for its backend", callback=_client_keys),
]


def _check_link(connect: str | None, keys: Path | None) -> None:
    """Address and keys of a backend are given together or not at all.  Raises WrongArgument."""
    if connect is not None and keys is None:
        raise WrongArgument("--connect {to}: --keys is missing; add --keys DIR with its folder of keys", to=connect)
    if keys is not None and connect is None:
        raise WrongArgument("--keys {keys}: --connect is missing; add --connect ADDR with its address", keys=keys)


class FolderArguments(NamedTuple):
    """The folders given before a verb: a package, a data folder, or both."""

    package: Path | None
    data: Path | None

    @property
    def data_folder(self) -> Path:
        """The folder of keys and journals.  Raises WrongArgument, NoDataFolder and PackageError."""
        from services.data_folder import data_folder, named_data_folder

        if self.data is not None:
            return named_data_folder(self.data)
        if self.package is None:
            raise WrongArgument("no folder is given; write PACKAGE or --data DIR before the verb")
        return data_folder(self.package)

    @property
    def keys(self) -> Path:
        """The folder of keys.  Raises the same."""
        return self.data_folder / "keys"


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """One county on one screen: command centre and digital twin."""
    if context.invoked_subcommand not in SHARED:
        context.call_on_close(partial(os.umask, os.umask(PRIVATE_UMASK)))
    if context.invoked_subcommand is None:
        run()


@app.command()
def run(
    package: Annotated[Path | None, typer.Argument(help="default: the demo county, built on first use")] = None,
    connect: Address = None,
    keys: Keys = None,
    scene: Annotated[str | None, typer.Option(help="a saved arrangement of the screens")] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option(
            help="write pictures and a summary there, off-screen", callback=_given(arguments.target_folder)
        ),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="how long to run off-screen; default 20", callback=_finite)
    ] = None,
    realm: RealmName = "live",
    event: Annotated[str, typer.Option(metavar="NUMBER", help="select this event")] = "",
    output: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="with --scene wall:NAME only this output of the wall")
    ] = None,
) -> None:
    """Open a county; with no display, off-screen into out/.  --scene wall:NAME shows a wall."""
    _check_link(connect, keys)
    if scene is not None and scene.startswith("wall:"):
        from desktop.wall.program import run_wall

        raise typer.Exit(
            run_wall(
                package, scene.removeprefix("wall:"), connect=connect, keys=keys, realm=Realm(realm), output=output,
                seconds=seconds,
            )
        )
    if output is not None:
        raise WrongArgument("--output {n}: only a wall has outputs; add --scene wall:NAME", n=output)
    from desktop.app import run as run_desktop

    raise typer.Exit(
        run_desktop(
            package, connect=connect, keys=keys, scene=scene, snapshot=snapshot, seconds=seconds, realm=Realm(realm),
            event=event,
        )
    )


@app.command()
def serve(
    package: PackageFolder,
    listen: Annotated[str, typer.Option(metavar="ADDR", help="where to listen", callback=_listen_address)] = "tcp://127.0.0.1:5570",
    data: Annotated[
        Path | None, typer.Option(metavar="DIR", help="folder of journal and keys, created if missing")
    ] = None,
    realm: RealmName = "live",
) -> None:
    """Run the backend alone until it is stopped."""
    from services.app import serve as serve_backend

    raise typer.Exit(serve_backend(package, listen=listen, realm=Realm(realm), data=data))


@county.command()
def new(
    folder: Folder,
    seed: Annotated[int, typer.Option(help="same seed, same county")] = 1,
    villages: Annotated[int, typer.Option(min=2)] = 137,
    sensors: Annotated[int, typer.Option(min=1)] = 2070,
    buildings: Annotated[int, typer.Option(min=1)] = 60_000,
    replace: Replace = False,
) -> None:
    """Build a synthetic demo county."""
    from county.package.demo.build import build_demo

    if replace:
        from services.package_in_use import refuse_in_use

        refuse_in_use(folder)
    with progress_bar() as progress:
        replaced = build_demo(
            folder,
            seed=seed,
            villages=villages,
            sensors=sensors,
            buildings=buildings,
            replace=replace,
            progress=progress,
            cancelled=lambda: False,
        )
    if replaced:
        print(replaced)
    print(f"{folder}: the demo county is built; open it with `main.py run {folder}`")


@county.command("import")
def import_(
    folder: Folder,
    name: Annotated[str, typer.Option(help="name of the county")],
    code: Annotated[str, typer.Option(metavar="NNNNNN", help="its 6-digit division code")],
    boundary: Annotated[Path, _file("outline of the county")],
    towns: Annotated[Path | None, _file("town outlines or seats")] = None,
    villages: Annotated[Path | None, _file("village outlines or seats")] = None,
    places: Annotated[Path | None, _file("seats of divisions as points with names")] = None,
    codes: Annotated[Path | None, _file("table of statistical division codes", "F")] = None,
    village_cells: Annotated[
        bool, typer.Option("--village-cells", help="villages as the cells nearest to their seats: approximate")
    ] = False,
    population: Annotated[
        Path | None, _file("people as a raster: without seats, --village-cells are around its centres")
    ] = None,
    grids: Annotated[Path | None, _file("outlines of the grids within the villages")] = None,
    terrain: Annotated[Path | None, _file("heights as a raster")] = None,
    roads: Annotated[Path | None, _file()] = None,
    waters: Annotated[Path | None, _file()] = None,
    buildings: Annotated[Path | None, _file()] = None,
    sensors: Annotated[Path | None, _file()] = None,
    resources: Annotated[Path | None, _file()] = None,
    crs: Annotated[str | None, typer.Option(metavar="EPSG|gcj02|bd09", help="of files without one")] = None,
    replace: Replace = False,
) -> None:
    """Build a county package from real files; exit 1 if any of their content was lost (errors)."""
    from county.package.importer import import_county

    if replace:
        from services.package_in_use import refuse_in_use

        refuse_in_use(folder)
    with progress_bar() as progress:
        imported = import_county(
            folder,
            name=name,
            code=code,
            boundary=boundary,
            towns=towns,
            villages=villages,
            grids=grids,
            places=places,
            codes=codes,
            village_cells=village_cells,
            population=population,
            terrain=terrain,
            roads=roads,
            waters=waters,
            buildings=buildings,
            sensors=sensors,
            resources=resources,
            crs=crs,
            replace=replace,
            progress=progress,
        )
    for finding in imported.manifest.findings:
        print(visible(finding))
    if imported.replaced:
        print(imported.replaced)
    print(visible(imported.summary(folder)))
    raise typer.Exit(int(imported.errors > 0))


@county.command()
def migrate(folder: Folder) -> None:
    """Migrate a package of an earlier version of the program; it is unchanged if that fails."""
    from county.package.manifest import FORMAT
    from county.package.migrate import migrate as migrate_package

    with progress_bar() as progress:
        steps = migrate_package(folder, progress)
    for step in steps:
        print(step)
    print(f"{folder}: has format {FORMAT}" + ("" if steps else " already; nothing to do"))


@county.command("check")
def check_(folder: Folder) -> None:
    """Print one finding per line; exit 1 if any is an error."""
    from county.package.check import check

    findings = check(folder)
    for finding in findings:
        print(finding)
    raise typer.Exit(int(any(f.severity == "error" for f in findings)))


@app.command()
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
    date_order: Annotated[
        str | None, typer.Option(metavar="dmy|mdy|ymd", help="of dates like 04/12/2018")
    ] = None,
    decimal_comma: Annotated[
        bool | None, typer.Option("--decimal-comma/--decimal-point", help="whether 1,5 is a number")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="show how the file is read; nothing is sent")] = False,
) -> None:
    """Send the events or readings of a file to a running backend, by default the local one."""
    _check_link(connect, keys)
    from services.intake.file_options import file_options

    options = file_options(map or (), profile, date_order, decimal_comma)
    with progress_bar() as progress:
        if dry_run:
            from county.catalog import load
            from county.clock import SystemClock
            from services.dry_run import dry_run as run_dry
            from services.send import place_names

            places = place_names(connect, keys, Realm(realm))
            read = run_dry(
                file, options, progress, SystemClock().now_ms(), load(), places, speed=speed, realm=Realm(realm)
            )
            text, empty = str(read), read.empty
        else:
            from services.send import send as send_file

            report = send_file(
                file, address=connect, keys=keys, speed=speed, realm=Realm(realm), progress=progress,
                print_line=partial(print, flush=True), options=options,
            )  # fmt: skip
            text, empty = str(report), report.empty
    print(text)
    raise typer.Exit(int(empty))


@app.command()
def intake(
    package: PackageFolder,
    keys: GatewayKeys,
    connect: Annotated[
        str | None,
        typer.Option(metavar="ADDR", help="the backend (default: the one of this machine)", callback=_address),
    ] = None,
    listen: Annotated[
        str, typer.Option(metavar="ADDR", help="where to listen; port 0: any free one")
    ] = "http://127.0.0.1:5580",
) -> None:
    """Run the HTTP gateway, in which programs and phones report events, until it is stopped."""
    from services.intake.gateway.program import serve_gateway

    raise typer.Exit(serve_gateway(package, listen=listen, connect=connect, keys=keys))


@apikeys.callback()
def of_gateway(context: typer.Context, keys: GatewayKeys) -> None:
    """API keys of the programs and people that report through the HTTP gateway."""
    context.obj = keys


@apikeys.command("add")
def add_api_key_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="of the system that reports: its channel, never a person")],
    channel: Annotated[ReportChannel, typer.Option(help="the source of its events")],
    rate: Annotated[int, typer.Option(min=1, max=6_000, help="requests a minute")] = 60,
) -> None:
    """Register a key and print it; it is stored nowhere."""
    from county.clock import SystemClock
    from services.intake.gateway.api_keys import add_api_key

    print(add_api_key(context.obj, name, channel, rate, SystemClock()))


@apikeys.command("list")
def list_api_keys(context: typer.Context) -> None:
    """Print one key per line, without the keys themselves."""
    from services.intake.gateway.api_keys import read_api_keys

    for key in read_api_keys(context.obj):
        print(key)


@apikeys.command("revoke")
def revoke_api_key_(
    context: typer.Context, name: Annotated[str, typer.Argument(help="as registered")]
) -> None:
    """Remove a key; a running gateway refuses it at once."""
    from services.intake.gateway.api_keys import revoke_api_key

    revoke_api_key(context.obj, name)
    print(f"{name} is revoked; the gateway refuses it from the next request on")


@keys.callback()
def of_backend(
    context: typer.Context,
    package: Annotated[Path | None, typer.Option(hidden=True)] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="folder of journal and keys")] = None,
) -> None:
    """Keys of clients that may connect to a backend; give its package or data folder first."""
    context.obj = FolderArguments(package, data)


@keys.command("add")
def add_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="of the seat, machine or service")],
    role: Annotated[Role, typer.Option(help="what it may do")],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR", help="new folder with the keys for its client", callback=arguments.target_folder
        ),
    ],
    unit: Annotated[str, typer.Option(help="whose tasks a unit may change")] = "",
    division: Annotated[list[str] | None, typer.Option(metavar="CODE", help="only events there")] = None,
    person: Annotated[list[str] | None, typer.Option(metavar="P", help="who works with this key")] = None,
    sensor: Annotated[list[str] | None, typer.Option(metavar="ID", help="only its readings, of a gateway")] = None,
    kind: Annotated[list[str] | None, typer.Option(metavar="KIND", help="only readings of such sensors")] = None,
) -> None:
    """Register a new key and write the folder that its client needs."""
    from county.package.open import CountyPackage
    from services.key_register import add
    from services.registration import Registration, checked_person

    people = tuple(checked_person(p) for p in person or ())
    named: FolderArguments = context.obj
    name = add(
        named.keys,
        name,
        Registration(
            roles=(role,), unit=unit, divisions=tuple(division or ()), people=people, sensors=tuple(sensor or ()),
            kinds=tuple(kind or ()),
        ),
        out,
        county=None if named.package is None else CountyPackage(named.package),
    )
    print(f"{name} is registered as {role}; copy {out} to its machine, start it there with --keys, and delete it here")


@keys.command("list")
def list_keys(context: typer.Context) -> None:
    """Print one registered key per line."""
    from services.key_register import registered

    for row in registered(context.obj.keys):
        print(row)


@keys.command("enrol")
def enrol_people(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="of the key, as registered")],
    person: Annotated[list[str], typer.Option(metavar="P", help="who works with this key, too")],
) -> None:
    """Enrol people for a registered key, also after its folder was handed over."""
    from services.key_register import enrol

    print(enrol(context.obj.keys, name, person))


@keys.command("revoke")
def revoke_key(context: typer.Context, name: Annotated[str, typer.Argument(help="as registered")]) -> None:
    """Remove a key from the register; its session ends within two seconds."""
    from services.key_register import revoke

    revoke(context.obj.keys, name)
    print(f"{name} is revoked; its session, if any, ends within two seconds")


@keys.command("rotate")
def rotate_keys(context: typer.Context) -> None:
    """Give the backend a new pair of keys."""
    from services.key_register import rotate

    waiting = rotate(context.obj.keys)
    print("the backend has new keys; a running one loads them within two seconds and closes every session")
    for name in waiting:
        print(f"{name}: copy {context.obj.keys / 'server.key'} into its folder of keys")


@contacts.callback()
def of_reporters(
    context: typer.Context,
    package: Annotated[Path | None, typer.Option(hidden=True)] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="folder of journal and keys")] = None,
) -> None:
    """Contacts of reporters; give the backend's package or data folder first."""
    context.obj = FolderArguments(package, data)


@contacts.command("erase")
def erase_contact(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="name and phone as reported, or the token r-…")],
    realm: RealmName = "live",
) -> None:
    """Erase a reporter permanently, with the backend running or not; exit 1 if the text matches no reporter."""
    from services.store.erasure import erase

    raise typer.Exit(erase(context.obj.data_folder, Realm(realm), text, print_line=print))


@brief.command("make")
def make_brief(
    package: PackageFolder,
    out: Annotated[Path, typer.Option(metavar="DIR", help="for the files", callback=arguments.target_folder)],
    kind: Annotated[
        Literal["first", "further", "final", "daily", "weekly", "monthly", "special"],
        typer.Option(help="首报, 续报, 终报, 日报, 周报, 月度通报, 专报"),
    ] = "monthly",
    period: Annotated[
        str, typer.Option("--period", "--month", metavar="PERIOD", help="YYYY-MM-DD, YYYY-Www or YYYY-MM")
    ] = "",
    event: Annotated[str, typer.Option(metavar="NUMBER", help="of the event of a report")] = "",
    briefing: Annotated[str, typer.Option(metavar="ID", help="one of the journal, instead of a kind")] = "",
    data: OwnData = None,
    realm: RealmName = "live",
) -> None:
    """Write a briefing as DOCX, XLSX and PDF, with its backend running or not."""
    from services.brief.command import WantedBriefing, make

    wanted = WantedBriefing(kind, period, event, briefing)
    with progress_bar() as progress:
        paths = make(package, FolderArguments(package, data).data_folder, Realm(realm), wanted, out, progress)
    for path in paths:
        print(path)


@brief.command("verify")
def verify_brief(
    file: Annotated[Path, typer.Argument(help="a briefing, DOCX or XLSX", callback=arguments.existing_file)],
    package: Annotated[Path, typer.Option(metavar="DIR", help="folder of the county package")],
    data: OwnData = None,
    realm: RealmName = "live",
) -> None:
    """Compute every number of a briefing again from the journal; exit 1 if one differs, another word was changed, it is
    not what was signed, or a metric was defined otherwise when it was made."""
    from services.brief.command import verify

    with progress_bar() as progress:
        found = verify(file, package, FolderArguments(package, data).data_folder, Realm(realm), progress)
    for line in found.lines():
        print(visible(line))
    count, stated = len(found.stated.numbers) + len(found.stated.facts), found.stated
    wrong = len(found.differences)
    result = f"{wrong} of {count} numbers differ from" if wrong else f"all {count} numbers are those of"
    head = f", {stated.head_hash[:16]}" if stated.head_hash else ""
    print(f"{file}: {result} the journal as of record {stated.as_of_seq}{head}")
    if found.texts:
        print(f"{len(found.texts)} other texts were changed")
    print(visible(f"signed: {found.signed_as}") if found.signed_as and not found.signature else "not signed")
    raise typer.Exit(int(found.is_wrong))


@drill.command("import")
def import_scenario(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="workbook, CSV, or MSEL of Blueprint as JSON")],
    out: Annotated[Path, typer.Argument(metavar="OUT.toml", help="written, or merged into by id when it exists")],
    columns: Annotated[str, typer.Option("--map", metavar="A=B,…", help="which column is which")] = "",
    bare: Annotated[Literal["minutes", "hours", "days"] | None, typer.Option(help="unit of times like T+2")] = None,
    start: Annotated[str, typer.Option(metavar="TIME", help="start of the drill, for times of day")] = "",
    county_code: Annotated[str, typer.Option("--county", metavar="NNNNNN", help="of a new scenario")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what each row becomes; write nothing")] = False,
) -> None:
    """Make a scenario of a sheet, or bring one up to date; every row is told with what it becomes."""
    from datetime import datetime

    from county.clock import SystemClock
    from county.numbering import COUNTY_TIME
    from services.scenarios.command import columns_stated, start_of
    from services.scenarios.command import import_scenario as scenario_of
    from services.scenarios.imported import ImportOptions

    now = datetime.fromtimestamp(SystemClock().now_ms() / 1000, COUNTY_TIME)
    options = ImportOptions(county_code, start_of(start, now) if start else None, bare, columns_stated(columns))
    scenario_of(file, out, options, now, print, dry_run=dry_run)


@drill.command("export")
def export_scenario(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", callback=arguments.existing_file)],
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx")],
) -> None:
    """Write a scenario as a workbook, which `drill import` reads back as it is."""
    from services.scenarios.command import export_scenario as workbook_of

    workbook_of(scenario, out)
    print(f"{out}: written; read it back with `main.py drill import {out} {scenario}`")


@app.command()
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
        typer.Option(
            help="write pictures and a summary there, off-screen", callback=_given(arguments.target_folder)
        ),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="how long to run off-screen; default 20", callback=_finite)
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


@app.command()
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
        from services.data_folder import data_folder

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


audit = typer.Typer(cls=FolderVerbs, subcommand_metavar="PACKAGE|--data DIR VERB", help="The audit log of a backend.")
app.add_typer(audit, name="audit")


@audit.callback()
def of_data_folder(
    context: typer.Context,
    package: Annotated[Path | None, typer.Option(hidden=True)] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help="folder of journal and keys")] = None,
) -> None:
    """Who connected, was refused, changed keys or took data away; give the package or data folder first."""
    context.obj = FolderArguments(package, data)


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


rules = typer.Typer(cls=Verbs, help="Automation rules of a county package: which records make the backend act.")
app.add_typer(rules, name="rules")


@rules.command("check")
def check_rules(folder: Folder) -> None:
    """Print the rules, or what is wrong with them, one per line; exit 1 for an error."""
    from services.automation_dry_run import check_rules as check_rules_of

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
    from services.automation_dry_run import dry_run as dry_run_of
    from services.data_folder import data_folder, named_data_folder

    stored = data_folder(folder) if data is None else named_data_folder(data)
    with progress_bar() as progress:
        code = dry_run_of(
            CountyPackage(folder), stored, Realm(realm), only=rule, print_line=partial(print, flush=True),
            progress=progress,
        )  # fmt: skip
    raise typer.Exit(code)


Rebase = Annotated[
    bool, typer.Option("--rebase", help="move a scenario of another county to this one, by the codes of its villages")
]


@wall.command("check")
def check_wall(
    file: Annotated[Path, typer.Argument(help="a wall, .toml", callback=arguments.existing_file)],
) -> None:
    """Print one finding per line; exit 1 if any is an error."""
    from county.explained import visible
    from county.wall.loading import load

    loaded = load(file.read_bytes(), file.name)
    for finding in loaded.findings:
        print(f"{finding.severity}: {visible(str(finding))}")
    if loaded.errors == 0 and loaded.wall is not None:
        found = loaded.wall
        tiles = sum(len(each.tiles) for each in found.scenes)
        print(f"{file}: {found.canvas_px[0]} × {found.canvas_px[1]} px on {len(found.outputs)} outputs, "
              f"{len(found.scenes)} scenes, {tiles} tiles: no error")  # fmt: skip
    raise typer.Exit(int(loaded.errors > 0))


@wall.command("shot")
def shoot_wall(
    file: Annotated[Path, typer.Argument(help="a wall, .toml", callback=arguments.existing_file)],
    out: Annotated[Path, typer.Option(metavar="DIR", help="where the pictures go", callback=arguments.target_folder)],
    package: Annotated[Path | None, typer.Option(metavar="PACKAGE", help="default: the demo county")] = None,
    connect: Address = None,
    keys: Keys = None,
    scene: Annotated[list[str] | None, typer.Option(metavar="ID", help="only these scenes")] = None,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="how long data are collected before; default 12", callback=_finite)
    ] = None,
) -> None:
    """Write a picture of every output of a wall, pixel for pixel, and one of the whole canvas."""
    _check_link(connect, keys)
    from desktop.wall.program import shot

    raise typer.Exit(shot(file, out, package, connect=connect, keys=keys, scenes=scene or (), seconds=seconds))


@drill.command("check")
def check_drill(
    file: Annotated[
        Path, typer.Argument(help="a scenario, .toml or .drill.zip", callback=arguments.existing_file)
    ],
    package: Annotated[
        Path | None, typer.Option(metavar="DIR", help="the county it is for; without it only its form is checked")
    ] = None,
    rebase: Rebase = False,
) -> None:
    """Print one finding per line; exit 1 if any is an error."""
    from services.drill.scenario_check import check_scenario

    raise typer.Exit(check_scenario(file, package, rebase=rebase, print_line=print))


@drill.command("run")
def run_drill(
    package: PackageFolder,
    scenario: Annotated[
        Path, typer.Argument(help="a scenario, .toml or .drill.zip", callback=arguments.existing_file)
    ],
    speed: Annotated[
        float | None, typer.Option(min=0, max=60, help="drill seconds per second, instead of the scenario's")
    ] = None,
    rebase: Rebase = False,
) -> None:
    """Run a scenario in a new drill; its window opens as that of the director."""
    from desktop.app import run as run_desktop
    from services.drill.start import opened_drill

    with opened_drill(package, scenario, speed=speed, rebase=rebase, print_line=partial(print, flush=True)) as realm:
        code = run_desktop(package, realm=realm, scene="director")
    raise typer.Exit(code)


DrillName = Annotated[
    str, typer.Option("--realm", metavar="ID", help="the drill, e.g. drill:20260715-001", callback=_realm_name)
]
EarlierDrill = Annotated[
    str | None,
    typer.Option(
        "--against", metavar="ID", help="an earlier drill of the same scenario, to compare with",
        callback=lambda text: None if text is None else _realm_name(text),
    ),
]  # fmt: skip


@drill.command("report")
def report_drill(
    package: PackageFolder,
    realm: DrillName,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="for the files; default: report-… here", callback=_given(arguments.target_folder)
        ),
    ] = None,
    against: EarlierDrill = None,
    data: OwnData = None,
) -> None:
    """Write the evaluation report of a drill as DOCX, PDF and JSON, with its backend running or not, and print what it
    lacks before it can be signed."""
    from services.drill_report.command import report

    with progress_bar() as progress:
        written = report(
            package, FolderArguments(package, data).data_folder, Realm(realm), out,
            None if against is None else Realm(against), progress,
        )  # fmt: skip
    for gap in written.gaps:
        print(visible(f"gap: {gap.chapter} {gap.text}"))
    for path in written.paths:
        print(path)


@drill.command("approve")
def approve_improvements(
    package: PackageFolder,
    items: Annotated[list[str], typer.Argument(metavar="ITEM…", help="improvements of the drill's report")],
    realm: DrillName,
    data: OwnData = None,
) -> None:
    """Approve improvements that a drill showed: each becomes an event of class 演练整改 in the running live realm."""
    from services.drill_report.approval import approve

    with progress_bar() as progress:
        approve(
            package, FolderArguments(package, data).data_folder, Realm(realm), items,
            lambda line: print(visible(line)), progress,
        )  # fmt: skip


@drill.command("archive")
def archive_drill(
    package: PackageFolder,
    out: Annotated[Path, typer.Argument(metavar="OUT.drill")],
    realm: DrillName,
    against: EarlierDrill = None,
    data: OwnData = None,
) -> None:
    """Write the scenario, the recording and the report of a drill into one file, with its backend running or not; it
    opens on any machine without keys."""
    from services.drill_archive.command import archive

    with progress_bar() as progress:
        line = archive(
            package, FolderArguments(package, data).data_folder, Realm(realm), out,
            None if against is None else Realm(against), progress,
        )  # fmt: skip
    print(visible(line))


@drill.command("open")
def open_drill(
    file: Annotated[Path, typer.Argument(metavar="FILE.drill", callback=arguments.existing_file)],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="write report, scenario, photos and files there, too; a new folder",
            callback=_given(arguments.target_folder),
        ),
    ] = None,
) -> None:
    """Print what an archived drill holds, and verify all digests and the chain; exit 1 for a fault."""
    from services.drill_archive.command import open_archive

    open_archive(file, out, print)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="startup, wire, journal, store, memory, hard …")],
    json: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="write the figures there, too", callback=_given(arguments.target_file)
        ),
    ] = None,
) -> None:
    """Measure one performance figure against its goal."""
    from bench import figures, registry

    if name not in registry.BENCHES:
        raise WrongArgument(
            "{name}: there is no such benchmark; choose one of {all}", name=name, all=", ".join(registry.BENCHES)
        )
    with progress_bar() as progress:
        found = registry.bench(name)(progress)
    figures.show(name, found)
    if json is not None:
        figures.write_json(name, found, json)


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], None]]:
    """A progress bar on stderr if that is a terminal; yields its update function: share done, 0 to 1, and step."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, text: bar.update(task, completed=share, description=text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, by default that of the process.

    What the encoding of the output lacks, like ² in GBK, is printed as an escape: no work fails by its report.
    Exit codes: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted.
    """
    name_standard_output()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        words = readable(sys.argv[1:] if arguments is None else arguments, sys.getfilesystemencoding())
        code = app(words, prog_name=PROGRAM, standalone_mode=False) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
        if code == INTERRUPTED:
            print("stopped by Ctrl-C", file=sys.stderr)
        return int(code)
    except SystemExit as end:  # nobody reads the output any more
        return end.code if isinstance(end.code, int) else 1
    except UsageError as error:
        print(f"error: {usage_line(error)}", file=sys.stderr)
        return 2
    except Explained as error:
        print(f"error: {visible(str(error))}", file=sys.stderr)
        return 2 if isinstance(error, WrongArgument) else 1
    except OSError as error:
        if not discarded_output(error):
            print(f"error: {of_os_error(error)}", file=sys.stderr)
    except Exception as error:
        print(
            f"error: {type(error).__name__}: {visible(str(error))}; report it with {write_crash()}",
            file=sys.stderr,
        )
    return 1


def write_crash() -> Path:
    """Append the traceback of the error being handled to the crash log; returns its path."""
    from platformdirs import user_log_path

    from services.store.private import private_file, private_folder

    log = user_log_path("county-command", appauthor=False) / "crash.log"
    private_folder(log.parent)
    private_file(log)
    with log.open("a", encoding="utf-8") as out:
        out.write(traceback.format_exc())
    return log


if __name__ == "__main__":
    sys.exit(main())
