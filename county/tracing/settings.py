"""Tables of the catalogue about tracing: ``trace_places``, ``trace_products``, ``trace_units``, ``recall_levels`` and
``tracing``."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from county.names import Name

Stage = Literal["source", "processing", "trade", "outlet"]
"""生产 / 加工 / 流通 / 销售与餐饮, in the order in which goods pass them."""
STAGES: dict[Stage, Name] = {
    "source": Name("生产源头", "Sources"),
    "processing": Name("加工", "Processing"),
    "trade": Name("流通", "Trade"),
    "outlet": Name("销售与餐饮", "Shops and kitchens"),
}
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Factor = Annotated[float, msgspec.Meta(gt=0, le=1e9)]
Hours = Annotated[int, msgspec.Meta(ge=1, le=8_760)]


class TracePlaceKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of place where goods are scanned; places are rows of the layer ``read_points``."""

    name: Name
    stage: Stage
    retired: bool = False


class UnitMass(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one of a unit of a product weighs, as a sack or a carcass."""

    unit: str
    kg: Factor


class TraceProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A product, by what its identifiers begin with."""

    name: Name
    prefix: Annotated[str, msgspec.Meta(min_length=1)]
    masses: tuple[UnitMass, ...] = ()
    """Of its units that are no units of mass; others of them are not converted."""
    retired: bool = False
    """There are no new batches of it; those that there are keep their name."""


class TraceUnit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A unit of UN/CEFACT Recommendation 20: one of it is ``factor`` of ``of``; those of one ``of`` can be added."""

    of: str
    factor: Factor
    retired: bool = False
    """New scans should not have it; those that do are still converted."""


class RecallRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Within what time a recall of one level is to be begun and finished."""

    name: Name
    meaning: Name
    begin_hours: Hours
    """Since the risk is known, round the clock."""
    finish_work_days: Annotated[int, msgspec.Meta(ge=1, le=365)]
    """Since the recall was announced."""
    retired: bool = False
    """No new recalls of this level."""


class TracingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole table ``tracing``."""

    tolerance: Share = 0.02
    """Of what goes into a transformation and does not come out."""
    on_way_hours: Hours = 48
    """Within which a delivery may be on its way; after that its arrival is missing."""
    shipping: tuple[str, ...] = ("shipping", "departing", "loading", "staging_outbound")
    """Words of the Core Business Vocabulary for steps after which goods are no longer at the place."""
    receiving: tuple[str, ...] = ("receiving", "arriving", "accepting", "unloading")
    """… by which they come to it from elsewhere."""
    selling: tuple[str, ...] = ("retail_selling", "dispensing", "consuming")
    """… by which they go to people, who are not traced."""
    ending: tuple[str, ...] = ("destroying", "decommissioning")
    """… after which there is nothing left of them."""
    growing: tuple[str, ...] = ("farming",)
    """… in which mass comes from sun, water and air: there is no balance of them."""
    recall_source: Name = Name("", "")
    """Of the table ``recall_levels``."""
