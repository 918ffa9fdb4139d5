"""Checks that a county has the unit, divisions and sensors that a key is limited to: an unknown one would limit the key
to nothing, silently."""

from __future__ import annotations

from difflib import get_close_matches

from county.package.open import CountyPackage
from county.units.dispatch import can_be_sent
from services.keys.registration import Registration, WrongRegistration

NEAR = 3
"""Suggestions for an unknown name."""
_LAYERS = ("towns", "villages", "grids")


def check_scope(registration: Registration, county: CountyPackage | None) -> None:
    """``registration`` refers only to parts of ``county``; None: county unknown, and no limits are allowed.

    Raises BadRegistration, PackageError and BadCatalog.
    """
    limits = (registration.unit, *registration.divisions, *registration.sensors, *registration.kinds)
    if not any(limits):
        return
    if county is None:
        raise WrongRegistration(
            "{named}: cannot be checked without the county's package; give that before the verb, too: "
            "`main.py keys PACKAGE --data DIR add …`",
            named=next(filter(None, limits)),
        )
    if registration.unit:
        _check_unit(registration.unit, county)
    if registration.divisions:
        known = [county.manifest.code, *(str(code) for layer in _LAYERS for code in county.table(layer)["code"])]
        for code in registration.divisions:
            if code not in known:
                raise WrongRegistration(
                    "{code}: {county} has no such division; give the code of the county, a town, a village or a grid, "
                    "like {like}",
                    code=code, county=county.manifest.name, like=_like(code, known),
                )  # fmt: skip
    if registration.sensors or registration.kinds:
        _check_sensors(registration, county)


def _check_sensors(registration: Registration, county: CountyPackage) -> None:
    ids, kinds = list(county.sensors.ids), list(county.catalog.sensor_kinds)
    for what, named, known in (("sensor", registration.sensors, ids), ("kind of sensors", registration.kinds, kinds)):
        unknown = next((name for name in named if name not in set(known)), None)
        if unknown is not None:
            raise WrongRegistration(
                "{name}: {county} has no such {what}; give one like {like}",
                name=unknown, county=county.manifest.name, what=what, like=_like(unknown, known),
            )  # fmt: skip


def _check_unit(unit: str, county: CountyPackage) -> None:
    """It can receive events: a department that is not retired, or a movable resource."""
    names = {key: row.zh for key, row in county.catalog.offered_departments().items()}
    names |= {some.id: some.name for some in county.resources if can_be_sent(some, county.catalog)}
    if unit not in names:
        called = [id for id, name in names.items() if name == unit]
        raise WrongRegistration(
            "{unit}: {county} has no such unit; give the key of a department or the id of a resource that moves, "
            "like {like}",
            unit=unit, county=county.manifest.name, like=", ".join(called) or _like(unit, list(names)),
        )  # fmt: skip


def _like(name: str, known: list[str]) -> str:
    """Names similar to ``name``; the first of ``known`` where none is."""
    return ", ".join(get_close_matches(name, known, NEAR) or known[:1])
