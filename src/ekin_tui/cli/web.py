"""``web``: the same program in a page of a browser. Each page has a process of its own over the same home."""

import os
import shlex
import socket
import sys
from contextlib import closing

import click

from ekin_tui.cli.ending import Code, End
from ekin_tui.cli.join import Joined
from ekin_tui.cli.printing import tell
from ekin_tui.cli.screen import first_fetch

_MOST_PORT = 65_535
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ANY = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - named to be refused without an address for the page


@click.command("web")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, type=click.IntRange(0, _MOST_PORT), show_default=True)
@click.option("--public-url", metavar="URL")
@click.pass_obj
def web(joined: Joined, host: str, port: int, public_url: str | None) -> None:
    """Run the same program in a page."""
    try:
        from ekin_tui.cli.page import PageServer
    except ModuleNotFoundError as error:
        raise End(Code.USAGE, "cli.no-web-extra") from error
    if host in _ANY and public_url is None:
        raise End(Code.USAGE, "cli.web-no-address", host=host)
    port = _free_port(host, port)
    first_fetch(joined)
    if host not in _LOOPBACK:
        tell(joined.words("cli.web-open", host=host))
    joined.store.close()
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", PYTHONIOENCODING="utf-8")
    shown = f"[{host}]" if ":" in host else host
    url = (public_url or f"http://{shown}:{port}").rstrip("/")
    PageServer(_command(joined), host, port, url, lambda: tell(joined.words("cli.web-ready", url=url))).serve()


def _command(joined: Joined) -> str:
    """Return the line by which a shell starts this program; ``exec`` leaves no shell between it and the server."""
    words = [sys.executable, "-m", "ekin_tui"]
    if joined.asked_home:
        words += ["--home", joined.asked_home]
    if joined.asked_lang:
        words += ["--lang", joined.asked_lang]
    return "exec " + shlex.join(words)


def _free_port(host: str, port: int) -> int:
    """Return ``port``, or a free one for 0. Ends with USAGE where nothing can listen there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind, protocol)) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            return int(tried.getsockname()[1])
    except OSError as error:
        raise End(Code.USAGE, "cli.address-taken", host=host, port=port) from error


COMMANDS = {"web": web}
