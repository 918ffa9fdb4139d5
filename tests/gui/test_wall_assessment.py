"""The tiles of the vital signs and of the assessment: worst signs, unknown ones, points of possible, and their age."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import pytest

from county.events.emergency import emergency_subclasses
from county.explained import ExplainedLine
from county.figures.kpi import scores
from desktop.wall.look import NIGHT_LOOK
from desktop.wall.show import ShownTile, WallShow
from desktop.wall.tiles.headline import HeadlineContent
from desktop.wall.tiles.plates import PlatesContent, WallPlate
from desktop.wall.tiles.scores import ScoresContent
from services.protocol.analysis_client import AnalysisHealth
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer
from services.protocol.messages import Trouble
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.shown_walls import a_wall, real, scene, shown_wall, tile
from tests.gui.test_panels_archive import say
from tests.gui.test_panels_assessment import READY, AssessmentAnswers
from tests.gui.test_wall_tiles import colors, painted

SIZE = (960, 540)
PALETTE = NIGHT_LOOK.palette


@dataclass
class AssessedWall:
    """Both tiles side by side, over a county that answers what it is told."""

    scripted: ScriptedDesktop
    answers: AssessmentAnswers
    show: WallShow

    def __post_init__(self) -> None:
        self.signs, self.kpi = self.show.tiles

    def arrive(self, answer: object) -> None:
        self.scripted.session.feed.arrived.emit(answer)
        self.show.tick()

    def answer_signs(self, change: Callable[[VitalSignsAnswer], VitalSignsAnswer] = lambda answer: answer) -> None:
        self.arrive(change(self.answers.signs(f"signs {self.scripted.source.vital_sign_requests}")))

    def answer_kpi(self, change: Callable[[KpiTree], KpiTree] = lambda tree: tree) -> None:
        self.arrive(change(self.answers.tree(self.scripted.source.kpi_requests[-1])))

    @property
    def plates(self) -> dict[str, WallPlate]:
        content = self.signs.content
        assert isinstance(content, PlatesContent)
        return {plate.name: plate for plate in content.plates}

    @property
    def tree(self) -> ScoresContent:
        content = self.kpi.content
        assert isinstance(content, ScoresContent)
        return content


@pytest.fixture
def wall(scripted: ScriptedDesktop) -> Iterator[AssessedWall]:
    say(scripted, READY)
    left, right = tile("vital_signs", (0, 0, *SIZE)), tile("kpi", (960, 0, *SIZE))
    with shown_wall(real(scripted.session), a_wall(scene("day", left, right), outputs=2)) as show:
        show.show_scene("day")
        show.sources.figures.ask()
        yield AssessedWall(scripted, AssessmentAnswers(scripted), show)


def state_colors(shown: ShownTile, show: WallShow) -> set[str]:
    return colors(painted(show).copy(shown.rect)) & {PALETTE.good, PALETTE.late, PALETTE.alarm}


def with_bands(**bands: str) -> Callable[[VitalSignsAnswer], VitalSignsAnswer]:
    """The answer with some signs in other bands; ``_``: all others."""

    def changed(answer: VitalSignsAnswer) -> VitalSignsAnswer:
        states = [msgspec.structs.replace(one, band=bands.get(one.id, bands["_"])) for one in answer.signs]
        return msgspec.structs.replace(answer, signs=states)

    return changed


def test_a_plate_names_its_worst_sign_with_value_and_begin(wall: AssessedWall) -> None:
    wall.answer_signs()
    order = wall.plates["社会治理"]
    assert (order.band, order.worst, order.since) == ("red", "超期存量 41 件", "自 09:00 起")
    assert order.counts[0] == ("红 1", "alarm")
    assert len(wall.plates) == 8


def test_one_red_sign_among_unknown_ones_is_red_and_says_how_many_are_unknown(wall: AssessedWall) -> None:
    wall.answer_signs(with_bands(overdue="red", _="unknown"))
    order = wall.plates["社会治理"]
    unknown = len([one for one in wall.answers.catalog.vital_signs.values() if one.plate == "order"]) - 1
    assert (order.band, order.counts) == ("red", (("红 1", "alarm"), (f"{unknown} 无数据", "muted")))


def test_what_is_not_wholly_known_is_never_green(wall: AssessedWall) -> None:
    wall.answer_signs(with_bands(_="unknown"))
    assert {plate.band for plate in wall.plates.values()} == {"unknown"}
    assert state_colors(wall.signs, wall.show) == set()
    wall.show.sources.figures.ask()
    wall.answer_signs(with_bands(aqi="unknown", _="green"))
    partly = wall.plates["生态景观"]
    assert (partly.band, partly.is_well) == ("green", False)
    assert partly.counts[-1] == ("1 无数据", "muted")
    assert wall.plates["社会治理"].is_well
    assert state_colors(wall.signs, wall.show) == {PALETTE.good}


def test_a_value_that_counts_not_all_yet_says_so(wall: AssessedWall) -> None:
    set_ = msgspec.structs.replace
    wall.answer_signs(lambda answer: set_(answer, signs=[
        set_(state, value=set_(state.value, quality="partial")) for state in answer.signs
    ]))  # fmt: skip
    values = {sign.name: sign.value for plate in wall.plates.values() for sign in plate.signs}
    assert values["超期存量"] == "41 件 不完整"


def test_signs_that_the_answer_lacks_are_unknown(wall: AssessedWall) -> None:
    wall.answer_signs(lambda answer: msgspec.structs.replace(answer, signs=[]))
    assert {plate.band for plate in wall.plates.values()} == {"unknown"}


def test_the_assessment_shows_points_of_possible_coverage_and_range(wall: AssessedWall) -> None:
    wall.answer_kpi()
    total = {score.id: score for score in wall.answers.tree(wall.scripted.source.kpi_requests[-1]).scores}[""]
    tree = wall.tree
    assert (float(tree.points), tree.possible) == (pytest.approx(total.points, abs=0.005), "/ 67")
    assert (tree.coverage, tree.period) == ("覆盖 67%", "2026年第4季度")
    assert tree.within.startswith(f"区间 {tree.points}–")


def test_where_nothing_is_missing_there_is_no_range(wall: AssessedWall) -> None:
    def complete(tree: KpiTree) -> KpiTree:
        scores = [msgspec.structs.replace(one, low=one.points, high=one.points) for one in tree.scores]
        return msgspec.structs.replace(tree, scores=scores)

    wall.answer_kpi(complete)
    assert wall.tree.within == ""


def test_branches_and_leaves_stand_by_their_weights_and_a_missing_one_has_no_zero(wall: AssessedWall) -> None:
    wall.answer_kpi()
    branches = wall.tree.branches
    assert [(one.name, one.weight) for one in branches] == [
        ("治理效能", "40"), ("民生福祉", "35"), ("社会协同", "15"), ("创新突破", "10"),
    ]  # fmt: skip
    leaves = [leaf for branch in branches for leaf in branch.leaves]
    assert len(leaves) == 10
    assert {leaf.weight for leaf in leaves} == {weight / 15 for weight in (15, 10, 8, 7, 5)}
    missing = {leaf.name: leaf for leaf in leaves}["环境质量改善率"]
    assert (missing.points, missing.share) == ("无数据", None)
    warned = {leaf.name: leaf for leaf in leaves}["网格事件处置率"]
    assert warned.color == "alarm", "the year's end is expected below the floor"
    assert wall.show.tiles[1].content.branches[1].points.endswith(" / 15")


def test_both_are_lost_when_the_analysis_is_gone_and_come_back(wall: AssessedWall) -> None:
    wall.answer_signs()
    wall.answer_kpi()
    assert [shown.freshness.state for shown in wall.show.tiles] == ["fresh", "fresh"]
    say(wall.scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, 70, 70))
    wall.show.tick()
    assert [(shown.freshness.state, shown.freshness.text) for shown in wall.show.tiles] == [("lost", "截至 10:00")] * 2
    assert state_colors(wall.signs, wall.show) | state_colors(wall.kpi, wall.show) == set()
    assert wall.plates["社会治理"].band == "red", "what was known is kept, grey and struck"
    say(wall.scripted, READY)
    wall.show.tick()
    assert [shown.freshness.state for shown in wall.show.tiles] == ["fresh", "fresh"]


def test_the_signs_are_late_and_lost_when_nobody_judges_them_any_more(wall: AssessedWall) -> None:
    for behind_s, state in ((100, "fresh"), (150, "late"), (301, "lost")):
        judged_ms = MONDAY_MORNING_MS - 1000 * behind_s
        wall.show.sources.figures.ask()
        wall.answer_signs(lambda answer, at_ms=judged_ms: msgspec.structs.replace(answer, judged_ms=at_ms))
        assert wall.signs.freshness.state == state
    wall.show.sources.figures.ask()
    wall.answer_signs(lambda answer: msgspec.structs.replace(answer, judged_ms=0))
    assert (wall.signs.freshness.state, wall.signs.freshness.text) == ("lost", "无数据")
    wall.show.sources.figures.ask()
    wall.answer_signs(lambda answer: msgspec.structs.replace(answer, judged_ms=None))
    assert wall.signs.freshness.state == "fresh", "in a drill nobody judges, and signs are in the band of their value"


def test_an_answer_that_does_not_count_the_newest_records_is_as_old_as_it_says(wall: AssessedWall) -> None:
    say(wall.scripted, AnalysisHealth("building", MONDAY_MORNING_MS, 70, 900))
    wall.show.sources.figures.ask()
    old_ms = MONDAY_MORNING_MS - 3_600_000
    wall.answer_signs(lambda answer: msgspec.structs.replace(answer, as_of_ms=old_ms))
    assert (wall.signs.freshness.state, wall.signs.freshness.text) == ("lost", "截至 09:00")


def test_a_tile_whose_answer_is_refused_holds_up_no_other_one(wall: AssessedWall) -> None:
    wall.answer_signs()
    wall.arrive(Trouble.of(ExplainedLine("x"), wall.scripted.source.kpi_requests[-1].request))
    assert wall.kpi.content is None
    assert [shown.freshness.state for shown in wall.show.tiles] == ["fresh", "lost"]


def test_what_is_refused_is_asked_again_soon_and_nothing_else(wall: AssessedWall) -> None:
    source, link = wall.scripted.source, wall.show.sources.figures
    wall.answer_signs()
    wall.answer_kpi()
    link.ask()
    asked = source.vital_sign_requests, len(source.kpi_requests)
    wall.arrive(Trouble.of(ExplainedLine("x"), source.kpi_requests[-1].request))
    link._ask_due()
    link._ask_due()
    assert (source.vital_sign_requests, len(source.kpi_requests)) == (asked[0], asked[1] + 1)


def test_what_was_to_be_asked_while_the_analysis_was_gone_is_asked_when_it_is_back(wall: AssessedWall) -> None:
    source, link = wall.scripted.source, wall.show.sources.figures
    wall.answer_signs()
    asked = source.vital_sign_requests
    say(wall.scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, 70, 70))
    link.ask()
    assert source.vital_sign_requests == asked
    say(wall.scripted, READY)
    link._ask_due()
    assert source.vital_sign_requests == asked + 1


@pytest.mark.parametrize("size", [(1920, 540), (960, 1080), (640, 700), (3840, 700)])
def test_all_plates_and_leaves_are_painted_inside_the_tile(scripted: ScriptedDesktop, size: tuple[int, int]) -> None:
    say(scripted, READY)
    width, height = size
    for kind in ("vital_signs", "kpi"):
        inner = tile(kind, (40, 40, width - 80, height - 80))
        with shown_wall(scripted.session, a_wall(scene("day", inner), size=size)) as show:
            show.show_scene("day")
            show.sources.figures.ask()
            answers = AssessmentAnswers(scripted)
            source = scripted.source
            answer: KpiTree | VitalSignsAnswer = (
                answers.tree(source.kpi_requests[-1]) if kind == "kpi"
                else answers.signs(f"signs {source.vital_sign_requests}")
            )  # fmt: skip
            scripted.session.feed.arrived.emit(answer)
            show.tick()
            image = painted(show)
            assert PALETTE.alarm in colors(image)
            edge = image.copy(0, 0, width, 40)
            assert colors(edge) == {PALETTE.ground}


def test_without_any_value_there_are_no_points_and_not_zero(wall: AssessedWall) -> None:
    asked = wall.scripted.source.kpi_requests[-1]
    nothing = list(scores(wall.answers.catalog.kpi, {}).values())
    wall.arrive(msgspec.structs.replace(wall.answers.tree(asked), scores=nothing))
    assert (wall.tree.points, wall.tree.possible, wall.tree.coverage) == ("–", "/ 100", "覆盖 0%")
    assert {leaf.share for branch in wall.tree.branches for leaf in branch.leaves} == {None}


# ---- the headline


@pytest.fixture
def headline(scripted: ScriptedDesktop) -> Iterator[AssessedWall]:
    """The headline, over a county whose signs are known as soon as a test says how they are."""
    say(scripted, READY)
    wall = a_wall(scene("day", tile("headline", (0, 0, *SIZE)), tile("kpi", (960, 0, *SIZE))), outputs=2)
    with shown_wall(scripted.session, wall) as show:
        show.show_scene("day")
        show.sources.figures.ask()
        yield AssessedWall(scripted, AssessmentAnswers(scripted), show)


def said(wall: AssessedWall) -> tuple[str, str]:
    content = wall.signs.content
    assert isinstance(content, HeadlineContent)
    return content.grade, content.sentence


def test_the_headline_is_green_only_when_all_signs_are_known_and_in_range(headline: AssessedWall) -> None:
    assert said(headline) == ("unknown", "已知平稳，体征无数据")
    headline.answer_signs(with_bands(_="green"))
    assert said(headline) == ("good", "全县平稳：0 起在办，无超期")
    assert PALETTE.good in state_colors(headline.signs, headline.show)
    headline.show.sources.figures.ask()
    headline.answer_signs(with_bands(aqi="unknown", _="green"))
    assert said(headline) == ("unknown", "已知平稳，1 项体征无数据")
    assert PALETTE.good not in state_colors(headline.signs, headline.show)


def test_a_red_sign_makes_the_headline_red_whatever_else_is_unknown(headline: AssessedWall) -> None:
    headline.answer_signs(with_bands(overdue="red", _="unknown"))
    assert said(headline) == ("alarm", "超期存量 · 红")
    headline.show.sources.figures.ask()
    headline.answer_signs(with_bands(overdue="red", aqi="red", _="orange"))
    assert said(headline) == ("alarm", "2 项体征红色")


def test_signs_that_nobody_judges_any_more_leave_the_headline_to_what_the_desk_knows(headline: AssessedWall) -> None:
    headline.answer_signs(with_bands(overdue="red", _="green"))
    say(headline.scripted, AnalysisHealth("offline", MONDAY_MORNING_MS, 70, 70))
    headline.show.tick()
    assert said(headline) == ("unknown", "已知平稳，体征无数据")
    assert headline.signs.freshness.state == "fresh", "the desk is there: an emergency must not be grey"
    headline.scripted.report("房屋起火", subclass=min(emergency_subclasses(headline.scripted.session.catalog)))
    headline.show.tick()
    assert said(headline) == ("alarm", "1 起紧急事件待受理")
