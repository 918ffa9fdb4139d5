"""The command line: the verbs of all packages put together, and what is printed when one fails.

Every verb imports what it calls only when it runs.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from county.explained import Explained, WrongArgument, of_os_error, visible
from desktop.command_line import brief_making, wall_verbs, window_verbs
from services.command_line import (
    api_key_verbs,
    arguments,
    audit_verbs,
    backend_verbs,
    brief_verbs,
    contact_verbs,
    county_verbs,
    coverage_verbs,
    drill_verbs,
    journal_verb,
    key_verbs,
    need_verbs,
    policy_verbs,
    rule_verbs,
    staffing_verbs,
    trace_verbs,
)
from services.command_line.encoded_arguments import readable
from services.command_line.options import given
from services.command_line.progress_bar import progress_bar
from services.command_line.standard_output import discarded_output, name_standard_output
from services.command_line.usage_errors import PROGRAM, UsageError, Verbs, usage_line

INTERRUPTED = 130
"""128 + SIGINT, as reported by shells."""
PRIVATE_UMASK = 0o077
"""Whatever the program writes is accessible by its user only, also what its libraries write."""
SHARED = ("county", "bench")
"""Verbs whose files others may read, as the user's umask says: packages are data that is handed on."""

app = typer.Typer(cls=Verbs, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """One county on one screen: command centre and digital twin."""
    if context.invoked_subcommand not in SHARED:
        context.call_on_close(partial(os.umask, os.umask(PRIVATE_UMASK)))
    if context.invoked_subcommand is None:
        window_verbs.run()


def bench(
    name: Annotated[str, typer.Argument(help="startup, wire, journal, store, memory, hard …")],
    json: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="write the figures there, too", callback=given(arguments.target_file)),
    ] = None,
) -> None:
    """Measure one performance figure against its goal."""
    from bench import figures, registry

    if name not in registry.BENCHES:
        raise WrongArgument(
            "{name}: there is no such benchmark; choose one of {all}", name=name, all=", ".join(registry.BENCHES)
        )
    with progress_bar() as progress:
        found = registry.bench(name)(progress)
    figures.show(name, found)
    if json is not None:
        figures.write_json(name, found, json)


drill_verbs.drill.command("run")(window_verbs.run_drill)
brief_verbs.brief.command("make")(brief_making.make_brief)
for verb in (
    window_verbs.run,
    backend_verbs.serve,
    backend_verbs.send,
    backend_verbs.intake,
    window_verbs.replay,
    journal_verb.journal,
    trace_verbs.trace,
    bench,
):
    app.command()(verb)
for group, name in (
    (county_verbs.county, "county"),
    (key_verbs.keys, "keys"),
    (api_key_verbs.api_keys, "apikeys"),
    (contact_verbs.contacts, "contacts"),
    (audit_verbs.audit, "audit"),
    (rule_verbs.rules, "rules"),
    (policy_verbs.policy, "policy"),
    (coverage_verbs.coverage, "coverage"),
    (staffing_verbs.staffing, "staffing"),
    (need_verbs.need, "need"),
    (brief_verbs.brief, "brief"),
    (wall_verbs.wall, "wall"),
    (drill_verbs.drill, "drill"),
):
    app.add_typer(group, name=name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, by default that of the process.

    What the encoding of the output lacks, like ² in GBK, is printed as an escape: no work fails by its report.
    Exit codes: 0 done, 1 the work failed, 2 wrong usage, 130 interrupted.
    """
    name_standard_output()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        words = readable(sys.argv[1:] if arguments is None else arguments, sys.getfilesystemencoding())
        code = app(words, prog_name=PROGRAM, standalone_mode=False) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
        if code == INTERRUPTED:
            print("stopped by Ctrl-C", file=sys.stderr)
        return int(code)
    except SystemExit as end:  # nobody reads the output any more
        return end.code if isinstance(end.code, int) else 1
    except UsageError as error:
        print(f"error: {usage_line(error)}", file=sys.stderr)
        return 2
    except Explained as error:
        print(f"error: {visible(str(error))}", file=sys.stderr)
        return 2 if isinstance(error, WrongArgument) else 1
    except OSError as error:
        if not discarded_output(error):
            print(f"error: {of_os_error(error)}", file=sys.stderr)
    except Exception as error:
        print(
            f"error: {type(error).__name__}: {visible(str(error))}; report it with {write_crash()}",
            file=sys.stderr,
        )
    return 1


def write_crash() -> Path:
    """Append the traceback of the error being handled to the crash log; returns its path."""
    from platformdirs import user_log_path

    from services.store.private import private_file, private_folder

    log = user_log_path("county-command", appauthor=False) / "crash.log"
    private_folder(log.parent)
    private_file(log)
    with log.open("a", encoding="utf-8") as out:
        out.write(traceback.format_exc())
    return log


if __name__ == "__main__":
    sys.exit(main())
