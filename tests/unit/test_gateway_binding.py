"""A gateway delivers the readings of its sensors only; others are refused with the sensor and the remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from county.authority import Principal, Role, delivery_refusal
from county.package.open import CountyPackage
from county.refusals import text
from services.keys.principals import Principals
from services.keys.register import add, registered
from services.keys.registration import BadRegistration, Registration, registration_file
from services.protocol import messages as m
from tests.memory_realm import OWNER
from tests.square_county import write_square_county
from tests.unit.live_realm import LiveRealm, readings, report

INSIDE, OUTSIDE = "999901100000", "999901200000"


def gateway(**limits: Any) -> Principal:
    return Principal(id="gateway", roles=frozenset({Role.GATEWAY}), **limits)


def answer_to(live: LiveRealm, principal: Principal, message: m.ToBackend) -> m.Accepted | m.Rejected:
    live.realm.register.principals["gateway"] = principal
    client = live.realm.plain_client("gateway")
    client.send(message)
    live.realm.turn(2)
    [answer] = client.answers()
    client.close()
    assert isinstance(answer, m.Accepted | m.Rejected)
    return answer


def code(answer: m.Accepted | m.Rejected) -> str:
    return answer.code if isinstance(answer, m.Rejected) else ""


@pytest.fixture
def live() -> LiveRealm:
    return LiveRealm(principals=(OWNER, gateway()))


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        ({}, ""),
        ({"sensors": ("bin-0",)}, ""),
        ({"sensors": ("bin-1", "bin-0")}, ""),
        ({"sensors": ("bin-1",)}, "sensor_not_bound"),
        ({"kinds": ("bin",)}, ""),
        ({"kinds": ("water_level",)}, "sensor_not_bound"),
        ({"kinds": ("water_level",), "sensors": ("bin-0",)}, ""),
        ({"divisions": (INSIDE,)}, ""),
        ({"divisions": (OUTSIDE,)}, "sensor_other_division"),
        ({"divisions": (OUTSIDE,), "sensors": ("bin-0",)}, "sensor_other_division"),
        ({"divisions": (INSIDE,), "sensors": ("bin-1",)}, "sensor_not_bound"),
    ],
)
def test_readings_are_accepted_only_of_the_gateways_sensors_and_divisions(
    live: LiveRealm, limits: dict[str, Any], refused: str
) -> None:
    kind = live.realm.desk.sensors["bin-0"].kind
    limits = {name: tuple(kind if v == "bin" else v for v in values) for name, values in limits.items()}
    answer = answer_to(live, gateway(**limits), readings("r", 95.0))
    assert code(answer) == refused
    assert bool(live.realm.desk.alarms) is (refused == "")
    assert len(live.realm.history.newest("readings")) == (0 if refused else 1), "nothing is stored"


def test_the_refusal_names_the_sensor_the_key_and_the_remedy(live: LiveRealm) -> None:
    answer = answer_to(live, gateway(sensors=("bin-1",)), readings("r", 95.0))
    assert isinstance(answer, m.Rejected)
    line = text(answer.code, answer.params)
    assert "bin-0" in line
    assert "clients/gateway.toml" in line
    [entry] = live.realm.audit.of("command_refused")
    assert (entry.by, entry.reason, entry.params["sensor"]) == ("gateway", "sensor_not_bound", "bin-0")


def test_a_bound_gateway_delivers_no_other_stream_unless_its_key_is_named() -> None:
    """Positions, for example: their keys are units, which are in no division."""
    for limits, allowed in (({}, True), ({"sensors": ("bin-0",)}, False), ({"kinds": ("bin",)}, False),
                            ({"sensors": ("bin-0", "truck-1")}, True), ({"divisions": (INSIDE,)}, False)):  # fmt: skip
        assert (delivery_refusal(gateway(**limits), "truck-1", None) is None) is allowed


def test_a_bound_gateway_reports_no_event_in_the_name_of_another_sensor(live: LiveRealm) -> None:
    bound = gateway(sensors=("bin-1",))
    body = report(1, sensor_id="bin-0").command
    mine = report(2, sensor_id="bin-1").command
    for sent, refused in ((body, "sensor_not_bound"), (mine, "")):
        anonymous = m.Submit(command=msgspec.structs.replace(sent, for_=""))
        assert code(answer_to(live, bound, anonymous)) == refused


def test_a_binding_is_registered_readable_and_applies_at_the_next_request(tmp_path: Path) -> None:
    county, keys = CountyPackage(write_square_county(tmp_path / "county")), tmp_path / "keys"
    bound = Registration(roles=(Role.GATEWAY,), sensors=("bin-0", "bin-1"))
    add(keys, "mast", bound, tmp_path / "out", county=county)
    assert '"bin-0",\n    "bin-1",\n' in registration_file(keys, "mast").read_text()
    assert "mast: gateway; sensors bin-0, bin-1" in [str(row) for row in registered(keys)]
    principals = Principals(keys, "live", None)
    found = principals.find("mast")
    assert found is not None
    assert found.sensors == ("bin-0", "bin-1")
    file = registration_file(keys, "mast")
    file.write_text(file.read_text().replace('"bin-1"', '"bin-1", "bin-2"'))
    found = principals.find("mast")
    assert found is not None
    assert found.sensors == ("bin-0", "bin-1", "bin-2")


@pytest.mark.parametrize(
    ("registration", "message"),
    [
        (Registration(roles=(Role.GATEWAY,), sensors=("bin-99",)), "bin-99: .* no such sensor; .* like bin-"),
        (Registration(roles=(Role.GATEWAY,), kinds=("smok",)), "smok: .* no such kind of sensors; .*"),
        (Registration(roles=(Role.OPERATOR,), sensors=("bin-0",)), "only a gateway delivers sensors"),
    ],
)
def test_an_unknown_sensor_or_kind_is_refused_with_suggestions(
    tmp_path: Path, registration: Registration, message: str
) -> None:
    county = CountyPackage(write_square_county(tmp_path / "county"))
    with pytest.raises(BadRegistration, match=message):
        add(tmp_path / "keys", "mast", registration, tmp_path / "out", county=county)
    assert not (tmp_path / "keys").exists()
