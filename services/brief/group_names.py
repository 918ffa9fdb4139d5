"""Names of the groups of figures: divisions, units, classes, subclasses and channels."""

from __future__ import annotations

from county.catalog import Catalog
from county.channels import SOURCE_NAMES
from county.division import named_path
from county.figures.metric import Grain
from county.names import Name
from county.package.open import CountyPackage

ELSEWHERE = Name("未定位到该级", "not located at this level")
NOBODY = Name("未派单位", "no unit")
UNKNOWN = Name("未知", "unknown")


class GroupNames:
    """Of one county."""

    def __init__(self, package: CountyPackage, catalog: Catalog) -> None:
        """Read the tables of divisions and resources.  Raises PackageError."""
        self._catalog = catalog
        self._divisions: dict[str, str] = {}
        for layer in ("towns", "villages", "grids"):
            table = package.table(layer)
            self._divisions |= {str(c): str(n) for c, n in zip(table["code"], table["name"], strict=True)}
        resources = package.table("resources")
        self._units = {str(c): str(n) for c, n in zip(resources["id"], resources["name"], strict=True)}

    def name_of(self, grain: Grain, group: str) -> Name:
        """The name of a group; its code where there is none."""
        catalog = self._catalog
        match grain:
            case "unit":
                known = catalog.departments.get(group)
                text = self._units.get(group, group)
                return NOBODY if not group else Name(known.zh, known.en) if known else Name(text, text)
            case "class":
                row = catalog.event_classes.get(group)
                return UNKNOWN if row is None else Name(row.zh, row.en)
            case "subclass":
                subclass = catalog.subclasses.get(group)
                return Name(group, group) if subclass is None else subclass.name
            case "channel":
                return SOURCE_NAMES.get(group, Name(group, group))
            case _:
                text = " · ".join(named_path(group, self._divisions))
                return Name(text, text) if text else ELSEWHERE
