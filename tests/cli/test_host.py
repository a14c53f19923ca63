"""A host that an office shares: many Unix users, each with a home that nobody else can look into.

``make proofs`` has two hundred of them.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ekin_tui.server import admin
from tests.centre import Centre, running_centre
from tests.faults import LONG

USERS = 200 if LONG else 12
pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user"),
    pytest.mark.xdist_group("host"),
]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with running_centre(tmp_path, datetime.now().astimezone().date()) as running:
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that other users can reach."""
    made = Path(tempfile.mkdtemp(prefix="ekin-host-", dir="/tmp"))
    yield made
    shutil.rmtree(made)


def test_many_users_of_one_host_work_side_by_side_and_none_sees_anothers(centre: Centre, folder: Path) -> None:
    staff = [one for one in centre.people if one.role == "staff"]
    tokens = [admin.token(centre.database_url, one.nip) for one in staff]
    command = [sys.executable, "-m", "tests.cli.host", str(folder), centre.url, str(USERS)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(command, input="\n".join(tokens), capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    logs = {user: (folder / "logs" / user).read_text(encoding="utf-8")[-400:] for user in told["failed"]}
    assert (told["warm"], told["failed"]) == (0, {}), logs
    assert told["files"] >= 10 * USERS
    assert told["open"] == []
    assert told["read"] == []
    with centre.database().reading() as db:
        sent = db.exec_driver_sql("select count(*) from entries where doc like '%ruang berkas nomor 20%'").scalar()
    assert sent == USERS
