"""An invented supply chain: what scanners would see of rice, noodles and pork from the farms to shops and kitchens.

Every day begins a run of its own, whose scans follow over days; a seed decides all of it.  Some deliveries are not
scanned where they arrive, some millings lose more than they should, and some rice goes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from county.durations import DAY_MS, HOUR_MS
from county.tracing.scans import Goods, Scan

COMPANY = "9521234"
"""952 is the prefix that GS1 keeps for demonstrations: none of this exists."""
PADDY, RICE, BRAN, HUSK, PIGS, PORK, OFFAL, FEED, SEED, NOODLES = (f"{n:05d}" for n in range(1, 11))
KINDS = ("input_supplier", "farm", "mill", "slaughterhouse", "processor", "market", "shop", "canteen")
"""Kinds of places that a run needs one of at least."""
SOWN_DAYS = 110
"""Before the harvest."""
LASTS_DAYS = 6
"""From the harvest to the last sale."""
UNSCANNED = 0.06
"""Of the deliveries to shops, which nobody scans on arrival."""
LOSSY, LOSS = 0.08, 0.07
"""Of the millings, and what is missing of them."""
RETURNED = 0.1
"""Of the runs, of which a market sends some rice back."""


def read_point_id(number: int) -> str:
    """The id of the read point of this number, 0 to 99,999."""
    return f"urn:epc:id:sgln:{COMPANY}.{number:05d}.0"


class SupplyChain:
    """Runs between the places of a county."""

    def __init__(self, places: Mapping[str, Sequence[str]], seed: int, *, blends: int = 1) -> None:
        """``places``: ids of read points by kind.  ``blends``: of so many runs in a row each is milled with a rest of
        the one before."""
        self._places = {kind: list(places.get(kind, ())) for kind in KINDS}
        self._seed = seed
        self._blends = blends

    @property
    def is_possible(self) -> bool:
        """Whether there is a place of every kind."""
        return all(self._places.values())

    def run(self, number: int, start_ms: int) -> list[Scan]:
        """The scans of the run of this number, whose harvest begins at ``start_ms``, in the order of their time."""
        run = _Run(self._places, self._seed, number, start_ms, self._blends)
        return sorted(run.scans(), key=lambda scan: scan.at_ms)


class _Run:
    def __init__(
        self, places: Mapping[str, Sequence[str]], seed: int, number: int, start_ms: int, blends: int
    ) -> None:  # fmt: skip
        self._rng = Random(f"{seed}:scans:{number}")
        self._places, self._number, self._start_ms = places, number, start_ms
        self._is_blended = number % blends != 0
        self._count = 0

    def scans(self) -> Iterator[Scan]:
        rng, places = self._rng, self._places
        mill, market = self._fixed("mill"), rng.choice(places["market"])
        farms = rng.sample(list(places["farm"]), min(3, len(places["farm"])))
        seed_lot, supplier = self._lot(SEED), rng.choice(places["input_supplier"])
        sown = -SOWN_DAYS * 24
        yield self._see(sown, "add", "commissioning", supplier, (kg(seed_lot, 60),))
        paddy = []
        for n, farm in enumerate(farms):
            yield self._see(sown + 2, "observe", "shipping", supplier, (kg(seed_lot, 20),), sent_to=farm)
            yield self._see(sown + 5 + n, "observe", "receiving", farm, (kg(seed_lot, 20),))
            lot, amount = self._lot(PADDY, n), float(rng.randrange(800, 1_600, 20))
            paddy.append((lot, amount))
            yield self._change(7 + n, farm, (kg(seed_lot, 20),), (kg(lot, amount),), "farming")
            yield from self._deliver(9 + n, farm, mill, (kg(lot, amount),))
        yield from self._milled(mill, market, paddy)
        yield from self._slaughtered(market)

    def _milled(self, mill: str, market: str, paddy: list[tuple[str, float]]) -> Iterator[Scan]:
        rng = self._rng
        inputs = [kg(lot, amount) for lot, amount in paddy]
        if self._is_blended:
            inputs.append(kg(self._lot(RICE, run=self._number - 1), 40))
        whole = sum(each.quantity or 0 for each in inputs)
        lost = LOSS if rng.random() < LOSSY else rng.uniform(0.0, 0.015)
        bags = int(whole * 0.66 // 25)
        bran, husk = whole * 0.10, whole - bags * 25 - whole * 0.10 - whole * lost
        rice = self._lot(RICE)
        rest = kg(self._lot(BRAN), round(bran, 1)), kg(self._lot(HUSK), round(husk, 1))
        made = (Goods(rice, float(bags), "BG"), *rest)
        yield self._change(30, mill, tuple(inputs), made, "")
        pallets = [f"urn:epc:id:sscc:{COMPANY}.{self._number * 10 + n:010d}" for n in range(2)]
        part = float(bags // 2)
        for n, pallet in enumerate(pallets):
            yield self._pack(32 + n, "add", "packing", mill, pallet, (Goods(rice, part, "BG"),))
            yield from self._deliver(34 + n, mill, market, (Goods(pallet),))
            yield self._pack(40 + n, "delete", "unpacking", market, pallet, (Goods(rice, part, "BG"),))
        outlets = rng.sample(self._outlets(), min(5, len(self._outlets())))
        share = float(int(2 * part // (len(outlets) + 1)))
        for n, outlet in enumerate(outlets):
            yield from self._deliver(50 + n, market, outlet, (Goods(rice, share, "BG"),), UNSCANNED)
            if outlet in self._places["shop"]:
                sold = Goods(rice, float(int(share * 0.6)), "BG")
                yield self._see(80 + n, "observe", "retail_selling", outlet, (sold,))
        processor, noodles = rng.choice(self._places["processor"]), self._lot(NOODLES)
        yield from self._deliver(52, market, processor, (Goods(rice, share, "BG"),))
        yield self._change(72, processor, (Goods(rice, share, "BG"),), (kg(noodles, round(share * 24.7, 1)),), "")
        canteen = rng.choice(self._places["canteen"])
        yield from self._deliver(76, processor, canteen, (kg(noodles, share * 12),), UNSCANNED)
        if rng.random() < RETURNED:
            yield from self._deliver(90, market, mill, (Goods(rice, 4.0, "BG"),))

    def _slaughtered(self, market: str) -> Iterator[Scan]:
        rng = self._rng
        feed, pigs, pork, offal = self._lot(FEED), self._lot(PIGS), self._lot(PORK), self._lot(OFFAL)
        supplier, farm = rng.choice(self._places["input_supplier"]), rng.choice(self._places["farm"])
        house, heads = rng.choice(self._places["slaughterhouse"]), float(rng.randrange(8, 30))
        yield self._see(-60 * 24, "add", "commissioning", supplier, (kg(feed, heads * 240),))
        yield from self._deliver(-60 * 24 + 3, supplier, farm, (kg(feed, heads * 240),))
        yield self._change(2, farm, (kg(feed, heads * 240),), (Goods(pigs, heads, "H87"),), "farming")
        yield from self._deliver(4, farm, house, (Goods(pigs, heads, "H87"),))
        meat, rest = round(heads * 110 * 0.73, 1), round(heads * 110 * 0.26, 1)
        yield self._change(12, house, (Goods(pigs, heads, "H87"),), (kg(pork, meat), kg(offal, rest)), "")
        yield from self._deliver(16, house, market, (kg(pork, meat),))
        outlets = rng.sample(self._outlets(), min(4, len(self._outlets())))
        for n, outlet in enumerate(outlets):
            yield from self._deliver(20 + n, market, outlet, (kg(pork, round(meat / 4, 1)),), UNSCANNED)
            if outlet in self._places["shop"]:
                yield self._see(32 + n, "observe", "retail_selling", outlet, (kg(pork, round(meat / 5, 1)),))

    def _outlets(self) -> list[str]:
        return [*self._places["shop"], *self._places["canteen"]]

    def _fixed(self, kind: str) -> str:
        """The same of several runs that are blended."""
        places = self._places[kind]
        return places[self._number // 50 % len(places)]

    def _lot(self, product: str, part: int = 0, *, run: int | None = None) -> str:
        return f"urn:epc:class:lgtin:{COMPANY}.{product}.{self._number if run is None else run}-{part}"

    def _deliver(
        self, hours: float, origin: str, target: str, goods: tuple[Goods, ...], unscanned: float = 0.0
    ) -> Iterator[Scan]:
        yield self._see(hours, "observe", "shipping", origin, goods, sent_to=target)
        if self._rng.random() >= unscanned:
            yield self._see(hours + self._rng.uniform(0.5, 4), "observe", "receiving", target, goods, sent_from=origin)

    def _see(self, hours: float, action: str, step: str, place: str, goods: tuple[Goods, ...], **fields: Any) -> Scan:
        return self._scan(hours, "object", place, action=action, biz_step=step, goods=goods, **fields)

    def _pack(self, hours: float, action: str, step: str, place: str, parent: str, goods: tuple[Goods, ...]) -> Scan:
        return self._scan(hours, "aggregation", place, action=action, biz_step=step, parent=parent, goods=goods)

    def _change(
        self, hours: float, place: str, inputs: tuple[Goods, ...], outputs: tuple[Goods, ...], step: str
    ) -> Scan:
        return self._scan(hours, "transformation", place, biz_step=step, inputs=inputs, outputs=outputs)

    def _scan(self, hours: float, kind: Any, place: str, **fields: Any) -> Scan:
        self._count += 1
        return Scan(
            event_id=f"urn:demo:{self._number}:{self._count}", kind=kind, at_ms=self._start_ms + round(hours * HOUR_MS),
            read_point=place, **fields,
        )  # fmt: skip


def kg(epc: str, amount: float) -> Goods:
    return Goods(epc, amount, "KGM")


def history(chain: SupplyChain, scans: int, end_ms: int, runs_a_day: int) -> Iterator[list[Scan]]:
    """Runs up to ``end_ms`` until there are ``scans`` of them, the oldest first."""
    one = len(chain.run(0, 0))
    count, found = -(-scans // one) * 2, 0
    for number in range(count):
        run = chain.run(number, end_ms - LASTS_DAYS * DAY_MS - (count - number) * DAY_MS // runs_a_day)
        yield run[: scans - found]
        found += len(run)
        if found >= scans:
            return
