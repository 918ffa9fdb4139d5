"""Packages import in one direction: a forbidden import breaks a contract, also through a re-export."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("county", "services", "layers", "drawing", "twin", "desktop", "bench")
BLAMED = re.compile(r"(\S+ -> \S+) \(l\.")
"""An import in a report of lint-imports."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code base into which a forbidden import can be inserted."""
    folder = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def found_imports(tree: Path) -> dict[str, set[str]]:
    """Names of the contracts broken by the imports of ``tree``, and the imports that the report blames for each, as
    "importer -> imported"."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=tree, capture_output=True, text=True, timeout=100)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    found: dict[str, set[str]] = {line.removesuffix(" BROKEN"): set() for line in lines if line.endswith(" BROKEN")}
    assert bool(found) == bool(done.returncode)
    contract = ""
    for line in lines:
        contract = line if line in found else contract  # the heading of its part of the report
        if blamed := BLAMED.search(line):
            found[contract].add(blamed[1])
    return found


@contextmanager
def inserted(tree: Path, lines: Iterable[tuple[str, str]]) -> Iterator[None]:
    """``lines``: each a file and what is appended to it during the block."""
    sound: dict[str, str] = {}
    try:
        for name, line in lines:
            sound.setdefault(name, (tree / name).read_text(encoding="utf-8"))
            with (tree / name).open("a", encoding="utf-8") as file:
                file.write(f"\n{line}\n")
        yield
    finally:
        for name, text in sound.items():
            (tree / name).write_text(text, encoding="utf-8")


def test_the_code_base_keeps_every_contract(tree: Path) -> None:
    assert found_imports(tree) == {}


LAYERS = "packages import in layers"
NO_QT = "no Qt and no VTK below the views"
DRAWING = "drawing imports layers and county only, and no VTK"
VTK = "only twin.view imports vtk"
HTTP = "only services.intake.gateway imports starlette, uvicorn and h11"
DATABASE = "only services.store imports a database"
SOLVER = "only the processes of the solvers import pyvrp and highspy"
FOREST = "only the process of a need forecast imports scikit-learn"
NO_CONNECTOR = "the backend of a drill has no outward connector"
SIMULATED = "only demo traffic and the background of drills simulate"
ZMQ = "only services.transport imports zmq"
FORBIDDEN = [
    ("county/clock.py", "import PySide6.QtCore", NO_QT, "county.clock -> PySide6"),
    ("services/log.py", "def f():\n    import pyqtgraph", NO_QT, "services.log -> pyqtgraph"),
    ("county/clock.py", "import services.log", LAYERS, "county.clock -> services.log"),
    (
        "county/events/event.py", "import county.package.open", "the rules of county import nothing of its package",
        "county.events.event -> county.package.open",
    ),
    (
        "county/toml_files/lines.py", "import county.drill.words",
        "the reader of TOML files imports none that it reads for", "county.toml_files.lines -> county.drill.words",
    ),
    ("layers/focus.py", "import services.log", LAYERS, "layers.focus -> services.log"),
    ("services/log.py", "import layers.focus", LAYERS, "services.log -> layers.focus"),
    ("layers/focus.py", "import drawing.viewport", LAYERS, "layers.focus -> drawing.viewport"),
    ("services/log.py", "import drawing.viewport", LAYERS, "services.log -> drawing.viewport"),
    ("drawing/pens.py", "import desktop.theme", LAYERS, "drawing.pens -> desktop.theme"),
    ("drawing/pens.py", "import twin.view.camera", LAYERS, "drawing.pens -> twin.view.camera"),
    ("drawing/pens.py", "import services.log", DRAWING, "drawing.pens -> services.log"),
    ("drawing/pens.py", "import twin.sim", DRAWING, "drawing.pens -> twin.sim"),
    ("drawing/pens.py", "import vtk", DRAWING, "drawing.pens -> vtk"),
    ("drawing/pens.py", "def f():\n    import vtkmodules", VTK, "drawing.pens -> vtkmodules"),
    ("drawing/__init__.py", "from vtkmodules import vtkCommonCore", VTK, "drawing -> vtkmodules"),
    ("twin/view/__init__.py", "import desktop", LAYERS, "twin.view -> desktop"),
    ("desktop/__init__.py", "import bench", LAYERS, "desktop -> bench"),
    ("services/desk.py", "import zmq", ZMQ, "services.desk -> zmq"),
    ("services/protocol/codec.py", "import zmq", ZMQ, "services.protocol.codec -> zmq"),
    (
        "services/intake/rows.py", "def f():\n    import starlette.requests", HTTP,
        "services.intake.rows -> starlette",
    ),
    ("desktop/app.py", "import uvicorn", HTTP, "desktop.app -> uvicorn"),
    ("services/realm.py", "import sqlite3", DATABASE, "services.realm -> sqlite3"),
    (
        "services/transport/zeromq/backend_link.py", "import sqlite3", DATABASE,
        "services.transport.zeromq.backend_link -> sqlite3",
    ),
    ("services/drill/engine.py", "import smtplib", NO_CONNECTOR, "services.drill.engine -> smtplib"),
    ("services/desk.py", "def f():\n    import httpx", NO_CONNECTOR, "services.desk -> httpx"),
    (
        "services/realm.py", "import services.simulation.traffic", SIMULATED,
        "services.realm -> services.simulation.traffic",
    ),
    ("county/rounds/planning.py", "import pyvrp", SOLVER, "county.rounds.planning -> pyvrp"),
    ("services/need/table.py", "import sklearn", FOREST, "services.need.table -> sklearn"),
    ("services/coverage/search.py", "import highspy", SOLVER, "services.coverage.search -> highspy"),
    ("services/realm.py", "import county.rounds.solver", SOLVER, "services.realm -> county.rounds.solver"),
    (
        "services/paper/layout.py", "def f():\n    import typst", "only the process that lays out pages imports typst",
        "services.paper.layout -> typst",
    ),
    (
        "services/analysis/timeline/layout.py", "import services.analysis.texts.terms",
        "the parts of the analysis import in layers",
        "services.analysis.timeline.layout -> services.analysis.texts.terms",
    ),
    ("desktop/__init__.py", "from vtkmodules import vtkCommonCore", VTK, "desktop -> vtkmodules"),
    ("twin/view/__init__.py", "import vtk", "no package imports all of vtk", "twin.view -> vtk"),
    ("twin/__init__.py", "from twin.view import widget", "twin/__init__ stays empty", "twin -> twin.view.widget"),
]  # fmt: skip
"""A file, a forbidden import, the contract that it breaks, and the import as the report states it."""


@pytest.fixture(scope="module")
def found_together(tree: Path) -> dict[str, set[str]]:
    """What is found when all of them are inserted: a run takes seconds."""
    with inserted(tree, [(name, line) for name, line, *_ in FORBIDDEN]):
        return found_imports(tree)


@pytest.mark.parametrize(
    ("contract", "blamed"), [(contract, blamed) for *_, contract, blamed in FORBIDDEN], ids=lambda text: text
)
def test_a_forbidden_import_is_blamed_by_its_contract(
    found_together: dict[str, set[str]], contract: str, blamed: str
) -> None:
    assert blamed in found_together[contract]


def test_every_contract_is_attacked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {contract for *_, contract, _ in FORBIDDEN}


@pytest.mark.parametrize(
    ("lines", "contract"),
    [
        ([("twin/__init__.py", "import zmq"), ("layers/focus.py", "from twin import zmq")], ZMQ),
        ([("twin/__init__.py", "from twin import view"), ("layers/focus.py", "import twin")], LAYERS),
    ],
    ids=["zmq", "view"],
)
def test_a_forbidden_import_through_a_re_export_breaks_its_contract(
    tree: Path, lines: list[tuple[str, str]], contract: str
) -> None:
    with inserted(tree, lines):
        assert contract in found_imports(tree)


@pytest.mark.parametrize(
    "init",
    [path for name in PACKAGES for path in sorted([ROOT / name / "__init__.py", *(ROOT / name).glob("*/__init__.py")])],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_package_re_exports_nothing(init: Path) -> None:
    body = ast.parse(init.read_text(encoding="utf-8")).body
    assert all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)
