"""A plain locale is replaced by its UTF-8 form before Qt is started; every other one stays."""

from __future__ import annotations

import pytest

from desktop.process.utf8_locale import take_utf8


@pytest.mark.parametrize(
    ("before", "platform", "after"),
    [
        ({"LC_ALL": "C"}, "linux", {"LC_ALL": "C.UTF-8"}),
        ({"LC_ALL": "POSIX", "LANG": "zh_CN.UTF-8"}, "linux", {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}),
        ({"LC_ALL": "zh_CN.UTF-8"}, "linux", {"LC_ALL": "zh_CN.UTF-8"}),
        ({}, "linux", {}),
        ({"LC_ALL": "C"}, "darwin", {"LC_ALL": "C"}),
    ],
)
def test_only_a_plain_locale_for_all_purposes_becomes_utf8(
    before: dict[str, str], platform: str, after: dict[str, str]
) -> None:
    take_utf8(before, platform)
    assert before == after
