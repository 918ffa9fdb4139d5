"""Every text of the program can be translated: lupdate does not find those within f-strings."""

from __future__ import annotations

import ast
from pathlib import Path

import desktop


def test_no_text_to_translate_is_within_an_f_string() -> None:
    found = []
    for path in sorted(Path(desktop.__file__).parent.rglob("*.py")):
        for text in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(text, ast.JoinedStr):
                continue
            for call in ast.walk(text):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in {
                    "tr", "translate", "QT_TRANSLATE_NOOP",
                }:  # fmt: skip
                    found.append(f"{path}:{call.lineno}")
    assert found == []
