"""The operator pages of both READMEs name the keys of the program, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.input.keys import KEYS, shown_key

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"zh": ("README.zh-CN.md", "## 值班操作"), "en": ("README.md", "## At the desk")}
KEY = re.compile(r"(?<![\w`])(?:(?:Ctrl|Alt|Shift)\+)+[A-Z0-9]\w*|(?<![\w`])F\d+")
TWO_MINUTES_OF_READING = {"zh": 1_000, "en": 600}
"""Characters and words, at 500 and 300 a minute."""


def page_of(language: str) -> str:
    name, heading = PAGES[language]
    return heading + (ROOT / name).read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]


def rows_of(page: str) -> list[tuple[list[str], str]]:
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    return [(re.findall(r"`([^`]+)`", keys), text) for keys, text in lines]


@pytest.mark.parametrize("language", PAGES)
def test_each_row_of_the_page_names_a_use_of_the_table_with_all_its_keys(language: str) -> None:
    known = {getattr(use.text, language): list(dict.fromkeys(map(shown_key, use.keys))) for use in KEYS.values()}
    rows = rows_of(page_of(language))
    assert len(rows) > 20
    for keys, text in rows:
        assert keys == known[text]


@pytest.mark.parametrize("language", PAGES)
def test_the_text_of_the_page_names_known_keys_only(language: str) -> None:
    known = {shown_key(key) for use in KEYS.values() for key in use.keys}
    prose = "\n".join(line for line in page_of(language).splitlines() if not line.startswith("|"))
    named = set(KEY.findall(prose))
    assert named
    assert named <= known


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_read_in_two_minutes(language: str) -> None:
    prose = "\n".join(line for line in page_of(language).splitlines() if not line.startswith("|"))
    length = len(re.findall(r"[一-鿿]", prose)) if language == "zh" else len(prose.split())
    assert length <= TWO_MINUTES_OF_READING[language]
