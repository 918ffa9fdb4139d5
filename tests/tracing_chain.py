"""A small invented chain of scans: paddy of two farms to a mill, rice to two shops, with a pallet."""

from __future__ import annotations

from county.durations import HOUR_MS
from county.tracing.scans import Goods, Scan

T0_MS = 1_795_000_000_000
"""2026-11-18 19:06:40 in UTC+8."""
PADDY_A, PADDY_B = "urn:epc:class:lgtin:9521234.00001.A1", "urn:epc:class:lgtin:9521234.00001.B1"
RICE, BRAN = "urn:epc:class:lgtin:9521234.00002.R1", "urn:epc:class:lgtin:9521234.00003.K1"
PALLET = "urn:epc:id:sscc:9521234.0000000001"
FARM_A, FARM_B, MILL, SHOP_1, SHOP_2 = (f"urn:epc:id:sgln:9521234.0000{n}.0" for n in range(1, 6))


def _scan(n: int, hours: float, **fields: object) -> Scan:
    return Scan(event_id=f"urn:uuid:{n}", at_ms=T0_MS + round(hours * HOUR_MS), **fields)  # type: ignore[arg-type]


def kg(epc: str, amount: float) -> Goods:
    return Goods(epc, amount, "KGM")


CHAIN = (
    _scan(1, 0, kind="object", action="add", biz_step="commissioning", read_point=FARM_A, goods=(kg(PADDY_A, 1_000),)),
    _scan(2, 1, kind="object", action="observe", biz_step="shipping", read_point=FARM_A, sent_to=MILL,
          goods=(kg(PADDY_A, 1_000),)),
    _scan(3, 2, kind="object", action="add", biz_step="commissioning", read_point=FARM_B, goods=(kg(PADDY_B, 500),)),
    _scan(4, 3, kind="object", action="observe", biz_step="receiving", read_point=MILL, goods=(kg(PADDY_A, 1_000),)),
    _scan(5, 4, kind="object", action="observe", biz_step="receiving", read_point=MILL, goods=(kg(PADDY_B, 500),)),
    _scan(6, 5, kind="transformation", biz_step="commissioning", read_point=MILL,
          inputs=(kg(PADDY_A, 1_000), kg(PADDY_B, 500)), outputs=(kg(RICE, 1_000), kg(BRAN, 400))),
    _scan(7, 6, kind="aggregation", action="add", biz_step="packing", read_point=MILL, parent=PALLET,
          goods=(kg(RICE, 600),)),
    _scan(8, 7, kind="object", action="observe", biz_step="shipping", read_point=MILL, sent_to=SHOP_1,
          goods=(Goods(PALLET),)),
    _scan(9, 8, kind="object", action="observe", biz_step="receiving", read_point=SHOP_1, goods=(Goods(PALLET),)),
    _scan(10, 8.5, kind="aggregation", action="delete", biz_step="unpacking", read_point=SHOP_1, parent=PALLET),
    _scan(11, 9, kind="object", action="observe", biz_step="shipping", read_point=MILL, sent_to=SHOP_2,
          goods=(kg(RICE, 400),)),
)  # fmt: skip
"""Of the paddy of farm B nobody scanned the despatch; the delivery to shop 2 never arrives; 100 kg of 1,500 are missing
after milling."""
