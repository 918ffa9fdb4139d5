"""The command line on failures: one line on stderr, an exit code, never a bare traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import main
from bench import registry
from county.package.demo.build import build_demo
from tests.forked_runs import ForkedRuns, forked_runs

FOREST_FIRE = str(Path(main.__file__).parent / "resources/scenarios/forest-fire.toml")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nonsense"], "nonsense: there is no such verb of `main.py`; choose one of run, serve, send, "),
        (["srve", "x"], "srve: there is no such verb of `main.py`; did you mean serve?"),
        (["county"], "main.py county: the verb is missing; give one of new, import, migrate, check"),
        (["county", "burn"], "burn: there is no such verb of `main.py county`; choose one of new, import, "),
        (["county", "new"], "main.py county new: DIR is missing; see `main.py county new --help`"),
        (["county", "new", "x", "--villages", "many"], "--villages many: is not a whole number; see `main.py county n"),
        (["county", "new", "x", "--villages", "0"], "--villages 0: is less than 2; see `main.py county new --help`"),
        (["county", "import", "x"], "main.py county import: --name is missing; see `main.py county import --help`"),
        (["run", "--nope"], "--nope: there is no such option of `main.py run`; see `main.py run --help`"),
        (["run", "--conect", "x"], "--conect: there is no such option of `main.py run`; did you mean --connect? see "),
        (["run", "--keys"], "--keys: its value is missing; write it after the option"),
        (["run", "a", "b"], "main.py run: b is too much; leave it out, or see `main.py run --help`"),
        (["run", "--connect", "tcp://127.0.0.1:1"], "--connect tcp://127.0.0.1:1: --keys is missing; add --keys DIR"),
        (["run", "--seconds", "-1"], "--seconds -1: is less than 0; see `main.py run --help`"),
        (["run", "--seconds", "ten"], "--seconds ten: is not a number; see `main.py run --help`"),
        (["run", "--seconds", "nan"], "--seconds nan: is less than 0; see `main.py run --help`"),
        (["run", "--seconds", "inf"], "--seconds inf: is not a number of seconds; give one like 20"),
        (["run", "--connect", "x", "--keys", "."], "x: is not the address of a backend; write it like tcp://"),
        (["serve", ".", "--listen", "x"], "x: is not the address of a backend; write it like tcp://"),
        (["serve"], "main.py serve: PACKAGE is missing; see `main.py serve --help`"),
        (["replay", ".", "--at", "2030"], "--at 2030: is not a time; write it like 2026-07-15, 2026-07-15T20:30 or 20"),
        (["replay", FOREST_FIRE], f"{FOREST_FIRE}: is a scenario, not a recording of a drill; play it with `main"),
        (["send"], "main.py send: FILE is missing; see `main.py send --help`"),
        (["send", ".", "--connect", "tcp://127.0.0.1:1"], "--connect tcp://127.0.0.1:1: --keys is missing; add --keys"),
        (["send", ".", "--realm", "Drill 7"], "--realm Drill 7 is not a name of a realm; write live, or drill: and "),
        (["bench", "nonsense"], "nonsense: there is no such benchmark; choose one of "),
        (["keys"], "main.py keys: the verb is missing; give one of add, list, "),
        (["keys", "x"], "main.py keys: the verb is missing; give one of add, list, "),
        (["keys", "x", "burn"], "burn: there is no such verb of `main.py keys`; choose one of add, "),
        (["keys", "list"], "main.py keys: the folder is missing; write PACKAGE or --data DIR before list"),
        (["contacts"], "main.py contacts: the verb is missing; give one of erase"),
        (["contacts", "erase", "x"], "main.py contacts: the folder is missing; write PACKAGE or --data DIR before e"),
        (["contacts", "--data", "x", "erase"], "main.py contacts erase: TEXT is missing; see `main.py contacts erase"),
        (["contacts", "--data", "x", "erase", "y", "--realm", "z"], "--realm z is not a name of a realm; write live"),
        (["keys", "--data", "x", "add", "seat", "--out", "y"], "main.py keys add: --role is missing; see `main.py k"),
        (["keys", "--data", "x", "add", "seat", "--role", "king", "--out", "y"], "--role: 'king' is not one of 'oper"),
        (["journal", "verify"], "journal: no folder is given; give the PACKAGE before the verb, or --data DIR"),
        (["journal", "x", "burn"], "burn: there is no such verb; choose one of verify, backup, restore, repair"),
        (["journal", "x", "backup"], "journal backup: give one path, OUT, after the verb"),
        (["journal", "--data", "x", "verify", "y"], "journal verify: y is one word too many; leave it out"),
        (["serve", "x", "--realm", "Drill 7"], "--realm Drill 7 is not a name of a realm; write live, or drill:"),
        (["run", "x", "--realm", "drill:"], "--realm drill: is not a name of a realm; write live, or drill:"),
        (["journal", "--data", "x", "--realm", "drill/7", "verify"], "--realm drill/7 is not a name of a realm; wr"),
        (["run", "a\nb", "--nope"], "--nope: there is no such option"),
        (["no\nverb"], "no verb: there is no such verb of `main.py`; "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_one_line_that_says_what_where_and_the_way_out_and_exits_with_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    assert main.main(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    (printed,) = output.err.splitlines()
    assert printed.startswith(f"error: {line}")


PROGRAM = """
os.chdir(arguments[1])
os.dup2(os.open(arguments[0], os.O_CREAT | os.O_WRONLY | os.O_TRUNC), 2)
os.dup2(2, 1)
code = main.main(arguments[2:])
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
"""


@pytest.fixture(scope="module")
def programs() -> Iterator[ForkedRuns]:
    """Runs of the program in processes of their own, each with a file for its output and its working directory:
    window and backend set up a whole process."""
    with forked_runs("import os, sys; import main, desktop.run, services.app", PROGRAM) as runs:
        yield runs


def ended(programs: ForkedRuns, arguments: list[str], folder: Path) -> tuple[int, str]:
    """Exit code and the only line of output of a run in ``folder``."""
    output = folder.with_suffix(".output")
    code = programs.run(str(output), str(folder), *arguments)
    (line,) = [line for line in output.read_text("utf-8").splitlines() if "propagateSizeHints" not in line]
    return code, line


@pytest.mark.parametrize("verb", [["run"], ["serve"], ["county", "check"], ["county", "migrate"]], ids=" ".join)
def test_a_folder_without_a_package_is_reported_in_one_line(
    programs: ForkedRuns, tmp_path: Path, verb: list[str]
) -> None:
    code, line = ended(programs, [*verb, str(tmp_path / "nowhere")], tmp_path)
    assert code == 2
    assert str(tmp_path / "nowhere") in line
    assert "county new" in line


IMPORT_LAYERS = (
    "towns", "villages", "places", "codes", "grids", "terrain", "roads", "waters", "buildings", "sensors", "resources",
)  # fmt: skip
LINK = ["--connect", "tcp://127.0.0.1:9", "--keys", "folder"]
IMPORT = ["county", "import", "new", "--name", "n", "--code", "430724", "--boundary", "file"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["run", "none"], "none: no county package here"),
        (["run", "--scene", "x"], "--scene x: there is no such scene; choose one of "),
        (["run", "--snapshot", "file"], "file: is a file; give a folder"),
        (["run", "--snapshot", "file/below"], "file/below: file is a file; give another path"),
        (["run", "--connect", "tcp://127.0.0.1:9", "--keys", "none"], "none: no such folder; check the path"),
        (["run", "PACKAGE", "--connect", "tcp://127.0.0.1:9", "--keys", "folder"], "folder/client.key_secret: no such"),
        (["serve", "none"], "none: no county package here"),
        (["serve", "file"], "file: no county package here"),
        (["serve", "folder"], "folder: no county package here"),
        (["serve", "PACKAGE", "--data", "none/data"], "none/data: no such data folder; give that of"),
        (["serve", "PACKAGE", "--data", "file"], "file: no such data folder; "),
        (["county", "new", "file"], "file: is a file; give a folder"),
        (["county", "new", "file/below"], "file/below: file is a file; give another path"),
        (["county", "check", "none"], "none: no county package here"),
        (["county", "check", "file"], "file: is a file; give a folder"),
        (["county", "check", "folder"], "folder: no county package here"),
        (["county", "migrate", "none"], "none: no county package here"),
        ([*IMPORT[:-1], "none"], "none: no such file; check the path"),
        *(([*IMPORT, f"--{layer}", "none"], "none: no such file; check the path") for layer in IMPORT_LAYERS),
        (["county", "import", "file", *IMPORT[3:]], "file: is a file; give a folder"),
        ([*IMPORT, "--name", " "], "--name is empty"),
        ([*IMPORT, "--code", "430724000001"], "give the county's 6 digits"),
        ([*IMPORT, "--code", "x"], "--code: "),
        ([*IMPORT, "--crs", "x"], "--crs x: is not a known CRS"),
        (["send", "none"], "none: no such file; check the path"),
        (["send", "file", "--keys", "none"], "none: no such folder; check the path"),
        (["send", "file", "--connect", "tcp://127.0.0.1:9", "--keys", "folder"], "folder/client.key_secret: no such"),
        *(
            (["send", "file", *LINK, f"--speed={speed}"], "not a number from 0.001 to")
            for speed in (0, -1, "nan", "inf")
        ),
        (["keys", "none", "list"], "none: no county package here"),
        (["keys", "--data", "file", "list"], "file: no such data folder"),
        (["keys", "--data", "folder", "add", "a", "--role", "wall", "--out", "file"], "file: is a file; give a folder"),
        (["keys", "--data", "folder", "add", "a", "--role", "wall", "--person", " ", "--out", "y"], "name of a person"),
        (["keys", "--data", "folder", "enrol", "a", "--person", "b"], "no keys are here"),
        (["contacts", "none", "erase", "x"], "none: no county package here"),
        (["journal", "none", "verify"], "none: no county package here"),
        (["journal", "--data", "none", "backup", "new"], "there is no journal here yet"),
        (["journal", "--data", "none", "repair", "new"], "there is no journal here yet"),
        (["journal", "--data", "folder", "restore", "none"], "none: is not a backup; "),
        (["journal", "--data", "folder", "restore", "file"], "file: is not a backup; "),
        (["journal", "--data", "folder", "restore", "folder"], "folder: is not a backup; "),
        (["bench", "wire", "--json", "folder"], "folder: is a folder; give a file"),
        (["bench", "wire", "--json", "file/below"], "file/below: file is a file; give another path"),
        (["journal", "--data", "x", "verify"], "x/realms/live"),
        (["keys", "--data", ".", "list"], "no keys are here"),
        (["contacts", "--data", ".", "erase", "y"], "there are no contacts here"),
        (["contacts", "--data", ".", "erase", " "], "the text is empty"),
        (["keys", "--data", ".", "revoke", "seat"], "no keys are here"),
        (["keys", "--data", ".", "rotate"], "no keys are here"),
        (["keys", "--data", ".", "add", "watch", "--role", "operator", "--out", "y"], "this name is reserved"),
        (["keys", "--data", ".", "add", "a/b", "--role", "operator", "--out", "y"], "not a valid name for a key"),
        (["keys", "--data", ".", "add", "truck", "--role", "unit", "--out", "y"], "the name of a unit"),
        (["keys", "--data", "x", "add", "seat", "--role", "wall", "--out", "y"], "x: no such data folder; "),
        (["keys", "--data", "x", "list"], "x: no such data folder; give that of the backend"),
        (["contacts", "--data", "x", "erase", "y"], "x: no such data folder; "),
        (["keys", "--data", ".", "add", "a", "--role", "unit", "--unit", "b", "--out", "y"], "keys PACKAGE --data DIR"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_argument_is_reported_in_one_line_exits_with_2_and_leaves_nothing_behind(
    programs: ForkedRuns, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    small_county: Path, arguments: list[str], text: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    words = [str(small_county) if word == "PACKAGE" else word for word in arguments]
    if words[0] in ("run", "serve"):
        code, line = ended(programs, words, tmp_path)
    else:
        code = main.main(words)
        (line,) = capsys.readouterr().err.splitlines()
    assert code == 2
    assert line.startswith("error: ")
    assert text in line
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["send", "file"], "no backend of yours runs realm live here"),
        (IMPORT, "file: is empty"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_work_that_fails_is_reported_in_one_line_and_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    assert main.main(arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert text in line


def test_missing_keys_are_reported_in_one_line_before_a_window_opens(
    programs: ForkedRuns, small_county: Path, tmp_path: Path
) -> None:
    link = ["--connect", "tcp://127.0.0.1:9", "--keys", str(tmp_path / "nowhere")]
    code, line = ended(programs, ["run", str(small_county), *link], tmp_path)
    assert code == 2
    assert str(tmp_path / "nowhere") in line


def test_a_file_in_place_of_a_package_is_refused_before_anything_is_built(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    steps: list[str] = []
    with pytest.raises(NotADirectoryError):
        build_demo(tmp_path / "file", progress=lambda share, step: steps.append(step), cancelled=lambda: False)
    assert steps == []


def test_a_file_in_place_of_a_package_is_reported_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for verb in ("new", "check"):
        assert main.main(["county", verb, str(tmp_path / "file")]) == 2
        output = capsys.readouterr()
        (line,) = (output.out + output.err).splitlines()
        assert str(tmp_path / "file") in line


def test_a_file_error_names_the_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert main.main(["county", "new", str(tmp_path / "file" / "below")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert str(tmp_path / "file") in line


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize(
    ("output", "why"),
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor"), ("| true", None)],
)
@pytest.mark.parametrize("buffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_output_that_cannot_be_written_is_one_line_that_names_it_and_exits_with_1(
    tmp_path: Path, output: str, why: str | None, buffered: str
) -> None:
    script = f'set -o pipefail; {{ sleep 0.5; exec "$@"; }} {output}' if why is None else f'exec "$@" {output}'
    command = ["bash", "-c", script, "bash", sys.executable, main.__file__, "county", "--help"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONUNBUFFERED": buffered}
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, env=environment)
    assert done.returncode == 1
    expected = f"error: standard output: {why}; fix it or choose another path\n" if why else ""
    assert done.stderr == expected, "nobody reads it: nobody is told"


def failing_bench(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Register a verb of the command line that raises ``error``."""

    def run(progress: object) -> None:
        raise error

    module = ModuleType("failing_bench")
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(registry.BENCHES, "failing", module.__name__)


def test_an_unexpected_error_is_one_line_that_names_the_log_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing_bench(monkeypatch, RuntimeError("no such\nthing"))
    assert main.main(["bench", "failing"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "RuntimeError: no such thing" in line
    assert "Traceback" in Path(line.rpartition(" ")[2]).read_text(encoding="utf-8")


def test_ctrl_c_is_one_line_and_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    failing_bench(monkeypatch, KeyboardInterrupt())
    assert main.main(["bench", "failing"]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1
