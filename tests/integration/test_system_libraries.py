"""The installer of system libraries: no output when all are installed, one line on failure, apt for missing ones."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "install-system-libraries"
SHELL_TOOLS = ("sh", "env", "uname", "sed", "tr", "cat")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the installer is for Debian and Ubuntu")


class Machine:
    """A simulated Debian: only the commands defined by the test are on the path."""

    def __init__(self, folder: Path) -> None:
        self._bin = folder
        self.calls = folder / "calls"
        for tool in SHELL_TOOLS:
            (folder / tool).symlink_to(str(shutil.which(tool)))

    def command(self, name: str, does: str) -> None:
        (self._bin / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (self._bin / name).chmod(0o755)

    def debian(self, *, installed: list[str], user: int) -> None:
        lines = "".join(f"ii  {package} \n" for package in installed)
        (self._bin / "installed").write_text(lines, encoding="utf-8")
        self.command("dpkg-query", f"cat {self._bin}/installed")
        self.command("apt-get", f'echo "$*" >>{self.calls}')
        self.command("id", f"echo {user}")

    def install(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._bin / "sh", SCRIPT, *words], env={"PATH": str(self._bin)}, capture_output=True, text=True, timeout=30
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def wanted() -> list[str]:
    text = SCRIPT.read_text(encoding="utf-8")
    return text.split('packages="')[1].split('"')[0].split()


def test_nothing_is_installed_where_no_library_is_missing(machine: Machine) -> None:
    machine.debian(installed=wanted(), user=1000)
    done = machine.install()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not machine.calls.exists()


def test_root_installs_only_missing_packages(machine: Machine) -> None:
    machine.debian(installed=[p for p in wanted() if p != "libegl1"], user=0)
    assert machine.install().returncode == 0
    assert machine.calls.read_text().splitlines()[-1].endswith("--no-install-recommends libegl1")


@pytest.mark.skipif(
    "ID=debian" not in Path("/etc/os-release").read_text().splitlines(), reason="other systems package it differently"
)
def test_the_browser_is_installed_only_for_tests(machine: Machine) -> None:
    machine.debian(installed=wanted(), user=0)
    assert machine.install().returncode == 0
    assert not machine.calls.exists()
    assert machine.install("tests").returncode == 0
    assert machine.calls.read_text().splitlines()[-1].endswith("--no-install-recommends chromium chromium-driver")


def test_a_package_that_another_one_provides_is_not_missing(machine: Machine) -> None:
    others = [p for p in wanted() if p != "libglib2.0-0"]
    machine.debian(installed=[*others, "libglib2.0-0t64 libglib2.0-0 (= 2.80.0)"], user=1000)
    assert machine.install().returncode == 0


def test_without_root_and_sudo_one_line_names_the_packages(machine: Machine) -> None:
    machine.debian(installed=[p for p in wanted() if p not in ("libegl1", "fonts-noto-cjk")], user=1000)
    done = machine.install()
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.endswith("apt-get install libegl1 fonts-noto-cjk")


def test_with_sudo_the_user_need_not_be_root(machine: Machine) -> None:
    machine.debian(installed=[p for p in wanted() if p != "libegl1"], user=1000)
    machine.command("sudo", f'echo sudo >>{machine.calls}\n"$@"')
    assert machine.install().returncode == 0
    assert machine.calls.read_text().splitlines()[:2] == ["sudo", "-qq update"]


def test_the_required_libraries_are_listed_on_another_system(machine: Machine) -> None:
    done = machine.install()
    assert done.returncode == 0
    assert len(done.stderr.splitlines()) == 1
