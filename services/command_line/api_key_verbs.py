"""``main.py apikeys``: keys of what reports through the HTTP gateway."""

from __future__ import annotations

from typing import Annotated

import typer

from county.commands import ReportChannel
from services.command_line.options import GatewayKeys
from services.command_line.usage_errors import Verbs

api_keys = typer.Typer(cls=Verbs, help="API keys of the programs and people that report through the HTTP gateway.")


@api_keys.callback()
def of_gateway(context: typer.Context, keys: GatewayKeys) -> None:
    """API keys of the programs and people that report through the HTTP gateway."""
    context.obj = keys


@api_keys.command("add")
def add_api_key_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="of the system that reports: its channel, never a person")],
    channel: Annotated[ReportChannel, typer.Option(help="the source of its events")],
    rate: Annotated[int, typer.Option(min=1, max=6_000, help="requests a minute")] = 60,
) -> None:
    """Register a key and print it; it is stored nowhere."""
    from county.clock import SystemClock
    from services.intake.gateway.api_keys import add_api_key

    print(add_api_key(context.obj, name, channel, rate, SystemClock()))


@api_keys.command("list")
def list_api_keys(context: typer.Context) -> None:
    """Print one key per line, without the keys themselves."""
    from services.intake.gateway.api_keys import read_api_keys

    for key in read_api_keys(context.obj):
        print(key)


@api_keys.command("revoke")
def revoke_api_key_(context: typer.Context, name: Annotated[str, typer.Argument(help="as registered")]) -> None:
    """Remove a key; a running gateway refuses it at once."""
    from services.intake.gateway.api_keys import revoke_api_key

    revoke_api_key(context.obj, name)
    print(f"{name} is revoked; the gateway refuses it from the next request on")
