"""Documents: in force on a day, versions, contradictions, and files that cannot be read."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from county.policy.conflicts import conflicts, contradict
from county.policy.documents import Article, PolicyDoc, former_versions, in_force
from services.policies.check import check_policies
from services.policies.library import KNOWLEDGE, Library, library_of, read_library

OLD = PolicyDoc(format=1, id="old", title="津贴办法", in_force_from=date(2021, 1, 1), articles=(Article("每月五十元"),))
NEW = replace(OLD, id="new", in_force_from=date(2024, 1, 1), supersedes=("old",))
DOC = """format = 1
id = "doc"
title = "办法"
in_force_from = 2024-01-01
[[articles]]
no = "第一条"
text = "每月五十元。"
"""


@pytest.fixture(scope="module")
def samples() -> Library:
    return library_of(Path("none"), synthetic=True)


@pytest.mark.parametrize(
    ("on", "current"),
    [
        (date(2020, 12, 31), set()), (date(2021, 1, 1), {"old"}), (date(2023, 12, 31), {"old"}),
        (date(2024, 1, 1), {"new"}),
    ],
)  # fmt: skip
def test_a_version_is_in_force_until_the_one_that_replaces_it_begins(on: date, current: set[str]) -> None:
    assert in_force([OLD, NEW], on) == current


def test_a_document_is_in_force_on_its_last_day_and_not_after() -> None:
    doc = replace(OLD, in_force_to=date(2022, 6, 30))
    assert in_force([doc], date(2022, 6, 30)) == {"old"}
    assert in_force([doc], date(2022, 7, 1)) == frozenset()


def test_a_document_of_unknown_beginning_is_never_in_force() -> None:
    assert in_force([replace(OLD, in_force_from=None)], date(2024, 1, 1)) == frozenset()


def test_former_versions_are_found_through_others_and_circles_end() -> None:
    newest = replace(NEW, id="newest", supersedes=("new",))
    circle = replace(OLD, supersedes=("newest",))
    assert former_versions([OLD, NEW, newest], "newest") == {"new", "old"}
    assert former_versions([circle, NEW, newest], "newest") == {"new", "old"}


def test_articles_about_one_matter_with_other_amounts_contradict_each_other() -> None:
    one = (OLD, Article("年满六十五周岁的老年人免费乘坐公共汽车"))
    other = (NEW, Article("年满六十周岁的老年人免费乘坐公共汽车"))
    assert contradict(one, other)
    assert not contradict(one, (NEW, Article("年满六十五周岁的老年人免费乘坐公共汽车")))
    assert not contradict(one, (NEW, Article("年满六周岁的儿童入小学就读")))
    assert not contradict(one, (OLD, other[1])), "of one document"


def test_the_samples_contradict_each_other_at_the_age_for_free_buses_only(samples: Library) -> None:
    current = in_force(samples.docs, date(2026, 6, 1))
    found = conflicts(doc for doc in samples.docs if doc.id in current)
    assert [{one[0].id, other[0].id} for one, other in found] == [{"bus-fares", "elderly-preferential-treatment"}]


def test_the_samples_are_marked_as_samples_and_read_without_a_fault(samples: Library) -> None:
    assert samples.faults == ()
    assert len(samples.docs) >= 20
    assert all(doc.sample and "样本县" in doc.title for doc in samples.docs)


def test_a_county_of_real_data_never_has_the_samples(tmp_path: Path) -> None:
    assert library_of(tmp_path, synthetic=False).docs == ()


def test_names_of_places_are_words_of_the_sample_county_alone(tmp_path: Path, samples: Library) -> None:
    assert "省外" in samples.synonyms["北京"]
    assert "北京" not in library_of(tmp_path, synthetic=False).synonyms


def test_documents_that_supersede_each_other_in_a_circle_are_told(tmp_path: Path) -> None:
    one, other = replace(OLD, supersedes=("new",)), NEW
    told: list[str] = []
    assert check_policies(Library((one, other), {}, frozenset()), date(2025, 1, 1), told.append) == 1
    assert told[:2] == [
        "old: supersedes a version that supersedes it; none of them is in force",
        "new: supersedes a version that supersedes it; none of them is in force",
    ]  # fmt: skip


def test_a_county_with_policies_of_its_own_has_those_alone(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "doc.toml").write_text(DOC, "utf-8")
    assert [doc.id for doc in library_of(tmp_path, synthetic=True).docs] == ["doc"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("format = 1\n[", "cannot be read"), (DOC.replace("format = 1", "format = 99"), "newer than this program"),
        (DOC.replace("2024-01-01", '"soon"'), "cannot be read"), (DOC.partition("[[")[0], "cannot be read"),
        (DOC + 'colour = "red"\n', "colour"), (DOC.replace("每月五十元。", ""), "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_used(tmp_path: Path, text: str, why: str) -> None:
    bad, good = tmp_path / "bad.toml", tmp_path / "good.toml"
    bad.write_text(text, "utf-8")
    good.write_text(DOC, "utf-8")
    library = read_library([bad, good])
    assert [doc.id for doc in library.docs] == ["doc"]
    [fault] = library.faults
    assert "bad.toml" in str(fault)
    assert why in str(fault)


def test_of_two_documents_with_one_id_the_first_is_used(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(DOC, "utf-8")
    library = read_library([tmp_path / "a.toml", tmp_path / "b.toml"])
    assert len(library.docs) == 1
    assert "b.toml" in str(library.faults[0])


def test_a_county_adds_words_to_those_of_the_program(tmp_path: Path) -> None:
    own = tmp_path / "synonyms.toml"
    own.write_text('format = 1\n[spoken]\n"打卡上" = ["划入"]\n', "utf-8")
    known = read_library([]).synonyms
    assert KNOWLEDGE.is_dir()
    assert read_library([own]).synonyms == known | {"打卡上": ("划入",)}


def test_a_document_keeps_how_persons_ask_and_what_it_does_not_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    head = 'format = 2\nid = "a"\ntitle = "办法"\nunanswered = ["会涨吗"]\n'
    path.write_text(head + '[[articles]]\ntext = "每月八十元"\nasked = ["给多少"]\n', "utf-8")
    other = tmp_path / "unanswered.toml"
    other.write_text('format = 2\nquestions = ["护照在哪里办"]\n', "utf-8")
    library = read_library([path, other])
    assert (library.docs[0].articles[0].asked, library.docs[0].unanswered) == (("给多少",), ("会涨吗",))
    assert library.unanswered == ("护照在哪里办",)


def test_a_document_without_questions_is_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('format = 1\nid = "a"\ntitle = "办法"\n[[articles]]\ntext = "每月八十元"\n', "utf-8")
    library = read_library([path])
    assert library.faults == ()
    assert library.docs[0].articles[0].asked == ()


def test_every_sample_article_has_example_questions_each_of_one_article_only() -> None:
    docs = library_of(Path("none"), synthetic=True).docs
    current = in_force(docs, date(2026, 6, 1))
    asked = [question for doc in docs if doc.id in current for one in doc.articles for question in one.asked]
    assert all(len(one.asked) >= 5 for doc in docs for one in doc.articles if doc.id in current)
    refused = [question for doc in docs for question in doc.unanswered]
    assert not {*asked} & {*refused}
    assert [question for question, times in Counter(asked).items() if times > 1] == []
