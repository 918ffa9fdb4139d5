"""Rows of files without coordinates: placed by what they name, refused with the reason, or put where the user chose."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from county.tables.row import TableRow
from services.intake.file_options import FileOptions
from services.intake.items import BadRow, Reported
from services.intake.layout import FALLBACK
from services.intake.rows import Interpreter
from services.sending.event_keys import EventKeys
from tests.unit.test_place_names import NAMES, OTHER, SAME, TOWN, VILLAGE


def interpreted(options: FileOptions | None = None, **cells: Any) -> tuple[Reported, Interpreter]:
    interpreter = Interpreter(options, lambda: NAMES)
    [found] = interpreter.items(TableRow("line 2", {"标题": "路灯不亮", "小类": "其他事项", **cells}))
    assert isinstance(found, Reported)
    return found, interpreter


def refusal(options: FileOptions | None = None, **cells: Any) -> str:
    with pytest.raises(BadRow) as refused:
        interpreted(options, **cells)
    return refused.value.line


def fallback(code: str) -> FileOptions:
    return FileOptions(constants={FALLBACK: code})


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"村名": "虹桥"}, VILLAGE), ({"所属村（社区）": "虹桥社区居委会", "地址": "桥头"}, VILLAGE),
        ({"乡镇": "阿拉营", "村": "新民村"}, SAME), ({"乡镇": "沱江镇", "村": "新民村委会"}, OTHER),
        ({"村": "新民村", "地址": "沱江镇新民村3组"}, OTHER), ({"村": "其他", "地址": "凤凰县沱江镇虹桥村"}, VILLAGE),
        ({"乡镇": "沱江镇", "村": "", "地址": "菜市场旁"}, TOWN), ({"地址": "沱江镇建设路"}, TOWN),
        ({"区划代码": 433123100201}, OTHER), ({"村": "沱江镇"}, TOWN),
        ({"村": "433123100201"}, OTHER), ({"乡镇": "沱江镇", "村": 433123100201}, OTHER),
        ({"经度": "", "纬度": None, "地址": "虹桥社区"}, VILLAGE),
        ({"经度": "0", "纬度": "0", "村": "虹桥社区"}, VILLAGE),
    ],
)  # fmt: skip
def test_a_row_is_placed_by_its_code_village_or_address(cells: dict[str, Any], place: Any) -> None:
    found, interpreter = interpreted(**cells)
    assert (found.x, found.y, found.metric) == (place.x_m, place.y_m, True)
    assert (found.place_level, found.place_name) == (place.level, place.name)
    assert ["approximate" in how for how in interpreter.places] == [True], "the summary says so"


def test_coordinates_that_a_row_has_count_more_than_what_it_names() -> None:
    found, _ = interpreted(经度="109.6", 纬度="27.95", 村="虹桥社区")
    assert (found.x, found.y, found.place_level) == (109.6, 27.95, "point")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"村": "没有的村"}, "names no place of the county"), ({"村": "新民村"}, "can be several places"),
        ({"村": "", "地址": ""}, "has no place"), ({"地址": "县城"}, "names no place of the county"),
        ({"乡镇": "阿拉营镇", "村": "虹桥社区"}, "is not in 阿拉营镇"),
        ({"乡镇": "阿拉营镇", "村": "433123100201"}, "is not in 阿拉营镇"),
        ({"乡镇": "乾州街道", "村": "虹桥社区"}, "is no town"),
        ({"地址": "吉首市乾州街道虹桥社区"}, "is in 吉首市, not in 凤凰县"),
        ({"区划代码": "430000000000"}, "is the code of no"),
    ],
)  # fmt: skip
def test_a_row_whose_place_is_not_certain_is_refused_with_the_reason(cells: dict[str, Any], why: str) -> None:
    assert why in refusal(**cells)


def test_a_misspelt_village_is_told_the_one_that_is_like_it() -> None:
    assert "虹桥社区" in refusal(村="红桥社区")


@pytest.mark.parametrize("cells", [{"村": "没有的村"}, {"村": "新民村"}, {"村": "", "地址": ""}])
def test_rows_without_a_known_place_are_put_where_the_user_chose_and_the_summary_says_so(cells: dict[str, Any]) -> None:
    found, interpreter = interpreted(fallback(VILLAGE.code), **cells)
    assert (found.x, found.place_level) == (VILLAGE.x_m, "village")
    [how] = interpreter.places
    assert how == "no place of their own that is known, put into 沱江镇 · 虹桥社区 as chosen: approximate"


@pytest.mark.parametrize("cells", [{"地址": "吉首市乾州街道虹桥社区"}, {"乡镇": "阿拉营镇", "村": "虹桥社区"}])
def test_a_row_that_names_a_place_elsewhere_is_not_put_anywhere(cells: dict[str, Any]) -> None:
    assert refusal(fallback(VILLAGE.code), **cells)


def test_phone_numbers_of_a_column_of_their_own_belong_to_the_reporter() -> None:
    assert interpreted(村="虹桥", 姓名="王芳", 联系电话=13800138000.0)[0].reporter == "王芳 13800138000"
    assert interpreted(村="虹桥", 联系人="王芳 13800138000", 电话="13800138000")[0].reporter == "王芳 13800138000"
    assert "shortened by Excel" in refusal(村="虹桥", 来电号码="1.38E+10")


def test_how_a_place_was_found_does_not_make_a_row_another_event() -> None:
    found, _ = interpreted(村="虹桥")
    point = replace(found, place_level="point", place_name="")
    assert EventKeys().of(found, 0) == EventKeys().of(point, 0)
