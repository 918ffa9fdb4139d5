"""Turns the rows of a script, from whatever file, into the tables of a scenario: each row and what it becomes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Literal

from county.drill.sentences import BadSentence, after_of, condition_of, duration_of
from county.drill.times import BadTime, UnclearTime, Unit, drill_time
from county.drill.writing import plain_values
from county.durations import iso_of
from county.explained import ExplainedLine
from services.scenarios.sheet_columns import SEPARATORS, TEXT_FIELD, TITLE_FIELD, WORDS, plain_header, value_of

Becomes = Literal["phase", "inject", "expectation", "nothing"]
METHODS = {
    "media": "media",
    "press": "media",
    "tv": "media",
    "媒体": "media",
    "question": "question",
    "讨论": "question",
}
"""Kinds for the methods that other sheets name; every other method is a notice to its receivers."""
OBSERVED: tuple[tuple[str, float], ...] = (("做到", 1.0), ("部分做到", 0.5), ("未做到", 0.0))
"""The scale of an expectation that a sheet states in words only."""
_SECTION = ("no", "phase", "title", "content")
"""Columns in which the name of a section may stand alone."""
WEIGHT = 10.0
"""Its weight, and that of others without a score."""
_EXPECTED = ("expected", "what", "target", "limit", "weight", "critical", "by", "expects", "objective", "expected_rest")


@dataclass
class ScriptRow:
    """One row of the file, what it becomes and what is wrong with it."""

    where: str
    becomes: Becomes
    id: str = ""
    text: str = ""
    faults: list[ExplainedLine] = field(default_factory=list)
    assumed: list[ExplainedLine] = field(default_factory=list)
    unclear: UnclearTime | None = None
    """Its time is a number without a unit."""


class ScriptTables:
    """The tables of a scenario that the rows of a script give."""

    def __init__(
        self, settings: Mapping[str, Any], start: datetime | None, bare: Unit | None, named: Set[str] = frozenset()
    ) -> None:
        """``settings``: tables that are known, as values of TOML; ``bare``: the unit of times like ``T+2``;
        ``named``: ids that rows state, which no other row is given."""
        self.tables: dict[str, list[dict[str, Any]]] = {
            name: [dict(row) for row in settings.get(name, ())]
            for name in ("roles", "objectives", "phases", "injects", "expectations")
        }
        self.rows: list[ScriptRow] = []
        self.places: dict[tuple[str, int], ScriptRow] = {}
        """By table and index: where the row of the table comes from."""
        self._start, self._bare, self._named = start, bare, named
        self._phase = ""

    def add(self, where: str, cells: Mapping[str, Any]) -> None:
        """``cells``: by key of a column, of one row; those of other columns under ``"?"`` and their header."""
        filled = {key: cell for key, cell in cells.items() if cell not in ("", None)}
        if not filled:
            return
        row = ScriptRow(where, "nothing")
        self.rows.append(row)
        (key, only), *others = filled.items()
        if not others and isinstance(only, str) and (key in _SECTION or key.startswith("?")):
            self._section(row, only)
            return
        known = {key: cell for key, cell in filled.items() if not key.startswith("?")}
        if known and set(known) <= set(_EXPECTED):
            self._expectation(row, known)
        else:
            self._inject(row, known)

    @property
    def waits(self) -> bool:
        """Whether the unit of bare times must be stated first."""
        return self._bare is None and any(row.unclear is not None for row in self.rows)

    def _section(self, row: ScriptRow, title: str) -> None:
        known = next((p["id"] for p in self.tables["phases"] if title in (p["title"], p["id"])), None)
        row.becomes, row.text = "phase", title
        if known is None:
            known = self._free("P", "phases")
            self._place("phases", {"id": known, "title": title[:200]}, row)
        row.id = self._phase = known

    def _inject(self, row: ScriptRow, cells: dict[str, Any]) -> None:
        inject: dict[str, Any] = {}
        row.becomes = "inject"
        number = _whole(cells.get("no"))
        if number is not None:
            inject["no"] = number
        rest = self._toml(row, cells.get("rest"))
        row.id = stated_id(cells) or str(rest.get("id") or self._free("I", "injects"))
        if any(other["id"] == row.id for other in self.tables["injects"]):
            row.faults.append(ExplainedLine("there is another inject {id}; give it another number", id=row.id))
        kind = self._kind(row, cells, inject)
        inject |= {"id": row.id, "kind": kind}
        self._time(row, cells, inject)
        phase = self._phase_of(cells.get("phase")) or self._phase
        if phase and "phase" not in rest:
            inject["phase"] = phase
        for key in ("from", "remark"):
            if key in cells:
                inject[key] = "\n".join(filter(None, (inject.get(key, ""), str(cells[key]))))
        for key in ("approval", "release"):
            if key in cells:
                inject[key] = value_of(key, str(cells[key]))
        if "to" in cells:
            inject["to"] = [self._role(name, row) for name in _parts(str(cells["to"]))]
        content = _content(kind, cells)
        row.text = str(cells.get("title") or cells.get("content") or "").partition("\n")[0][:60]
        joined = _joined(inject | ({kind: content} if content else {}), rest)
        timed = row.faults or row.unclear is not None or {"at", "after", "when"} & set(joined)
        if not timed and joined.get("release") != "manual":
            row.faults.append(ExplainedLine("has no time and no condition; add one, or release it by hand (释放 人工)"))
        self._place("injects", joined, row)
        if any(key in cells for key in ("expected", "what")):
            self._expectation(row, {key: cells[key] for key in _EXPECTED if key in cells})

    def _kind(self, row: ScriptRow, cells: Mapping[str, Any], inject: dict[str, Any]) -> str:
        word = str(cells.get("kind", ""))
        kind = value_of("kind", word) if word else "report" if "subclass" in cells else "notice"
        if kind in WORDS["kind"]:
            return kind
        inject["remark"] = f"注入方式: {word}"
        kind = METHODS.get(plain_header(word), "notice")
        row.assumed.append(ExplainedLine("the method {word} is shown as {kind}", word=word, kind=WORDS["kind"][kind]))
        return kind

    def _time(self, row: ScriptRow, cells: Mapping[str, Any], inject: dict[str, Any]) -> None:
        when = str(cells.get("when", "")).strip()
        try:
            if when and (after := after_of(when)) is not None:
                inject["after"] = {"inject": after[0], "delay": iso_of(after[1])}
            elif when:
                inject["when"] = plain_values(condition_of(when))
        except BadSentence as error:
            row.faults.append(ExplainedLine("condition {text}: {why}", text=when, why=error))
        if "at" not in cells:
            return
        try:
            at = drill_time(cells["at"], self._start)
        except BadTime as error:
            row.faults.append(ExplainedLine("time: {why}", why=error))
            return
        if isinstance(at, UnclearTime):
            row.unclear = at
            if self._bare is None:
                return
            at = at.of(self._bare)
        inject["at"] = iso_of(at)

    def _expectation(self, row: ScriptRow, cells: Mapping[str, Any]) -> None:
        """It belongs to the last inject, unless its TOML names another one."""
        rest = self._toml(row, cells.get("expected_rest"))
        inject = self.tables["injects"][-1] if self.tables["injects"] and "of" not in rest else None
        name = str(cells.get("expects") or rest.get("id") or self._free("E", "expectations"))
        found: dict[str, Any] = {"id": name}
        if "weight" not in rest:
            found["weight"] = _number(cells.get("weight"), row)
        if inject is not None:
            found["of"] = inject["id"]
            if name not in inject.setdefault("expects", []):
                inject["expects"] = [*inject["expects"], name]
        found["what"] = value_of("what", str(cells["what"])) if "what" in cells else "observed"
        text = str(cells.get("expected", ""))
        if text:
            found["title"] = text
        if "what" not in cells and "what" not in rest:
            found |= {"question": text, "scale": [list(step) for step in OBSERVED]}
            row.assumed.append(
                ExplainedLine("the expectation is rated by an evaluator; choose a measure if there is one")
            )
        for key in ("target", "limit"):
            if key in cells:
                self._duration(row, key, cells[key], found)
        if "critical" in cells:
            found["critical"] = str(cells["critical"]).strip().lower() in ("是", "true", "yes", "y", "1", "√", "1.0")
        if "objective" not in rest:
            found["objective"] = str(cells.get("objective") or self._objective())
        if by := str(cells.get("by", "")):
            found["by"] = self._role(by, row, side="evaluate")
        if row.becomes != "inject":
            row.becomes, row.id, row.text = "expectation", name, text[:60]
        self._place("expectations", _joined(found, rest), row)

    def _duration(self, row: ScriptRow, key: str, cell: Any, found: dict[str, Any]) -> None:
        if isinstance(cell, time):
            cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
        try:
            span = cell // timedelta(milliseconds=1) if isinstance(cell, timedelta) else duration_of(str(cell).strip())
            found[key] = iso_of(span)
        except BadSentence as error:
            row.faults.append(ExplainedLine("{column}: {why}", column=key, why=error))

    def _toml(self, row: ScriptRow, cell: Any) -> dict[str, Any]:
        try:
            return tomllib.loads(str(cell)) if cell else {}
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            row.faults.append(ExplainedLine("further fields cannot be read ({why}); correct them", why=error))
            return {}

    def _phase_of(self, cell: Any) -> str:
        if not cell:
            return ""
        name = str(cell).strip()
        for phase in self.tables["phases"]:
            if name in (phase["id"], phase["title"]):
                return str(phase["id"])
        found = self._free("P", "phases")
        self.tables["phases"].append({"id": found, "title": name[:200]})
        return found

    def _role(self, name: str, row: ScriptRow, side: str = "player") -> str:
        for role in self.tables["roles"]:
            if name in (role["id"], role["name"]):
                return str(role["id"])
        found = self._free("R", "roles")
        self.tables["roles"].append({"id": found, "name": name[:200], "side": side})
        row.assumed.append(ExplainedLine("{name} is a new role; set its side and members", name=name))
        return found

    def _objective(self) -> str:
        if not self.tables["objectives"]:
            self.tables["objectives"].append({"id": "O1", "title": "导入的期望"})
        return str(self.tables["objectives"][0]["id"])

    def _place(self, table: str, content: dict[str, Any], row: ScriptRow) -> None:
        self.places[table, len(self.tables[table])] = row
        self.tables[table].append(content)

    def _free(self, letter: str, table: str) -> str:
        taken = {row["id"] for row in self.tables[table]} | self._named
        number = len(self.tables[table]) + 1
        while (name := f"{letter}{number:02d}") in taken:
            number += 1
        return name

    def finish(self) -> None:
        """Phases of a sheet begin with the first inject in them."""
        first: dict[str, int] = {}
        for inject in self.tables["injects"]:
            if "phase" in inject and "at" in inject:
                at = int(duration_of(inject["at"]))
                first[inject["phase"]] = min(at, first.get(inject["phase"], at))
        latest = 0
        for phase in self.tables["phases"]:
            latest = first.get(phase["id"], latest)
            phase.setdefault("at", iso_of(latest))


def stated_id(cells: Mapping[str, Any]) -> str:
    """The id that the cells of a row give its inject, by its own column or its number; "" where they give none."""
    number = _whole(cells.get("no"))
    return str(cells.get("id") or (f"I{number:02d}" if number is not None and "rest" not in cells else ""))


def _content(kind: str, cells: Mapping[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {}
    title, text = str(cells.get("title", "")), str(cells.get("content", ""))
    if title and kind in TITLE_FIELD:
        content[TITLE_FIELD[kind]] = title
        title = ""
    joined = "：".join(filter(None, (title, text)))
    if joined and kind in TEXT_FIELD:
        content[TEXT_FIELD[kind]] = joined
    if kind == "report":
        for key in ("subclass", "lon", "lat"):
            if key in cells:
                content[key] = _float(cells[key]) if key != "subclass" else str(cells[key])
        if "level" in cells:
            content["level"] = value_of("level", str(cells["level"]))
    return content


def _joined(cells: dict[str, Any], rest: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the columns, and those of the TOML in the last one, which also adds to the table of the kind."""
    found = dict(rest)
    for key, value in cells.items():
        found[key] = value | found[key] if isinstance(value, dict) and isinstance(found.get(key), dict) else value
    return found


def _parts(text: str) -> Iterable[str]:
    return filter(None, (part.strip() for part in re.split(f"[{re.escape(''.join(SEPARATORS))}]", text)))


def _whole(cell: Any) -> int | None:
    try:
        number = float(str(cell))
    except ValueError:
        return None
    return int(number) if number.is_integer() and 0 <= number < 1e9 else None


def _float(cell: Any) -> Any:
    try:
        return float(str(cell))
    except ValueError:
        return cell


def _number(cell: Any, row: ScriptRow) -> float:
    if cell is None:
        row.assumed.append(ExplainedLine("the expectation has no score; {weight} is taken", weight=WEIGHT))
        return WEIGHT
    try:
        return float(str(cell))
    except ValueError:
        row.faults.append(ExplainedLine("the score {cell} is no number; correct it", cell=cell))
        return 0.0
