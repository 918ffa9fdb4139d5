"""A realm is wired in one module, and no function but a verb of the command line has a default realm."""

from __future__ import annotations

import pytest

from tests.integration.source_names import PACKAGES, ROOT, names_in, sources

PARTS = ("Backend", "GroupCommitter", "Answers", "Watch", "Checkpoints")
"""Parts of a running realm."""
WIRING = ROOT / "services" / "realm.py"
COMMAND_LINE = "command_line"
"""The verbs of the command line: without --realm they are about live."""


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_a_realm_is_created_in_one_module(part: str) -> None:
    assert part in names_in(WIRING).made
    unit = ROOT / "tests" / "unit"  # tests may create single parts
    makers = [path for path, names in sources(*PACKAGES, "tests", having=part) if part in names.made]
    assert [path for path in makers if unit not in path.parents] == [WIRING]


def test_no_function_but_a_verb_has_a_default_realm() -> None:
    found = [
        f"{path}:{line}"
        for path, names in sources("county", "services", "layers", "desktop", having="realm")
        if path.parent.name != COMMAND_LINE
        for line in names.realm_defaults
    ]
    assert found == []
