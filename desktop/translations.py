"""Updates ``resources/i18n/zh_CN.ts`` from the sources and compiles it: ``python -m desktop.translations``.

Texts in ``tr()`` come from pyside6-lupdate; those in tables of packages without Qt are added from the tables.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from county import store_faults
from county.explained import Explained, ExplainedLine
from county.package.demo.steps import STEPS
from county.refusals import NO_PLACE, NOT_IN_CHINA, TEMPLATES
from county.system_errors import TEXTS
from county.units.dispatch import DETAILS, REASONS, WAYS
from desktop.i18n import I18N_DIR
from services.audit.entry import CAUSES
from services.intake.profiles import FOLDER, Profile, read_profile

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("desktop", "twin")
TS = I18N_DIR / "zh_CN.ts"
QM = I18N_DIR / "zh_CN.qm"
TABLES: dict[str, tuple[str, ...]] = {
    "refusals": (*TEMPLATES.values(), NO_PLACE, NOT_IN_CHINA),
    "faults": tuple(store_faults.TEMPLATES.values()),
    "audit": tuple(CAUSES.values()),
    "dispatch": (*REASONS.values(), *WAYS.values(), *DETAILS.values()),
    "opening": STEPS,
    "QFileDialog": ("Look in:", "&Look in:", "Files of type:", "Files of &type:", "Directory:"),
    "QFileSystemModel": ("Size", "Folder"),
}
"""Context and texts of tables in packages without Qt, and texts that Qt's own translation lacks or words otherwise."""
ROOMS = ("county", "services", "layers")
"""Packages without Qt whose lines for the user (:mod:`county.explained`) are translated."""

_CLASS = re.compile(r"^ *class (\w+)\((.*?)\):", re.MULTILINE)
"""Its name and bases."""


def _tool(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def explained() -> set[str]:
    """Templates of the lines for the user in the packages without Qt: the first argument of ExplainedLine and Explained
    errors, as a literal or as a constant of the module."""
    sources = [path.read_text("utf-8") for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    kinds = {ExplainedLine.__name__, Explained.__name__}
    bases = [(name, set(of.split(", "))) for source in sources for name, of in _CLASS.findall(source)]
    while derived := {name for name, of in bases if of & kinds and name not in kinds}:
        kinds |= derived
    named = re.compile("|".join(kinds))
    return {text for source in sources if named.search(source) for text in _templates(ast.parse(source), kinds) if text}


def of_profiles() -> set[str]:
    """What the program's profiles of other systems say about files and rows."""
    profiles = map(read_profile, FOLDER.glob("*.toml"))
    return {text for found in profiles for text in (found.remark, *_reasons(found)) if text}


def _reasons(profile: Profile) -> Iterator[str]:
    return (why for reasons in profile.refused.values() for why in reasons.values())


def _templates(tree: ast.Module, kinds: set[str]) -> Iterator[str]:
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if name in kinds:
                yield text
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=constant), *_]) if name in kinds:
                yield constants.get(constant, "")


def extract(ts: Path) -> None:
    """Update ``ts``; existing translations are kept.  Raises CalledProcessError."""
    files = sorted(str(path) for room in SOURCES for path in (ROOT / room).rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables.py"
        texts = [(context, text) for context, table in TABLES.items() for text in table]
        texts += [("explained", text) for text in sorted(explained() | of_profiles() | TEXTS)]
        rows = (f"QCoreApplication.translate({context!r}, {text!r})" for context, text in texts)
        tables.write_text("\n".join(rows) + "\n", encoding="utf-8")
        command = [
            _tool("pyside6-lupdate"),
            "-no-obsolete",
            "-locations",
            "none",
            "-source-language",
            "en",
            "-target-language",
            "zh_CN",
            *files,
            str(tables),
        ]
        subprocess.run([*command, "-ts", str(ts)], check=True, stdout=subprocess.DEVNULL)


def compile_qm(ts: Path, qm: Path) -> None:
    """Compile ``ts`` into ``qm``, replaced atomically: Qt maps the file of a running program.

    Raises CalledProcessError.
    """
    part = qm.with_suffix(".part")
    command = [_tool("pyside6-lrelease"), "-silent", str(ts), "-qm", str(part)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    part.replace(qm)


def untranslated(ts: Path) -> list[str]:
    """Context and text of all messages in ``ts`` without a translation."""
    missing = []
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") == "unfinished" or not (translation.text or "").strip():
                missing.append(f"{context.findtext('name')}: {message.findtext('source')}")
    return missing


def main() -> int:
    """Update and compile; prints untranslated messages and returns 1 when there are any."""
    extract(TS)
    compile_qm(TS, QM)
    missing = untranslated(TS)
    for line in missing:
        print(line)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
