"""The pages of the documentation: their links lead somewhere, both languages have each, all commands are named.

Packages and modules that the overview and the docstrings of packages name exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

import main
from bench.registry import BENCHES

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
MODULE = re.compile(r"``([\w/]+(?:\.py|/))``")
PACKAGES = [
    found for folder in ("county", "services", "desktop", "layers", "drawing", "twin")
    for found in ROOT.glob(f"{folder}/**/__init__.py") if MODULE.search(found.read_text(encoding="utf-8"))
]  # fmt: skip
ENGLISH_ONLY = {"benchmarks.md", "benchmarks-history.md", "security.md"}
"""For those who carry the program on."""
COMMAND_LINE = {"en": "docs/command-line.md", "zh": "docs/zh-CN/command-line.md"}


def verbs(command: object, name: str) -> Iterator[tuple[str, list[str]]]:
    """Every verb below a command, as it is typed, with its long options."""
    if isinstance(command, TyperGroup):
        for word, inner in command.commands.items():
            yield from verbs(inner, f"{name} {word}".strip())
    elif isinstance(command, TyperCommand):
        yield name, [option for given in command.params for option in given.opts if option.startswith("--")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    links = [link.split("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    assert [link for link in links if link and "://" not in link and not (page.parent / link).exists()] == []


def test_every_page_for_users_is_there_in_both_languages() -> None:
    english = {page.name for page in ROOT.glob("docs/*.md")} - ENGLISH_ONLY
    assert english == {page.name for page in ROOT.glob("docs/zh-CN/*.md")}
    for readme, folder in (("README.md", "docs"), ("README.zh-CN.md", "docs/zh-CN")):
        linked = set(LINK.findall((ROOT / readme).read_text(encoding="utf-8")))
        assert {f"{folder}/{name}" for name in english} <= linked


@pytest.mark.parametrize("language", COMMAND_LINE)
def test_the_page_of_the_command_line_names_every_verb_option_and_benchmark(language: str) -> None:
    synopsis = (ROOT / COMMAND_LINE[language]).read_text(encoding="utf-8").split("```")[1]
    found = list(verbs(typer.main.get_command(main.app), ""))
    assert len(found) > 20
    for verb, options in found:
        first, *further = verb.split()
        lines = [line for line in synopsis.splitlines() if re.match(rf"main\.py {first}\b|\s", line)]
        assert all(re.search(rf"\b{word}\b", "\n".join(lines)) for word in further), verb
        assert [option for option in options if option not in synopsis] == [], verb
    listed = re.search(r"main\.py bench (\S+)", synopsis)
    assert listed
    assert set(listed[1].split("|")) == set(BENCHES)


def test_the_overview_names_every_folder_of_the_program() -> None:
    overview = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for parent, prefix in (("county", ""), ("services", "services/"), ("desktop", "")):
        folders = [found.parent.name for found in (ROOT / parent).glob("*/__init__.py")]
        assert len(folders) > 5
        assert [
            name for name in folders if f"`{prefix}{name}/" not in overview and f"`{parent}/{name}/" not in overview
        ] == []


@pytest.mark.parametrize("room", PACKAGES, ids=lambda room: str(room.relative_to(ROOT).parent))
def test_modules_that_a_package_names_exist(room: Path) -> None:
    for name in MODULE.findall(room.read_text(encoding="utf-8")):
        assert (room.parent / name).exists() or (ROOT / name).exists(), name
