"""``main.py coverage``: how well the villages of a county package reach its public services, and what would help."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from county.clock import SystemClock
from county.numbering import COUNTY_TIME
from services.command_line import arguments
from services.command_line.options import Folder, given
from services.command_line.progress_bar import progress_bar
from services.command_line.usage_errors import Verbs

if TYPE_CHECKING:
    from county.coverage.question import CoverageQuestion
    from county.package.open import CountyPackage

coverage = typer.Typer(cls=Verbs, help="Coverage of villages by public services: times, further sites, mobile tours.")
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="write it, as .docx, .xlsx, .pdf or .txt", callback=given(arguments.target_file)
    ),
]
Service = Annotated[str, typer.Option(metavar="KEY", help="a row of public_services.toml, such as clinic")]


@coverage.command("times")
def times(folder: Folder, service: Service, out: Out = None) -> None:
    """Print how many people reach a facility in time, and each village's minutes and accessibility."""
    _answer(folder, _question(service=service), out)


@coverage.command("sites")
def sites(
    folder: Folder,
    service: Service,
    count: Annotated[int, typer.Option(min=1, max=50, help="facilities to propose")] = 1,
    aim: Annotated[
        str, typer.Option(metavar="cover|median", help="most people in time, or least time of all")
    ] = "cover",
    out: Out = None,
) -> None:
    """Propose villages for further facilities, with how much better another proposal could be."""
    from county.coverage.siting import AIMS

    if aim not in AIMS:
        raise typer.BadParameter(f"is none of {', '.join(AIMS)}", param_hint="--aim")
    _answer(folder, _question(service=service, part="sites", count=count, aim=aim), out)


@coverage.command("tours")
def tours(
    folder: Folder,
    service: Service,
    on: Annotated[
        datetime | None, typer.Option("--from", metavar="DAY", formats=["%Y-%m-%d"], help="first day, by default today")
    ] = None,
    weeks: Annotated[int | None, typer.Option(min=1, max=12)] = None,
    vehicles: Annotated[int | None, typer.Option(min=0, max=20)] = None,
    visits: Annotated[int | None, typer.Option(min=1, max=60, help="of each village in the weeks, at least")] = None,
    home: Annotated[
        str, typer.Option(metavar="CODE", help="town at whose seat tours begin, by default the county")
    ] = "",
    everywhere: Annotated[bool, typer.Option("--everywhere", help="also where a facility is near")] = False,
    out: Out = None,
) -> None:
    """Plan tours of mobile services: a timetable, the longest gap between visits, and what stays unserved and why."""
    from county.package.manifest import read_manifest
    from county.package.open import CountyPackage

    read_manifest(arguments.existing_folder(folder))
    settings = CountyPackage(folder).catalog.coverage
    day = datetime.fromtimestamp(SystemClock().now_ms() / 1_000, COUNTY_TIME) if on is None else on
    _answer(folder, _question(
        service=service, part="tours", from_day=day.date().isoformat(), weeks=weeks or settings.weeks,
        vehicles=settings.vehicles if vehicles is None else vehicles, min_visits=visits or settings.min_visits,
        service_min=settings.service_min, capacity_min=settings.capacity_min, home=home, everywhere=everywhere,
    ), out)  # fmt: skip


def _question(**asked: Any) -> CoverageQuestion:
    from county.coverage.question import CoverageQuestion

    return CoverageQuestion(**asked)


def _answer(folder: Path, asked: CoverageQuestion, out: Path | None) -> None:
    from services.coverage.answer_lines import answer_lines
    from services.coverage.county_coverage import CountyCoverage

    package = _package(folder)
    with progress_bar() as progress:
        answer = CountyCoverage(package).answer(asked, progress=lambda share: progress(share, asked.part))
    names = dict(zip(map(str, package.table("villages")["code"]), package.table("villages")["name"], strict=True))
    for line in answer_lines(answer, names):
        print(line)
    if out is not None:
        from services.coverage.paper import CoveragePaper, ToldAnswer
        from services.paper.written import write_page

        as_of = "没有考虑封闭道路"
        told = ToldAnswer(asked.service, answer.coverage.limit_min, as_of, answer.coverage, answer.sites, answer.tours)
        write_page(CoveragePaper(package.manifest, package.catalog, names, "zh").page(told), out)
        print(out)


def _package(folder: Path) -> CountyPackage:
    from county.package.manifest import read_manifest
    from county.package.open import CountyPackage

    read_manifest(arguments.existing_folder(folder))
    return CountyPackage(folder)
