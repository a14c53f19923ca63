"""Anki as a peer: push of many notes by one collection and pull of them by a second one; one JSON line.

    python anki_peer.py ENTRIES FOLDER

Runs inside an environment of its own that has the package ``anki`` (client and server are Anki's own, in Rust), never
in the project's. A note has the fields of an entry; both collections have met the server before the clock starts, so
what is timed is Anki's ordinary sync and not the copying of a whole file.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

FIELDS = ("id", "day", "start", "end", "zone", "activity", "plan", "quantity", "unit", "evidence")
USER, WORD = "siti", "arsip"
WAIT_S = 20


def content(number: int) -> list[str]:
    """Return the fields of an entry, as ``benchmarks.sync`` writes them."""
    hour = 450 + number % 8 * 60
    return [
        f"0199f1a0-0000-7000-8000-{number:012x}",
        f"2026-{1 + number // 8 % 12:02d}-{1 + number // 96 % 28:02d}",
        f"{hour // 60:02d}:{hour % 60:02d}",
        f"{(hour + 50) // 60:02d}:{(hour + 50) % 60:02d}",
        "Asia/Makassar",
        f"Mendaftar arsip inaktif perangkat daerah boks {number} menurut tahun dan pencipta arsip",
        f"rencana-{number % 12}",
        str(number % 9 + 1),
        "berkas",
        f"https://arsip.kota.example/daftar/{number}",
    ]


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run Anki's sync server on a free port and give its address."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "SYNC_USER1": f"{USER}:{WORD}", "SYNC_BASE": str(folder / "server"), "RUST_LOG": "error"}
    env |= {"SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port), "MAX_SYNC_PAYLOAD_MEGS": "1000"}
    with subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env=env, stdout=subprocess.DEVNULL) as process:
        try:
            _await(process, f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def _await(process: "subprocess.Popen[bytes]", url: str) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        assert process.poll() is None, "the server did not start"
        try:
            urllib.request.urlopen(url + "health", timeout=1)  # noqa: S310 - our own server on loopback
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server does not answer")


def collection(path: Path) -> Any:
    """Return a new collection."""
    return import_module("anki.collection").Collection(str(path))


def prepare(notes: Any) -> None:
    """Make a kind of note with the fields of an entry."""
    models = notes.models
    kind = models.new("entri")
    for name in FIELDS:
        models.add_field(kind, models.new_field(name))
    template = models.new_template("kartu")
    template["qfmt"], template["afmt"] = "{{activity}}", "{{day}}"
    models.add_template(kind, template)
    models.add(kind)


def write(notes: Any, count: int) -> None:
    """Record ``count`` notes offline."""
    request = import_module("anki.collection").AddNoteRequest
    kind, deck = notes.models.by_name("entri"), notes.decks.id("Default")
    asked = []
    for number in range(count):
        note = notes.new_note(kind)
        note.fields = content(number)
        asked.append(request(note=note, deck_id=deck))
    notes.add_notes(asked)


def meet(notes: Any, url: str, *, upload: bool) -> Any:
    """Sync for the first time, which copies the whole collection; returns the sign-in."""
    auth = notes.sync_login(USER, WORD, url)
    output = notes.sync_collection(auth, False)
    notes.close_for_full_sync()
    notes.full_upload_or_download(auth=auth, server_usn=output.server_media_usn, upload=upload)
    notes.reopen(after_full_sync=True)
    return auth


def timed(notes: Any, auth: Any) -> float:
    """Sync once; returns seconds. Only an ordinary sync counts."""
    begun = time.perf_counter()
    output = notes.sync_collection(auth, False)
    seconds = time.perf_counter() - begun
    assert output.required == output.NO_CHANGES, f"not an ordinary sync: {output.required}"
    return seconds


def run(count: int, folder: Path) -> dict[str, object]:
    """Measure once."""
    with serving(folder) as url:
        office, home = collection(folder / "office.anki2"), collection(folder / "home.anki2")
        prepare(office)
        mine, theirs = meet(office, url, upload=True), meet(home, url, upload=False)
        write(office, count)
        push, pull = timed(office, mine), timed(home, theirs)
        assert home.note_count() == count, home.note_count()
        rest = timed(home, theirs)
        office.close()
        home.close()
    version = import_module("anki.buildinfo").version
    return {"version": version, "push_s": push, "pull_s": pull, "nothing_new_s": rest}


if __name__ == "__main__":
    print(json.dumps(run(int(sys.argv[1]), Path(sys.argv[2]))))
