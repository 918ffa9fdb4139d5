"""What can be named in a scenario: rows of the scenario itself, and what the county and its catalogue have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from county.catalog import Catalog
from county.drill.editing import Values, rows_of
from county.package.open import CountyPackage
from desktop.i18n import pick


class CountyWords:
    """Names by id of what the county has; the same for all changes of a scenario."""

    def __init__(self, package: CountyPackage, catalog: Catalog, path_of: Callable[[str], str]) -> None:
        """``path_of``: town and village of a code."""
        self._package, self._catalog, self._path_of = package, catalog, path_of

    @cached_property
    def villages(self) -> dict[str, str]:
        return {str(code): self._path_of(str(code)) for code in self._package.table("villages")["code"]}

    @property
    def subclasses(self) -> dict[str, str]:
        return {key: pick(row.name) for key, row in self._catalog.offered_subclasses().items()}

    @property
    def sensor_kinds(self) -> dict[str, str]:
        return {key: pick(row.name) for key, row in self._catalog.offered_sensor_kinds().items()}

    @property
    def channels(self) -> dict[str, str]:
        kinds = self._catalog.offered_sensor_kinds().values()
        return {channel.key: pick(channel.name) for kind in kinds for channel in kind.channels}

    @property
    def unit_kinds(self) -> dict[str, str]:
        return {key: pick(row.name) for key, row in self._catalog.offered_resource_kinds().items()}

    @property
    def departments(self) -> dict[str, str]:
        return {key: pick(row) for key, row in self._catalog.offered_departments().items()}

    @cached_property
    def units(self) -> dict[str, str]:
        return {unit.id: unit.name for unit in self._package.resources}

    @property
    def addressees(self) -> dict[str, str]:
        """Those who are called, as scenarios write them."""
        return {f"dept:{key}": name for key, name in self.departments.items()}


class Vocabulary:
    """For one state of the scenario."""

    def __init__(self, values: Values, county: CountyWords, files: Mapping[str, object] | None = None) -> None:
        """``files``: the attachments, by path."""
        self.values, self.county = values, county
        self.files = {name: name for name in files or ()}

    def rows(self, table: str) -> dict[str, str]:
        """Names by id of the rows of a table."""
        fields = {"roles": "name", "injects": "id"}
        field = fields.get(table, "title")
        return {str(row["id"]): str(row.get(field) or row["id"]) for row in rows_of(self.values, table) if "id" in row}

    @property
    def start(self) -> object:
        """What the drill's clock shows at the start, as it stands in the file."""
        heading = self.values.get("scenario")
        return heading.get("drill_start") if isinstance(heading, dict) else None
