"""Addresses on the command line: invalid ones are refused before anything starts."""

from __future__ import annotations

import pytest

import main
from services.transport.address import BadAddress, checked_address


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:5570", "tcp://desk.local:1", "tcp://[fe80::1]:65535", "tcp://*:80"])
def test_an_address_is_a_host_and_a_port(address: str) -> None:
    assert checked_address(address) == address


def test_port_0_is_a_free_port_for_listening_and_invalid_for_connecting() -> None:
    assert checked_address("tcp://127.0.0.1:0", first_port=0) == "tcp://127.0.0.1:0"
    with pytest.raises(BadAddress, match=r"^tcp://127\.0\.0\.1:0: 0 is not a valid port; choose one from 1 to 65535$"):
        checked_address("tcp://127.0.0.1:0")


WRONG = [
    "tcp://127.0.0.1:65536", "tcp://127.0.0.1:70000", "tcp://127.0.0.1:desk", "tcp://127.0.0.1:5570x",
    "tcp://127.0.0.1:-1", "tcp://127.0.0.1:", "tcp://127.0.0.1", "tcp://:5570", "tcp://::1:5570", "127.0.0.1:5570",
    "5570", "udp://127.0.0.1:5570", "tcp://127.0.0.1:５５７０", "tcp://a b:5570", "",
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "x", "--listen"],
        ["run", "x", "--keys", ".", "--connect"],
        ["send", main.__file__, "--keys", ".", "--connect"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_wrong_address_is_one_line_and_a_wrong_command_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], wrong: str
) -> None:
    assert main.main([*arguments, wrong]) == 2
    (line,) = (line for line in capsys.readouterr().err.splitlines() if line.startswith("error: "))
    assert f"{wrong}: " in line
    assert "is not " in line
