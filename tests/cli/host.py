"""One host with many Unix users: each signs in, records, sends and writes files, as nobody but themselves. Root only.

    python -m tests.cli.host FOLDER URL COUNT <tokens

Prints one JSON document: who failed at what, and which files of others somebody could read. Users are numbers without
accounts; each is a process that has become that user for good before it does anything. All modules are loaded before
that, since the interpreter may lie where only root can read.
"""

import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ekin_tui.cli import run

FIRST = 20_001
AT_ONCE = 4
FILES = ("report.md", "bkn.xlsx", "copy.db.gz", "help.zip")
"""What each user has written beside the home of the program."""
WORDS = "08.00-09.30 menyusun daftar arsip inaktif di ruang berkas nomor {user} 1 dokumen"


def commands(url: str, user: int) -> list[list[str]]:
    """Return what a user does, in their own folder."""
    report, sheet, copy, bundle = FILES
    return [
        ["login", "--url", url, "--token-file", "given"],
        ["sync"],
        ["add", WORDS.format(user=user)],
        ["sync"],
        ["config", "set", "lang", "en"],
        ["report", "month", "--format", "md", "-o", report],
        ["export", "--format", "bkn-xlsx", "-o", sheet],
        ["backup", copy],
        ["doctor", "--bundle", bundle],
    ]


def at_home(folder: Path, url: str, user: int) -> int:
    """Do all that ``user`` does; returns the number of the first command that fails, 0 for none."""
    home = folder / f"home-{user}"
    os.chdir(home)
    for name in [name for name in os.environ if name.startswith(("XDG_", "EKIN_TUI_"))]:
        del os.environ[name]
    os.environ["HOME"] = str(home)
    for number, command in enumerate(commands(url, user), 1):
        if run(command) and command[0] != "doctor":  # its judgement of the machine is not the matter here
            return number
    return 0


def as_user(user: int, log: Path, work: Callable[[], int]) -> int:
    """Start a process of ``user`` that does ``work`` and ends with its result; returns its id."""
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stdout.flush()
    if child := os.fork():
        os.close(said)
        return child
    try:
        for number in (1, 2):
            os.dup2(said, number)
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
        os.umask(0o022)
        code = work()
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - a child must never go on as the parent
        sys.stderr.write(repr(error))
        sys.stderr.flush()
        code = 99
    os._exit(code)


def waited(children: dict[int, int]) -> tuple[int, int]:
    """Wait for one of ``children`` and return its user and code."""
    child, status = os.wait()
    return children.pop(child), os.waitstatus_to_exitcode(status)


def private(folder: Path, owners: range) -> Iterator[Path]:
    """Give all that the program has made, folders too."""
    for user in owners:
        home = folder / f"home-{user}"
        yield from (home / name for name in FILES)
        for place in (home / ".config", home / ".local" / "state"):
            yield from (place / "ekin-tui").rglob("*")
            yield place / "ekin-tui"


def readable(paths: list[Path], user: int) -> list[str]:
    """Return which of ``paths`` that are not of ``user`` can be read by whoever asks."""
    found = []
    for path in paths:
        if f"home-{user}/" in str(path):
            continue
        try:
            os.close(os.open(path, os.O_RDONLY))
        except OSError:
            continue
        found.append(str(path))
    return found


def looked(folder: Path, paths: list[Path], user: int) -> list[str]:
    """Return what ``user`` can read of others."""
    log = folder / "logs" / f"look-{user}"

    def work() -> int:
        sys.stdout.write(json.dumps(readable(paths, user)))
        return 0

    os.waitpid(as_user(user, log, work), 0)
    found: list[str] = json.loads(log.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Let COUNT users work, then let some of them, and a stranger, look at the others' files."""
    folder, url, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    tokens = sys.stdin.read().split()
    folder.chmod(0o755)
    (folder / "logs").mkdir(mode=0o700)
    owners = range(FIRST, FIRST + count)
    for place in (0, *owners):
        home = folder / f"home-{place}"
        home.mkdir(mode=0o755)
        (home / "given").write_text(tokens[place % len(tokens)], encoding="ascii")
        (home / "given").chmod(0o600)
        for path in (home, home / "given"):
            os.chown(path, place, place)
    os.waitpid(as_user(0, folder / "logs" / "0", lambda: 0), 0)
    here, environment = Path.cwd(), dict(os.environ)
    said = os.dup(1), os.dup(2)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    warm = at_home(folder, url, 0)
    os.dup2(said[0], 1)
    os.dup2(said[1], 2)
    os.chdir(here)
    os.environ.clear()
    os.environ.update(environment)
    failed, children = dict[int, int](), dict[int, int]()
    for user in owners:
        if len(children) == AT_ONCE:
            one, code = waited(children)
            failed |= {one: code} if code else {}
        work = lambda user=user: at_home(folder, url, user)  # noqa: E731 - bound to this user
        children[as_user(user, folder / "logs" / str(user), work)] = user
    while children:
        one, code = waited(children)
        failed |= {one: code} if code else {}
    paths = [path for path in private(folder, owners) if path.exists()]
    open_to_others = [str(path) for path in paths if stat.S_IMODE(path.stat().st_mode) & 0o077]
    read = [path for user in (*list(owners)[:: max(1, count // 5)], FIRST - 1) for path in looked(folder, paths, user)]
    print(json.dumps({"warm": warm, "failed": failed, "files": len(paths), "open": open_to_others, "read": read}))  # noqa: T201 - the result


if __name__ == "__main__":
    main()
