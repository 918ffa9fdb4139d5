"""What the window about the program says: its version, the county, and where the data of each layer come from."""

from __future__ import annotations

import tomllib
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from county.catalog import Name
from county.package.manifest import Provenance
from desktop.i18n import pick
from desktop.session import Session

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
UNSHOWN = {
    "rivers": Name("河流", "Rivers"),
    "places": Name("地名点", "Places"),
    "units": Name("单位", "Units"),
}
"""Names of layers of a package that no layer of the map shows alone."""


def version(project: Path = PROJECT) -> str:
    """Of the program; "" where its project file is not beside it or states none."""
    try:
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, ValueError, KeyError):
        return ""


def about_text(session: Session | None, program: str) -> str:
    """As rich text; ``program``: what it is, in the current language and one line."""
    translate = QCoreApplication.translate
    lines = [f"<b>{escape(program)}</b>"]
    if number := version():
        lines.append(escape(translate("AboutText", "Version {number}").format(number=number)))
    if session is None:
        return "<br>".join(lines)
    manifest = session.package.manifest
    county = translate("AboutText", "County: {name} ({code})").format(name=manifest.name, code=manifest.code)
    heading = translate("AboutText", "Origin of the data")
    lines += [escape(county), "", f"<b>{escape(heading)}</b>"]
    layers: dict[str, list[str]] = {}
    for key, origin in manifest.layers.items():
        layers.setdefault(_origin(origin), []).append(_name(session, key))
    between = translate("AboutText", ", ")
    lines += [f"{escape(between.join(names))}<br>&nbsp;&nbsp;{escape(origin)}" for origin, names in layers.items()]
    return "<br>".join(lines)


def _origin(origin: Provenance) -> str:
    translate = QCoreApplication.translate
    if origin.synthetic:
        return translate("AboutText", "made by the program, no real place or person ({licence})").format(
            licence=origin.licence
        )
    text = translate("AboutText", "{source} ({licence})").format(source=origin.source, licence=origin.licence)
    return translate("AboutText", "{text}, approximate").format(text=text) if origin.approximate else text


def _name(session: Session, key: str) -> str:
    layer = next((layer for layer in session.layers if layer.key == key), None)
    return pick(UNSHOWN.get(key, Name(key, key)) if layer is None else layer.name)
