"""Who may send rows of streams, and of which sensors."""

from __future__ import annotations

from collections.abc import Mapping

from county.authority import ROW_SENDER_ROLES, Principal, delivery_refusal
from county.refusals import Refused
from county.sensors import Sensor
from county.streams import READINGS
from services.protocol.messages import SubmitRows


def check_gateway(principal: Principal) -> None:
    """The principal may submit rows of streams.  Raises Refused."""
    if not principal.roles & ROW_SENDER_ROLES:
        roles = ", ".join(sorted(ROW_SENDER_ROLES))
        raise Refused("not_authorised", principal=principal.id, command="SubmitRows", roles=roles)


def check_rows(principal: Principal, rows: SubmitRows, sensors: Mapping[str, Sensor]) -> None:
    """The principal may submit rows of these sensors, or of these keys of another stream.  Raises Refused for the first
    of which it may not."""
    if not (principal.sensors or principal.kinds or principal.divisions):
        return
    for name in dict.fromkeys(rows.keys[0]):
        sensor = sensors.get(name) if rows.stream == READINGS.key else None
        refused = delivery_refusal(principal, name, sensor)
        if refused is not None:
            raise refused
