"""Whether a county has the unit and the divisions that a key is limited to: a name that it has not would limit the key
to nothing, silently."""

from __future__ import annotations

from difflib import get_close_matches

from county.dispatch import can_be_sent
from county.package.open import CountyPackage
from services.registration import BadRegistration, Registration

NEAR = 3
"""Names that are proposed in place of one that is not known."""
_LAYERS = ("towns", "villages", "grids")


def check_scope(registration: Registration, county: CountyPackage | None) -> None:
    """``registration`` is limited to what ``county`` has; None: that is not known, and nothing may be limited.

    Raises BadRegistration, PackageError and BadCatalog.
    """
    if not (registration.unit or registration.divisions):
        return
    if county is None:
        raise BadRegistration(
            "{named}: whether the county has it cannot be told without its package; name that before the verb, too: "
            "`main.py keys PACKAGE --data DIR add …`",
            named=registration.unit or registration.divisions[0],
        )
    if registration.unit:
        _check_unit(registration.unit, county)
    if registration.divisions:
        known = [county.manifest.code, *(str(code) for layer in _LAYERS for code in county.table(layer)["code"])]
        for code in registration.divisions:
            if code not in known:
                raise BadRegistration(
                    "{code}: {county} has no such division; give the code of the county, a town, a village or a grid, "
                    "like {like}",
                    code=code, county=county.manifest.name, like=_like(code, known),
                )  # fmt: skip


def _check_unit(unit: str, county: CountyPackage) -> None:
    """An event can be dispatched to it: a department that is not retired, or a resource that moves."""
    names = {key: row.zh for key, row in county.catalog.offered_departments().items()}
    names |= {some.id: some.name for some in county.resources if can_be_sent(some, county.catalog)}
    if unit not in names:
        called = [id for id, name in names.items() if name == unit]
        raise BadRegistration(
            "{unit}: {county} has no such unit; give the key of a department or the id of a resource that moves, "
            "like {like}",
            unit=unit, county=county.manifest.name, like=", ".join(called) or _like(unit, list(names)),
        )  # fmt: skip


def _like(name: str, known: list[str]) -> str:
    """What may be meant by ``name``; the first of ``known`` where nothing is like it."""
    return ", ".join(get_close_matches(name, known, NEAR) or known[:1])
