"""Errors in the use of the command line: one line each, in the words of this program instead of those of typer."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperGroup

from county.explained import WrongArgument

PROGRAM = "main.py"
"""The name of the program in messages."""
_TYPERS = sys.modules[typer.BadParameter.__module__]
"""The module of typer's own errors; which one depends on typer's version.  Typer exports BadParameter only, and has no
hook for the text of the others: their module is found by it.  pyproject.toml bounds the version."""
UsageError: type[Exception] = _TYPERS.UsageError
"""What typer raises for a command line that does not fit; :func:`usage_line` is its text."""
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
_TIME_FORMS = re.compile(r"'(%Y[^']*)'")
"""The formats of a time that typer names."""
_EXAMPLE = datetime(2026, 7, 15, 20, 30, 15)
"""Shows how the formats of a time are written."""
VALUE_FAULTS = {
    "int_parsing": "is not a whole number",
    "float_parsing": "is not a number",
    "greater_than_equal": "is less than {ge:g}",
    "less_than_equal": "is more than {le:g}",
}
"""By the kind of fault that the conversion of a value reports."""


class Verbs(TyperGroup):
    """A group of verbs; an unknown or missing one is refused with the verbs there are."""

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        if args and self.get_command(ctx, args[0]) is None:
            verbs = self.list_commands(ctx)
            near = get_close_matches(args[0], verbs, n=1)
            raise WrongArgument(
                "{word}: there is no such verb of `{command}`; {remedy}",
                word=args[0], command=ctx.command_path,
                remedy=f"did you mean {near[0]}?" if near else f"choose one of {', '.join(verbs)}",
            )  # fmt: skip
        return super().resolve_command(ctx, args)


class FolderVerbs(Verbs):
    """Verbs after the folder that they operate on: ``PACKAGE VERB …`` or ``--data DIR VERB …``."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        verbs = self.list_commands(ctx)
        if args and args[0] in verbs and not set(args[1:2]) & set(verbs):
            raise WrongArgument(
                "{command}: the folder is missing; write PACKAGE or --data DIR before {verb}",
                command=ctx.command_path, verb=args[0],
            )  # fmt: skip
        if args and not args[0].startswith("-"):
            args = ["--package", *args]
        return super().parse_args(ctx, args)


def usage_line(error: Any) -> str:
    """What is wrong, where, and the way out, in one line, of an error of the type UsageError."""
    return " ".join(_text(error).split())


def _text(error: Any) -> str:
    path = PROGRAM if error.ctx is None else error.ctx.command_path
    help = f"see `{path} --help`"
    match error:
        case _TYPERS.NoSuchOption():
            near = f"did you mean {error.possibilities[0]}? " if error.possibilities else ""
            return f"{error.option_name}: there is no such option of `{path}`; {near}{help}"
        case _TYPERS.BadOptionUsage():
            return f"{error.option_name}: its value is missing; write it after the option"
        case _TYPERS.MissingParameter():
            return f"{path}: {_name(error)} is missing; {help}"
        case _TYPERS.BadParameter():
            return f"{_name(error)}{_why_bad(error)}; {help}"
        case _ if isinstance(error.cmd, Verbs):
            return f"{path}: the verb is missing; give one of {', '.join(error.cmd.list_commands(error.ctx))}"
    why = str(error.message).rstrip(".")
    if extra := _EXTRA.fullmatch(why):
        return f"{path}: {extra[1]} is too much; leave it out, or {help}"
    return f"{path}: {why[:1].lower()}{why[1:]}; {help}"


def _name(error: Any) -> str:
    """The option or argument that an error is about."""
    param = error.param
    if param is None:
        return str(error.param_hint or "")
    return str(param.opts[0] if param.param_type_name == "option" else param.metavar or param.name.upper())


def _why_bad(error: Any) -> str:
    """`` VALUE: what is wrong with it``."""
    errors = getattr(error.__cause__, "errors", None)
    if errors is None:
        return f": {str(error.message).rstrip('.')}"
    fault = errors()[0]
    wording = VALUE_FAULTS.get(fault["type"])
    if wording is not None:
        return f" {fault['input']}: {wording.format_map(fault.get('ctx', {}))}"
    why = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
    if forms := _TIME_FORMS.findall(why):
        *others, last = (_EXAMPLE.strftime(form) for form in forms)
        return f" {fault['input']}: is not a time; write it like {', '.join(others)} or {last}"
    return f": {why}"
