"""The wheel and the lock: every package, every direct dependency with hashes, no path or host of one machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def canonical(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def test_every_package_is_in_the_wheel() -> None:
    realms = {init.parent.name for init in ROOT.glob("*/__init__.py")} - {"tests"}
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert set(wheel["packages"]) == realms
    assert set(wheel["only-include"]) == realms | {"main.py"}


def test_every_direct_dependency_is_locked() -> None:
    project = PROJECT["project"]
    wanted = {canonical(r) for r in (*project["dependencies"], *project["optional-dependencies"]["dev"])}
    assert wanted <= {canonical(line) for line in LOCK.splitlines() if re.match(r"\w", line)}


@pytest.mark.parametrize("package", ["typer", "pyogrio"])
def test_a_package_whose_private_names_are_used_has_an_upper_bound(package: str) -> None:
    [requirement] = [r for r in PROJECT["project"]["dependencies"] if canonical(r) == package]
    assert re.search(r"<\d", requirement)


def test_every_locked_version_has_a_hash() -> None:
    entries = re.split(r"\n(?=\w)", LOCK.strip())
    assert entries
    assert not [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]


@pytest.mark.parametrize(
    "trace", [r"https?://", r"--(extra-)?index-url", "--find-links", "file:", r"@ ", r"/(home|opt|root)/"]
)
def test_the_lock_names_no_host_and_no_path(trace: str) -> None:
    assert not re.search(trace, LOCK)
