"""HTML pages and XML: what systems export under the names .xls, .csv and .xml."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.tables.row import BadFile, RowFault, TableRow
from tests.unit.table_files import faults_of, read, rows_of, values_of

PAGE = """<!DOCTYPE html><html><head><title>导出</title><meta charset="gb2312"><style>td {{ a: b }}</style></head>
<body><table><tr><td>菜单</td></tr></table>{}<table><tr><td>页</td><td>1</td></tr></table></body></html>"""
TABLE = """<table border=1><tr><th>名称<th>经度<br>(度)<th>纬度</tr>
<tr><td><b>东门&nbsp;桶</b><td>109.5<td>27.9
<tr><td>西门&lt;桶</td><td>110</td><td></td></tr></table>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["f.xls", "f.csv", "f.html"])
def test_the_largest_table_of_a_page_is_read(name: str, encoding: str, tmp_path: Path) -> None:
    found = rows_of(tmp_path / name, PAGE.format(TABLE).encode(encoding))
    assert [(row.where, row.values) for row in found if isinstance(row, TableRow)] == [
        ("row 2", {"名称": "东门 桶", "经度 (度)": "109.5", "纬度": "27.9"}),
        ("row 3", {"名称": "西门<桶", "经度 (度)": "110", "纬度": ""}),
    ]
    assert read(tmp_path / name)[1].format == "HTML"


def test_merged_cells_of_a_page_leave_the_others_in_their_columns(tmp_path: Path) -> None:
    rows = """<tr><td colspan=4>表一</td></tr>
    <tr><th rowspan=2>镇</th><th rowspan=2>名称</th><th colspan=2>位置</th></tr>
    <tr><th>经度</th><th>纬度</th></tr><tr><td rowspan=2>沱江镇</td><td>a</td><td>1</td><td>2</td></tr>
    <tr><td>b</td><td>3</td><td>4</td></tr><tr><td>廖家桥镇</td><td>c</td><td>5</td><td>6</td></tr>"""
    assert values_of(tmp_path / "f.xls", f"<table>{rows}</table>") == [
        {"镇": "沱江镇", "名称": "a", "经度": "1", "纬度": "2"},
        {"镇": "沱江镇", "名称": "b", "经度": "3", "纬度": "4"},
        {"镇": "廖家桥镇", "名称": "c", "经度": "5", "纬度": "6"},
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "<TR><TD>a<TD>b<TR><TD>1<TD>2",
        "<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody>",
        "<tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2<script>x</script><!-- y --></td></tr>",
        "<td>a</td><td>b</td><tr><td>1</td><td>2</td>",
    ],
)
def test_tables_are_read_as_browsers_do(rows: str, tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.xls", f"<table>{rows}</table>") == [{"a": "1", "b": "2"}]


def test_a_table_in_a_table_of_the_layout_is_read(tmp_path: Path) -> None:
    inner = "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    page = f"<html><table><tr><td>left</td><td>{inner}</td></tr></table></html>"
    assert values_of(tmp_path / "f.xls", page) == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


@pytest.mark.parametrize(
    "body",
    [
        "<form><input type='password'></form>",
        "<table><tr><td>用户</td><td><input></td></tr><tr><td>密码</td><td><input type='password'></td></tr></table>",
        "<h1>502 Bad Gateway</h1>",
        "<table><tr><td>404</td></tr></table>",
        "",
    ],
)
def test_a_login_or_error_page_is_said_in_one_line(body: str, tmp_path: Path) -> None:
    page = f"<html><head><title>统一身份\n认证</title></head><body>{body}</body></html>"
    message = r"is a web page without a table \(统一身份 认证\), .*; log in and download"
    with pytest.raises(BadFile, match=message) as refusal:
        rows_of(tmp_path / "f.csv", page)
    assert "\n" not in str(refusal.value)


def test_a_page_that_nests_without_end_is_a_fault(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "f.html", "<html>" + "<table><tr><td>" * 5_000)[0][0] == "from here on"
    assert faults_of(tmp_path / "f.html", "<html><table a='" + "x" * 3_000_000)[0][0] == "from here on"


RECORDS = """<?xml version="1.0" encoding="GB2312"?>
<!-- 导出 -->
<root total="2"><head><name>点位</name></head><list>
<item id="A1" lon="109.5"><名称>东门桶</名称><pos><lat>27.9</lat></pos><tag>x</tag><tag>y</tag></item>
<item id="A2"><名称>西门桶 &amp; 北</名称><pos><lat>28</lat></pos></item>
</list></root>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["f.xml", "f.xls", "f"])
def test_repeated_elements_are_rows_with_their_members(name: str, encoding: str, tmp_path: Path) -> None:
    """Whatever encoding the document states: programs that convert files leave it unchanged."""
    found = rows_of(tmp_path / name, RECORDS.encode(encoding))
    assert [(row.where, row.values) for row in found if isinstance(row, TableRow)] == [
        ("line 4", {"id": "A1", "lon": "109.5", "名称": "东门桶", "pos.lat": "27.9", "tag": "x; y"}),
        ("line 5", {"id": "A2", "名称": "西门桶 & 北", "pos.lat": "28"}),
    ]
    _, shape = read(tmp_path / name)
    assert (shape.format, shape.sheet) == ("XML", "root.list.item")
    assert shape.headers == ("id", "lon", "名称", "pos.lat", "tag")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("<r><a>1</a><b>2</b></r>", [{"a": "1", "b": "2"}]),
        ("<rs><r><a>1</a></r></rs>", [{"a": "1"}]),
        ("<rs><r a='1'/><r a='2'/></rs>", [{"a": "1"}, {"a": "2"}]),
        ("<s xmlns='urn:x' xmlns:y='urn:y'><y:r><y:a>1</y:a></y:r><y:r><a>2</a></y:r></s>", [{"a": "1"}, {"a": "2"}]),
        ("<rs><r><p><q>1</q></p><p><q>2</q></p></r><r><p><q>3</q></p></r></rs>", [{"p.q": "1; 2"}, {"p.q": "3"}]),
    ],
)
def test_plain_xml_of_other_shapes_is_read(text: str, rows: list[dict[str, str]], tmp_path: Path) -> None:
    assert values_of(tmp_path / "f.xml", text) == rows


def test_of_several_kinds_of_repeated_elements_one_must_be_named(tmp_path: Path) -> None:
    text = "<r>" + "<a><x>1</x></a>" * 2 + "<b><y>2</y></b>" * 3 + "</r>"
    with pytest.raises(BadFile, match=r'contains 2 elements with tables \(r\.a, r\.b\); name one: "f\.xml\|r\.a"'):
        rows_of(tmp_path / "f.xml", text)
    assert values_of(tmp_path / "f.xml|r.b") == [{"y": "2"}] * 3


@pytest.mark.parametrize("text", ["<r>text</r>", "<r", "<?xml version='1.0'?>", "<1>"])
def test_xml_without_a_table_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile) as refusal:
        rows_of(tmp_path / "f.xml", text)
    assert str(refusal.value).endswith("save it as CSV")


def test_xml_that_breaks_is_read_up_to_there(tmp_path: Path) -> None:
    found = rows_of(tmp_path / "f.xml", RECORDS.replace("</item>\n</list>", "</item>\n<item><a></b></list>"))
    assert [isinstance(row, RowFault) for row in found] == [False, False, True]
    assert found[2].where == "line 6"
    assert isinstance(found[2], RowFault)
    assert found[2].text == "is not XML (mismatched tag); fix it, nothing after it was read"


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd">',
     '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'],
)  # fmt: skip
def test_a_document_type_is_refused_and_nothing_it_names_is_opened(doctype: str, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="it has a document type"):
        rows_of(tmp_path / "f.xml", f"{doctype}<r><i><a>&a;</a></i><i><a>1</a></i></r>")


def test_endless_nesting_and_texts_are_faults(tmp_path: Path) -> None:
    assert "nested too deeply" in faults_of(tmp_path / "f.xml", "<r><i><a>1</a></i><i><a>1</a></i>" + "<i>" * 200)[0][1]
    long = "<r><i><a>1</a></i><i><a>" + "x" * (2 << 20) + "</a></i></r>"
    assert "a text has more than 1 MB" in faults_of(tmp_path / "g.xml", long)[0][1]


ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>43312341600000_20261126083000</identifier><sender>433123</sender><sent>2026-11-26T08:30:00+08:00</sent>
<status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{infos}</alert>"""
INFO = """<info><language>{}</language><category>Met</category><event>暴雨</event><severity>Severe</severity>
<headline>{}</headline><area><areaDesc>沱江镇</areaDesc><polygon>27.9,109.5 27.9,109.6 28,109.6 27.9,109.5</polygon>
<geocode><valueName>code</valueName><value>433123100000</value></geocode></area>
<area><areaDesc>廖家桥镇</areaDesc><circle>27.9,109.5 10</circle></area></info>"""


def test_an_alert_is_a_row_with_its_own_members_and_those_of_the_info(tmp_path: Path) -> None:
    [row] = values_of(tmp_path / "f.xml", ALERT.format(kind="Alert", infos=INFO.format("zh-CN", "暴雨红色预警")))
    assert row == {
        "identifier": "43312341600000_20261126083000", "sender": "433123", "sent": "2026-11-26T08:30:00+08:00",
        "status": "Actual", "msgtype": "Alert", "scope": "Public", "info.language": "zh-CN", "info.category": "Met",
        "info.event": "暴雨", "info.severity": "Severe", "info.headline": "暴雨红色预警",
        "info.area.areadesc": "沱江镇; 廖家桥镇", "info.area.polygon": "27.9,109.5 27.9,109.6 28,109.6 27.9,109.5",
        "info.area.geocode.valuename": "code", "info.area.geocode.value": "433123100000",
        "info.area.circle": "27.9,109.5 10",
    }  # fmt: skip
    assert read(tmp_path / "f.xml")[1].format == "CAP"


@pytest.mark.parametrize(
    ("infos", "headlines"),
    [("", [None]), (INFO.format("zh-CN", "甲") + INFO.format("en", "a"), ["甲", "a"])],
    ids=["cancelled", "two languages"],
)
def test_every_info_of_an_alert_is_a_row_and_an_alert_without_any_too(
    infos: str, headlines: list[str | None], tmp_path: Path
) -> None:
    rows = values_of(tmp_path / "f.xml", ALERT.format(kind="Cancel", infos=infos))
    assert [row.get("info.headline") for row in rows] == headlines
    assert {row["identifier"] for row in rows} == {"43312341600000_20261126083000"}


def test_several_alerts_in_a_feed_are_read(tmp_path: Path) -> None:
    one = ALERT.format(kind="Alert", infos=INFO.format("zh-CN", "甲")).partition("?>")[2]
    assert len(values_of(tmp_path / "f.xml", f"<feed><entry>{one}</entry><entry>{one}</entry></feed>")) == 2
