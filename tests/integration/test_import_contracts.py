"""Packages import in one direction: a forbidden import breaks a contract, also through a re-export."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("county", "services", "layers", "drawing", "twin", "desktop", "bench")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code base into which a forbidden import can be inserted."""
    folder = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def broken_contracts(tree: Path) -> set[str]:
    """Names of the contracts broken by the imports of ``tree``."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=tree, capture_output=True, text=True, timeout=100)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    broken = {line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")}
    assert bool(broken) == bool(done.returncode)
    return broken


def test_the_code_base_keeps_every_contract(tree: Path) -> None:
    assert broken_contracts(tree) == set()


@pytest.mark.parametrize(
    ("inserted", "contract"),
    [
        ({"county/clock.py": "import PySide6.QtCore"}, "no Qt and no VTK below the views"),
        ({"services/log.py": "def f():\n    import pyqtgraph"}, "no Qt and no VTK below the views"),
        ({"county/clock.py": "import services.log"}, "packages import in layers"),
        ({"county/events/event.py": "import county.package.open"}, "the rules of county import nothing of its package"),
        ({"layers/focus.py": "import services.log"}, "packages import in layers"),
        ({"services/log.py": "import layers.focus"}, "packages import in layers"),
        ({"layers/focus.py": "import drawing.viewport"}, "packages import in layers"),
        ({"services/log.py": "import drawing.viewport"}, "packages import in layers"),
        ({"drawing/pens.py": "import desktop.theme"}, "packages import in layers"),
        ({"drawing/pens.py": "import twin.view.camera"}, "packages import in layers"),
        ({"drawing/pens.py": "import services.log"}, "drawing imports layers and county only, and no VTK"),
        ({"drawing/pens.py": "import twin.sim"}, "drawing imports layers and county only, and no VTK"),
        ({"drawing/pens.py": "import vtk"}, "drawing imports layers and county only, and no VTK"),
        ({"drawing/pens.py": "def f():\n    import vtkmodules"}, "only twin.view imports vtk"),
        ({"drawing/__init__.py": "from vtkmodules import vtkCommonCore"}, "only twin.view imports vtk"),
        ({"twin/view/__init__.py": "import desktop"}, "packages import in layers"),
        ({"desktop/__init__.py": "import bench"}, "packages import in layers"),
        ({"services/desk.py": "import zmq"}, "only services.transport imports zmq"),
        ({"services/protocol/codec.py": "import zmq"}, "only services.transport imports zmq"),
        (
            {"services/intake/rows.py": "def f():\n    import starlette.requests"},
            "only services.intake.gateway imports starlette, uvicorn and h11",
        ),
        ({"desktop/app.py": "import uvicorn"}, "only services.intake.gateway imports starlette, uvicorn and h11"),
        ({"services/realm.py": "import sqlite3"}, "only services.store imports a database"),
        ({"services/transport/zeromq/backend_link.py": "import sqlite3"}, "only services.store imports a database"),
        ({"county/rounds/planning.py": "import pyvrp"}, "only the process of the solver imports pyvrp"),
        ({"services/realm.py": "import county.rounds.solver"}, "only the process of the solver imports pyvrp"),
        ({"desktop/__init__.py": "from vtkmodules import vtkCommonCore"}, "only twin.view imports vtk"),
        ({"twin/view/__init__.py": "import vtk"}, "no package imports all of vtk"),
        ({"twin/__init__.py": "from twin.view import widget"}, "twin/__init__ stays empty"),
        (
            {"twin/__init__.py": "import zmq", "layers/focus.py": "from twin import zmq"},
            "only services.transport imports zmq",
        ),
        ({"twin/__init__.py": "from twin import view", "layers/focus.py": "import twin"}, "packages import in layers"),
    ],
    ids=lambda value: " + ".join(f"{f} {t.split()[-1]}" for f, t in value.items()) if isinstance(value, dict) else "",
)
def test_a_forbidden_import_breaks_its_contract(tree: Path, inserted: dict[str, str], contract: str) -> None:
    sound = {name: (tree / name).read_text(encoding="utf-8") for name in inserted}
    try:
        for name, line in inserted.items():
            (tree / name).write_text(f"{sound[name]}\n{line}\n", encoding="utf-8")
        assert contract in broken_contracts(tree)
    finally:
        for name, text in sound.items():
            (tree / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "init",
    [path for name in PACKAGES for path in sorted([ROOT / name / "__init__.py", *(ROOT / name).glob("*/__init__.py")])],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_a_package_re_exports_nothing(init: Path) -> None:
    body = ast.parse(init.read_text(encoding="utf-8")).body
    assert all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)
