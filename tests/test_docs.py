"""What the pages say exists, and what exists is said on a page for people."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from ekin_tui.cli.commands import root
from ekin_tui.config import PREFIX, Settings
from ekin_tui.config.report import Letter
from ekin_tui.config.target import Target
from ekin_tui.keys.names import name_key
from ekin_tui.keys.table import PLACES
from ekin_tui.server.policies import READERS

ROOT = Path(__file__).parents[1]
PAGES = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("docs/*.md"))}
PAGES["README.md"] = (ROOT / "README.md").read_text(encoding="utf-8")
HOUSE = ("ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
ALL = PAGES | {name: (ROOT / name).read_text(encoding="utf-8") for name in HOUSE}
PRINTED = {"docs/keys.md", "docs/rules.md"}
"""Made from the code: they say what exists, and are no page for people."""
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
INLINE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
EVERYWHERE = {"--json", "--db", "--help", "--home", "--lang", "--version", "--plain"}
"""Options of many commands, or of none: to name them once is enough."""
FOREIGN = {"--snapshot-update", "--format=custom", "--wait", "--now", "--offline"}
"""Options of other programs that a page names."""
ENVIRONMENT = {f"{PREFIX}{one}" for one in ("HOME", "NOW", *(each.name.upper() for each in fields(Settings)))}
ENVIRONMENT |= set(
    re.findall(rf"\b{PREFIX}[A-Z]+\b", "".join(map(Path.read_text, (ROOT / "packaging" / "systemd").glob("*.service"))))
)
OTHERS = {"NO_COLOR", "TERM", "LANG", "COLUMNS", "LINES", "ESCDELAY", "TMPDIR", "HTTPS_PROXY", "NO_PROXY"}
OTHERS |= {"FORWARDED_ALLOW_IPS", "PATH", "SSL_CERT_FILE"}
"""Variables of the system, and of the libraries, that the program or its tests go by."""
KEYS = {key.id: key.keys for place in PLACES.values() for key in place}
TABLES = {"targets": {each.name for each in fields(Target)}, "report": {each.name for each in fields(Letter)}}
SETTINGS = {each.name for each in fields(Settings)} - {"targets", "keys", "report"}


def _code(text: str) -> Iterator[str]:
    """Give each piece of code of a page: lines of blocks, and what stands between ticks."""
    for _, block in FENCED.findall(text):
        yield from block.splitlines()
    rest = FENCED.sub("", text)
    yield from INDENTED.findall(rest)
    for piece in INLINE.findall(INDENTED.sub("", rest)):
        yield " ".join(piece.split())


def _commands() -> dict[str, click.Command]:
    """Return all commands by their paths, groups too; the program itself is the empty one."""
    found: dict[str, click.Command] = {"": root}
    todo = [("", root)]
    while todo:
        path, group = todo.pop()
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            found[f"{path} {name}".strip()] = command
            if isinstance(command, click.Group):
                todo.append((f"{path} {name}".strip(), command))
    return found


COMMANDS = _commands()


def _options(path: str) -> set[str]:
    own = {name for one in COMMANDS[path].params for name in one.opts if name.startswith("--")}
    return own | {"--help", "--home", "--lang"} | (set() if path else {"--plain"})


def _said(text: str) -> Iterator[tuple[str, set[str], str]]:
    """Give each command that a page names: its path, the options beside it, and the piece that names it."""
    for piece in _code(text):
        for part in re.split(r"(?:^|\s)(?=ekin-tui\s)|[|;&]+\s+(?=ekin-tui)", piece.partition(" #")[0]):
            if part.startswith("ekin-tui "):
                yield (*_parsed(part), piece)
            elif part.split(" ", 1)[0] in COMMANDS.keys() - {"", "web"} and " " in part:
                yield (*_parsed(f"ekin-tui {part}"), piece)


def _parsed(line: str) -> tuple[str, set[str]]:
    words, path = line.split()[1:], ""
    while words and words[0] in {"--home", "--lang"}:
        words = words[2:]
    while words and isinstance(COMMANDS[path], click.Group) and re.match(r"[a-z]", words[0]):
        names = words.pop(0).split("|")
        for name in names:
            assert f"{path} {name}".strip() in COMMANDS, f"no command {name!r}: {line}"
        path = f"{path} {names[0]}".strip()
    return path, set(OPTION.findall(line))


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_of_a_page_exists(page: str) -> None:
    known = set().union(*(_options(path) for path in COMMANDS)) | FOREIGN | _benchmark_options()
    for path, options, piece in _said(PAGES[page]):
        assert options <= _options(path), f"{path}: {piece}"
    named = {option for piece in _code(PAGES[page]) for option in OPTION.findall(piece)}
    assert named <= known


def test_every_command_and_option_is_on_a_page() -> None:
    said: dict[str, set[str]] = {}
    for page, text in PAGES.items():
        if page not in PRINTED:
            for path, options, piece in _said(text):
                for one in _alike(path, piece):
                    said.setdefault(one, set()).update(options)
    anywhere = {option for text in PAGES.values() for piece in _code(text) for option in OPTION.findall(piece)}
    leaves = {path for path, command in COMMANDS.items() if not isinstance(command, click.Group)}
    assert sorted(leaves - said.keys()) == []
    missing = {path: _options(path) - said[path] - EVERYWHERE for path in sorted(leaves)}
    assert {path: options for path, options in missing.items() if options} == {}
    assert EVERYWHERE - {"--help"} <= anywhere


def _alike(path: str, piece: str) -> list[str]:
    """Return ``path`` and those beside it that the piece names in one word: ``admin policy show|set``."""
    *above, last = path.split() or [""]
    found = re.search(rf"\b{re.escape(last)}((?:\|[a-z]+)+)", piece) if last else None
    return [path, *(" ".join([*above, name]) for name in (found[1].strip("|").split("|") if found else ()))]


def _benchmark_options() -> set[str]:
    return {name for file in ROOT.glob("benchmarks/*.py") for name in OPTION.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", ALL)
def test_every_benchmark_and_target_of_a_page_exists(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for piece in _code(ALL[page]):
        for name in re.findall(r"-m (benchmarks(?:\.\w+)?)", piece):
            file = ROOT / f"{name.replace('.', '/')}.py"
            assert file.is_file() or name == "benchmarks" or (file.with_suffix("") / "__main__.py").is_file(), piece
            if file.is_file():
                assert all(one in file.read_text(encoding="utf-8") for one in OPTION.findall(piece)), piece
        for target in re.findall(r"^make ([a-z]+)", piece):
            assert f"\n{target}:" in makefile, piece


def test_every_key_in_a_table_is_that_of_its_action() -> None:
    rows = 0
    for page, text in PAGES.items():
        for keys, name in re.findall(
            r"^\| ((?:`[^`|]+` ?)+) \|[^\n]*\| `([a-z_]+\.[a-z_0-9]+)` \|$", text, re.MULTILINE
        ):
            assert name in KEYS, f"{page}: {name}"
            assert re.findall(r"`([^`]+)`", keys) == [name_key(key) for key in KEYS[name]], f"{page}: {name}"
            rows += 1
    assert rows > 30


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_of_a_page_exists(page: str) -> None:
    for kind, block in FENCED.findall(PAGES[page]):
        held = tomllib.loads(block) if kind == "toml" else {}
        if held.keys() & {"agency", "staff", "words"}:
            continue  # a map of the import, which has a page and an example of its own
        for name, value in held.items():
            if name == "keys":
                assert value.keys() <= KEYS.keys() | {"preset"}
            elif name == "targets":
                assert all(target.keys() <= TABLES["targets"] for target in value.values())
            elif name == "report":
                assert value.keys() <= TABLES["report"]
            else:
                assert name in SETTINGS | {"locked", "silent"}, name


def test_every_setting_and_every_value_of_the_policy_is_on_a_page() -> None:
    said = " ".join(piece for page, text in PAGES.items() if page not in PRINTED for piece in _code(text))
    wanted = SETTINGS | {"keys", "report", "targets", "preset", "locked"} | TABLES["targets"] | TABLES["report"]
    assert [name for name in sorted(wanted | set(READERS)) if not re.search(rf"\b{name}\b", said)] == []


@pytest.mark.parametrize("page", ALL)
def test_every_variable_of_the_environment_exists(page: str) -> None:
    for piece in _code(ALL[page]):
        for name in re.findall(rf"\b{PREFIX}[A-Z_]*\b", piece):
            assert name == PREFIX or name in ENVIRONMENT, piece
        if re.fullmatch(r"[A-Z]+(_[A-Z]+)+|TERM|COLUMNS|LINES|ESCDELAY", piece):
            assert piece in OTHERS | ENVIRONMENT, piece


def test_every_variable_of_the_program_is_on_a_page() -> None:
    said = " ".join(piece for text in PAGES.values() for piece in _code(text))
    assert [name for name in ("HOME", "LANG", "NOW") if f"{PREFIX}{name}" not in said] == []


@pytest.mark.parametrize("page", ALL)
def test_every_file_of_the_project_that_a_page_names_is_there(page: str) -> None:
    places = (ROOT, ROOT / "src" / "ekin_tui", ROOT / "docs", ROOT / "src", ROOT / "src" / "ekin_tui" / "screens")
    for piece in _code(ALL[page]):
        for name in re.findall(r"(?<![\w/.~-])(?:[\w.-]+/)+[\w.*-]+\.(?:py|toml|md|tcss|json)\b", piece):
            if "*" not in name and not name.startswith(("ekin-tui/", "etc/")):
                assert any((place / name).exists() for place in places), name


@pytest.mark.parametrize("page", ALL)
def test_every_link_and_picture_of_a_page_is_there(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", ALL[page]):
        if target.startswith(("http://", "https://")):
            continue
        file, _, anchor = target.partition("#")
        place = (ROOT / page).parent / file if file else ROOT / page
        assert place.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}, target


def test_every_picture_is_taken_by_the_program_and_shown_on_a_page() -> None:
    pictures = {path.stem for path in ROOT.glob("docs/pictures/*.svg")}
    made = set(
        re.findall(r"^async def (\w+)\(at: Office\)", (ROOT / "docs/pictures/make.py").read_text(), re.MULTILINE)
    )
    assert pictures == made
    assert all(f"pictures/{name}.svg" in "".join(PAGES.values()) for name in pictures)


def test_every_page_is_reached_from_the_readme() -> None:
    assert [page for page in PAGES if page != "README.md" and f"({page})" not in PAGES["README.md"]] == []


def test_each_line_of_shell_on_a_page_can_be_read_by_a_shell() -> None:
    for page, text in PAGES.items():
        for _, block in FENCED.findall(text):
            for line in block.splitlines():
                if line.startswith("ekin-tui "):
                    assert shlex.split(line, comments=True), f"{page}: {line}"
