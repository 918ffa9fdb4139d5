"""Texts about no person contain no telephone numbers; years, dates, amounts and numbers of documents are none."""

from __future__ import annotations

import pytest

from county.refusals import Refused
from county.texts import check_no_phone


@pytest.mark.parametrize(
    "text",
    [
        "请回电 138 0000 0001", "0730-8000000", "１３８００００００００１", "٠١٢٣٤٥٦٧٨٩", "一三八零零零零零零零一",
        "电话幺三八〇〇〇〇〇〇〇幺",
        "138–0000–0001", "(0730)8000000", "13800000001元", "8000000", "430600199001010011", "2024-05-01-138000",
    ],
)  # fmt: skip
def test_a_telephone_number_is_refused_in_whatever_digits_it_is_written(text: str) -> None:
    with pytest.raises(Refused) as caught:
        check_no_phone(text)
    assert caught.value.code == "text_has_number"


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01起", "2024年5月1日至2025年12月31日", "2023-2024年", "2023至2024年", "补1000000元", "1234567.5万元",
        "12345热线", "某政发〔2024〕3号", "第一、二、三、四、五、六、七条", "一百二十三万四千五百六十七元",
        "60岁，70岁，80岁，90岁", "",
    ],
)  # fmt: skip
def test_a_date_an_amount_or_a_document_is_no_telephone_number(text: str) -> None:
    check_no_phone(text)
