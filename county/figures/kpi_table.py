"""考核指标树: the nodes of the assessment, as rows of the catalogue's table ``kpi``.

Branches have a name and a weight, leaves also what they are measured by: a metric, or the value of an indicator that
somebody reports for the whole county or for a town (``manual``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.figures.metric import Measure, Metric, ReportedValues
from county.names import Name

NO_NAME = Name("", "")
PERCENT = "%"
"""The unit of a manual value that is a rate: 0.05 is 5 %."""
WEIGHT_DIGITS = 6
"""Weights are compared after so many decimals."""
Weight = Annotated[float, Meta(gt=0, le=100)]


class KpiNode(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One node.  ``weight`` is in points of 100, of a branch the sum of those below it."""

    name: Name
    weight: Weight
    parent: str = ""
    """"": a branch at the top."""
    metric: str = ""
    """The metric whose figure is the value of the leaf."""
    manual: str = ""
    """The indicator whose reported value is the value of the leaf."""
    floor: Measure | None = None
    """The value that gives no point: of a share 0 to 1, of a duration ms."""
    target: Measure | None = None
    """The value that gives all points."""
    cap: Annotated[float, Meta(gt=0, le=1.5)] = 1.0
    """The largest part of the weight that a leaf can give; above 1 there are points beyond the target."""
    direction: Literal["up", "down"] = "up"
    """Which way is better."""
    cumulative: bool = False
    """The value counts from the start of the year: it begins anew with every year, and never falls within one."""
    owner: str = ""
    """Department that answers for the leaf."""
    evidence_required: bool = False
    """A reported value must say what it comes from; one that does not is none."""
    source: str = ""
    """Where floor, target and the way of measuring come from."""
    unit: Name = NO_NAME
    """Of a manual value; a share is shown in %."""
    values: ReportedValues = "amounts"
    """What can be reported as a manual value; of a rate in %, which may fall, this says nothing."""
    decimals: Annotated[int, Meta(ge=0, le=4)] = 1
    formula: Name = NO_NAME
    """How a manual value is found, in words."""
    retired: bool = False

    @property
    def is_leaf(self) -> bool:
        return bool(self.metric or self.manual)

    @property
    def is_rate(self) -> bool:
        """Whether its manual value is a part of 1, shown in %."""
        return self.unit.zh == PERCENT


def offered_nodes(nodes: Mapping[str, KpiNode]) -> dict[str, KpiNode]:
    """The nodes of the present assessment, in the order of the table."""
    return {key: node for key, node in nodes.items() if not node.retired}


def leaves_of(nodes: Mapping[str, KpiNode]) -> dict[str, KpiNode]:
    """Its leaves."""
    return {key: node for key, node in offered_nodes(nodes).items() if node.is_leaf}


def children_of(nodes: Mapping[str, KpiNode], parent: str) -> list[str]:
    """The nodes directly below one; "": those at the top."""
    return [key for key, node in offered_nodes(nodes).items() if node.parent == parent]


def kpi_faults(
    nodes: Mapping[str, KpiNode], metrics: Mapping[str, Metric], departments: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Nodes that cannot be scored, each with the reason."""
    offered = offered_nodes(nodes)
    for key, node in offered.items():
        below = children_of(nodes, key)
        if node.parent and node.parent not in offered:
            yield key, f"there is no node {node.parent!r}"
        elif node.parent and (offered[node.parent].is_leaf or offered[node.parent].parent):
            yield key, f"{node.parent!r} is no branch at the top"
        if node.metric and node.manual:
            yield key, "it has a metric and a manual value; leave one of them out"
        if node.is_leaf == bool(below):
            yield key, "it needs either a metric, a manual value or nodes below it"
        summed = sum(offered[one].weight for one in below)
        if below and round(summed, WEIGHT_DIGITS) != round(node.weight, WEIGHT_DIGITS):
            yield key, f"its weight {node.weight:g} is not the sum of those below it"
        if node.metric and node.metric not in metrics:
            yield key, f"there is no metric {node.metric!r}"
        if node.is_leaf:
            yield from ((key, why) for why in _leaf_faults(node, departments))
    top = sum(node.weight for node in offered.values() if not node.parent)
    if offered and round(top, WEIGHT_DIGITS) != 100:
        yield next(iter(offered)), f"the weights of the branches add up to {top:g}, not to 100"


def _leaf_faults(node: KpiNode, departments: Collection[str]) -> Iterator[str]:
    if node.floor is None or node.target is None:
        yield "a leaf needs floor and target"
    elif (node.floor < node.target) != (node.direction == "up") or node.floor == node.target:
        yield f"from floor {node.floor:g} to target {node.target:g} the value does not go {node.direction}"
    if not node.source:
        yield "a leaf names its source"
    if node.owner and node.owner not in departments:
        yield f"there is no department {node.owner!r}"
    if node.manual and (not node.formula.zh or not node.unit.zh):
        yield "a manual value needs unit and formula"
    if node.values != "amounts" and (not node.manual or node.is_rate):
        yield "values belong to a manual value that is no rate in %"
