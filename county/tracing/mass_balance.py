"""What goes into a transformation and what comes out of it, in one unit where the tables say how to convert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from county.tracing.settings import TraceProduct, TraceUnit


class Amount(NamedTuple):
    """A quantity in the unit of its family, as kg."""

    value: float
    unit: str


class UnitTable:
    """Converts by the tables ``trace_units`` and ``trace_products``, and by nothing else."""

    def __init__(self, units: Mapping[str, TraceUnit], products: Mapping[str, TraceProduct]) -> None:
        self._units = units
        self._products = sorted(products.values(), key=lambda product: -len(product.prefix))
        self._known: dict[str, TraceProduct | None] = {}

    def product(self, epc: str) -> TraceProduct | None:
        """The product whose identifiers a batch has: by the longest beginning that fits."""
        if epc not in self._known:
            self._known[epc] = next((one for one in self._products if epc.startswith(one.prefix)), None)
        return self._known[epc]

    def amount(self, epc: str, quantity: float | None, unit: str) -> Amount | None:
        """None: it is not known, or in a unit that no table has."""
        if quantity is None or quantity != quantity:
            return None
        product = self.product(epc)
        mass = next((one.kg for one in product.masses if one.unit == unit), None) if product is not None else None
        if mass is not None:
            return Amount(quantity * mass, "kg")
        known = self._units.get(unit)
        return None if known is None else Amount(quantity * known.factor, known.of)


class Balance(NamedTuple):
    """None each where amounts are missing or cannot be added."""

    came: float | None
    went: float | None
    unit: str
    unexplained: float | None
    """Share of the input that is missing in the output; below 0: more came out than went in."""


NO_BALANCE = Balance(None, None, "", None)


def balance_of(inputs: Iterable[Amount | None], outputs: Iterable[Amount | None]) -> Balance:
    """Of one transformation."""
    came, went = _total(inputs), _total(outputs)
    if came is None or went is None or came.unit != went.unit or came.value <= 0:
        return NO_BALANCE
    return Balance(came.value, went.value, came.unit, (came.value - went.value) / came.value)


def _total(amounts: Iterable[Amount | None]) -> Amount | None:
    """None for no amounts, for one that is not known, and for amounts in several units."""
    listed = list(amounts)
    if not listed or any(each is None for each in listed) or len({each.unit for each in listed if each}) > 1:
        return None
    return Amount(sum(each.value for each in listed if each), next(each.unit for each in listed if each))
