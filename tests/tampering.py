"""Changes to the files of a realm: accidents, and those of somebody who can write its folder but has no keys."""

from __future__ import annotations

import hmac
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from county.realm import LIVE
from services.disk.data_folder import keys_folder, realm_folder
from services.store.chain import GENESIS, link
from services.store.contacts import FILE as CONTACTS
from services.store.sqlite.database import FILE
from services.store.sqlite.seals import COLUMNS, CommitRow, content_of, digest_of, origin
from tests.tampered_realm import COUNTY, Written

Tampering = Callable[[Path, Written, Random], str]
"""Changes a copy of a data folder; returns what it did, "" when it did nothing."""
PAGE = 4096


def _files(data: Path) -> list[Path]:
    """Files of the realm that its stores read."""
    found = (path for path in sorted(realm_folder(data, LIVE).rglob("*")) if path.is_file())
    return [path for path in found if not path.name.endswith(("-shm", ".lock"))]


def _file(data: Path, chance: Random) -> Path:
    """A database or its log in half of the cases, otherwise any file."""
    files = _files(data)
    databases = [path for path in files if "sqlite3" in path.name]
    return chance.choice(databases if chance.random() < 0.5 else files)


def edit_bytes(data: Path, written: Written, chance: Random) -> str:
    path = _file(data, chance)
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    new = chance.randbytes(chance.choice((1, 1, 4, 64)))
    content[at : at + len(new)] = new
    path.write_bytes(content)
    return f"{len(new)} bytes of {path.name} at {at}"


def flip_bit(data: Path, written: Written, chance: Random) -> str:
    path = _file(data, chance)
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    content[at] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"a bit of {path.name} at {at}"


def overwrite_page(data: Path, written: Written, chance: Random) -> str:
    path = _file(data, chance)
    content = bytearray(path.read_bytes())
    first = chance.randrange(len(content)) // PAGE * PAGE
    page = content[first : first + PAGE]
    content[first : first + PAGE] = bytes(len(page)) if chance.random() < 0.5 else chance.randbytes(len(page))
    path.write_bytes(content)
    return f"page {first // PAGE} of {path.name}"


def swap_pages(data: Path, written: Written, chance: Random) -> str:
    path = _file(data, chance)
    content = path.read_bytes()
    pages = [content[first : first + PAGE] for first in range(0, len(content), PAGE)]
    if len(pages) < 3:
        return ""
    one, two = chance.sample(range(len(pages) - 1), 2)
    pages[one], pages[two] = pages[two], pages[one]
    path.write_bytes(b"".join(pages))
    return f"pages {one} and {two} of {path.name}"


def swap_files(data: Path, written: Written, chance: Random) -> str:
    one, two = chance.sample(_files(data), 2)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    return f"{one.name} and {two.name}"


def truncate(data: Path, written: Written, chance: Random) -> str:
    path = _file(data, chance)
    content = path.read_bytes()
    length = chance.randrange(len(content))
    path.write_bytes(content[: length // PAGE * PAGE if chance.random() < 0.5 else length])
    return f"{path.name} to {length}"


def append(data: Path, written: Written, chance: Random) -> str:
    path = _file(data, chance)
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.choice((1, 100, PAGE))))
    return path.name


def empty_file(data: Path, written: Written, chance: Random) -> str:
    path = chance.choice(_files(data))
    path.write_bytes(b"")
    return path.name


def delete_file(data: Path, written: Written, chance: Random) -> str:
    path = chance.choice(_files(data))
    path.unlink()
    return path.name


def older_file(data: Path, written: Written, chance: Random) -> str:
    path = _file(data, chance)
    older = written.earlier / path.relative_to(data)
    if path.name == CONTACTS or not older.exists() or older.read_bytes() == path.read_bytes():
        return ""
    shutil.copyfile(older, path)
    if chance.random() < 0.5:
        path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
    return path.name


def older_folder(data: Path, written: Written, chance: Random) -> str:
    folder = realm_folder(data, LIVE)
    shutil.rmtree(folder)
    shutil.copytree(realm_folder(written.earlier, LIVE), folder)
    return "the realm's folder"


def forge_checkpoint(data: Path, written: Written, chance: Random) -> str:
    path = chance.choice(sorted(realm_folder(data, LIVE).glob("checkpoint-*")))
    content = path.read_bytes().replace(b"state", b"forge")
    match chance.randrange(3):
        case 0:
            path.write_bytes(content)
        case 1:
            path.write_bytes(hmac.digest(chance.randbytes(32), b"checkpoint" + content[32:], "sha256") + content[32:])
        case _:
            path.with_name(f"checkpoint-{999_999:012}.msgpack").write_bytes(content)
    return path.name


def _open(data: Path, file: str = FILE) -> sqlite3.Connection:
    return sqlite3.connect(realm_folder(data, LIVE) / file, isolation_level=None)


def _tables(db: sqlite3.Connection) -> list[str]:
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    return [name for (name,) in names if db.execute(f"SELECT count(*) FROM {name}").fetchone() != (0,)]


def _columns(db: sqlite3.Connection, table: str) -> tuple[list[str], str]:
    """Names of a table's columns, and of its key."""
    info = db.execute(f"PRAGMA table_info({table})").fetchall()
    return [row[1] for row in info], next(row[1] for row in info if row[5])


def _key(db: sqlite3.Connection, table: str, key: str, chance: Random) -> object:
    return chance.choice(db.execute(f"SELECT {key} FROM {table} ORDER BY {key}").fetchall())[0]


def delete_row(data: Path, written: Written, chance: Random) -> str:
    with closing(_open(data)) as db:
        table = chance.choice(_tables(db))
        _, key = _columns(db, table)
        value = _key(db, table, key, chance)
        db.execute(f"DELETE FROM {table} WHERE {key} = ?", (value,))
        return f"row {value} of {table}"


def _other(value: object, chance: Random) -> object:
    match value:
        case int():
            return value + chance.choice((-1, 1, 1_000))
        case str():
            return f"{value}x" if chance.random() < 0.5 else value[:-1]
        case bytes():
            at = chance.randrange(len(value) + 1)
            return value[:at] + chance.randbytes(1) + value[at + 1 :]
    return 1


def edit_row(data: Path, written: Written, chance: Random) -> str:
    with closing(_open(data, FILE if chance.random() < 0.9 else CONTACTS)) as db:
        table = chance.choice(_tables(db))
        columns, key = _columns(db, table)
        column, value = chance.choice(columns), _key(db, table, key, chance)
        (found,) = db.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (value,)).fetchone()
        with suppress(sqlite3.Error):  # the key of another row, or a column of another type
            db.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (_other(found, chance), value))
        return f"{column} of row {value} of {table}"


def insert_row(data: Path, written: Written, chance: Random) -> str:
    with closing(_open(data)) as db:
        table = chance.choice([name for name in _tables(db) if name not in ("meta", "history_marks")])
        columns, key = _columns(db, table)
        row = list(db.execute(f"SELECT * FROM {table} ORDER BY random() LIMIT 1").fetchone())
        (last,) = db.execute(f"SELECT max({key}) FROM {table}").fetchone()
        row = [f"{value}x" if isinstance(value, str) else value for value in row]
        row[columns.index(key)] = chance.choice((last + 1, last + 1_000, 0, -1))
        with suppress(sqlite3.Error):
            db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        return f"row {row[columns.index(key)]} of {table}"


def swap_rows(data: Path, written: Written, chance: Random) -> str:
    with closing(_open(data)) as db:
        table = chance.choice(_tables(db))
        columns, key = _columns(db, table)
        one, two = (_key(db, table, key, chance) for _ in range(2))
        rest = [column for column in columns if column != key]
        if one == two or not rest:
            return ""
        query = f"SELECT {', '.join(rest)} FROM {table} WHERE {key} = ?"
        first, second = (db.execute(query, (value,)).fetchone() for value in (one, two))
        update = f"UPDATE {table} SET {', '.join(f'{column} = ?' for column in rest)} WHERE {key} = ?"
        blank = tuple(f"{value}-" if isinstance(value, str) else value for value in first)
        with suppress(sqlite3.Error):
            for row, value in ((blank, one), (first, two), (second, one)):
                db.execute(update, (*row, value))
        return f"rows {one} and {two} of {table}"


def cut_tail(data: Path, written: Written, chance: Random) -> str:
    """Delete the last commits with everything in them."""
    with closing(_open(data)) as db:
        commits = db.execute("SELECT number, last_seq, last_outcome FROM commits ORDER BY number").fetchall()
        number, last_seq, last_outcome = chance.choice(commits[:-1])
        db.execute("DELETE FROM commits WHERE number > ?", (number,))
        db.execute("DELETE FROM records WHERE seq > ?", (last_seq,))
        db.execute("DELETE FROM outcomes WHERE number > ?", (last_outcome,))
    for path in realm_folder(data, LIVE).glob("checkpoint-*"):
        path.unlink()
    return f"after commit {number}"


def recompute_chain(data: Path, written: Written, chance: Random) -> str:
    """Forge a record, then everything that follows from it without the key."""
    with closing(_open(data)) as db:
        (last,) = db.execute("SELECT max(seq) FROM records").fetchone()
        forged = chance.randrange(1, last + 1)
        found = db.execute("SELECT hash FROM records WHERE seq = ?", (forged - 1,)).fetchone()
        previous = GENESIS if found is None else found[0]
        query = "SELECT seq, data FROM records WHERE seq >= ? ORDER BY seq"
        for seq, record in db.execute(query, (forged,)).fetchall():
            record = b"forged" if seq == forged else record
            previous = link(previous, record)
            db.execute("UPDATE records SET data = ?, hash = ? WHERE seq = ?", (record, previous, seq))
        _recompute_commits(db)
    return f"record {forged}"


def _recompute_commits(db: sqlite3.Connection) -> None:
    before, last_seq, last_outcome = origin(COUNTY, "live"), 0, 0
    for row in [CommitRow(*row) for row in db.execute(f"SELECT {COLUMNS} FROM commits ORDER BY number").fetchall()]:
        of_records = "SELECT subject, recorded_ms FROM records WHERE seq > ? AND seq <= ? ORDER BY seq"
        of_outcomes = (
            "SELECT command_id, content, first_seq, last_seq FROM outcomes WHERE number > ? AND number <= ?"
            " ORDER BY number"
        )
        entries = db.execute(of_records, (last_seq, row.last_seq))
        outcomes = db.execute(of_outcomes, (last_outcome, row.last_outcome))
        (head,) = db.execute("SELECT hash FROM records WHERE seq = ?", (row.last_seq,)).fetchone()
        row = row._replace(content=content_of(entries, outcomes))
        row = row._replace(digest=digest_of(before, row, head))
        db.execute("UPDATE commits SET content = ?, digest = ? WHERE number = ?", (row.content, row.digest, row.number))
        before, last_seq, last_outcome = row.digest, row.last_seq, row.last_outcome


def add_trigger(data: Path, written: Written, chance: Random) -> str:
    with closing(_open(data)) as db:
        table = chance.choice(_tables(db))
        db.execute(f"CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM outcomes; END")
        return table


def edit_anchor(data: Path, written: Written, chance: Random) -> str:
    """An accident: with write access to the keys nothing can be proven."""
    path = chance.choice(sorted((keys_folder(data) / "anchors").iterdir()))
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    content[at] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"a bit of {path.name} at {at}"


KINDS: dict[str, Tampering] = {
    change.__name__: change
    for change in (
        edit_bytes, flip_bit, overwrite_page, swap_pages, swap_files, truncate, append, empty_file, delete_file,
        older_file, older_folder, forge_checkpoint, delete_row, edit_row, insert_row, swap_rows, cut_tail,
        recompute_chain, add_trigger, edit_anchor,
    )
}  # fmt: skip
