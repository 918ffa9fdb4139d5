"""A scenario as the text of its file: what is read of it again has the same digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import tomli_w

from county.drill.durations import iso_of
from county.drill.scenario import Scenario


def text_of(scenario: Scenario) -> str:
    """TOML in UTF-8, without what equals its default."""
    plain = msgspec.to_builtins(scenario, enc_hook=iso_of, builtin_types=(datetime,))
    return tomli_w.dumps(_present(plain), multiline_strings=False)


def _present(value: Any) -> Any:
    """Without fields that have no value: TOML knows none."""
    if isinstance(value, dict):
        return {key: _present(inner) for key, inner in value.items() if inner is not None}
    return [_present(inner) for inner in value] if isinstance(value, list | tuple) else value
