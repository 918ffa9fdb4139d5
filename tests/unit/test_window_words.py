"""What windows say: no options of the command line, and one word for each role of a drill."""

from __future__ import annotations

import re
from pathlib import Path

from county.drill.words import SIDES, SKIPPED
from county.explained import ExplainedLine
from desktop.file_import.window_words import WINDOW_WORDS, in_window
from desktop.scenes.registry import DRILL_SCENES
from desktop.translations import explained
from services.intake.named import FieldNames

OPTION = re.compile(r"--[a-z]+")
OF_THE_COMMAND_LINE = {
    "--date-order {order}: is no order of a date; give dmy, mdy or ymd",
    "--map {pair}: is not FIELD=HEADER; write it like title=SRType,at=CreatedDate",
    "--map {pair}: there is no field {name}; choose one of {all}",
    "--profile {name}: there is no such profile; choose one of {all}, or give a file like {folder}/311.toml",
}
"""What is said about an option that was typed."""


def test_every_text_about_a_file_that_names_an_option_has_words_of_the_window() -> None:
    source = "".join(
        "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', path.read_text("utf-8")))
        for folder in ("services/intake", "county/tables")
        for path in sorted((Path(__file__).parents[2] / folder).glob("*.py"))
    )
    about_files = {text for text in explained() if OPTION.search(text) and text in source}
    assert about_files - OF_THE_COMMAND_LINE == set(WINDOW_WORDS)
    assert not [words for words in map(str, WINDOW_WORDS.values()) if OPTION.search(words)]


def test_a_reason_within_a_reason_is_in_the_words_of_the_window_too() -> None:
    why = ExplainedLine("has a year of two digits; give --date-order dmy, mdy or ymd")
    line = in_window(ExplainedLine("{column} {value} {why}{more}", column="时间", value="1/2/26", why=why, more=""))
    assert line == "时间 1/2/26 has a year of two digits; choose the order of dates above"
    assert in_window(FieldNames("title")) == "title"


def test_each_role_of_a_drill_has_one_name() -> None:
    """Those of 《突发事件应急演练指南》: 控制人员 are nowhere 导调, 评价人员 nowhere 评估人员."""
    translated = (Path(__file__).parents[2] / "resources/i18n/zh_CN.ts").read_text("utf-8")
    named = [*SIDES.values(), *SKIPPED.values(), *(scene.name for scene in DRILL_SCENES.values())]
    texts = [*re.findall(r"<translation>([^<]*)</translation>", translated), *(name.zh for name in named)]
    assert not [text for text in texts if re.search("导调|导控|评估人员", text)]
    assert [text for text in texts if "控制人员" in text]
