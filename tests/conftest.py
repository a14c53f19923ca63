"""Where tests keep their files, and what is measured, before any of them runs."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator

import pytest

from tests.faults import fast_folder

_ROOM = 2 << 30
"""Bytes that must be free in memory: the caches of a whole run take a tenth of it."""

# A commit of the cache waits for the disk three times, whatever is tested; in memory it waits for nothing. What is
# flushed and when is proved from the recorded calls (tests/faults), not by waiting.
if "TMPDIR" not in os.environ and (memory := fast_folder()) and shutil.disk_usage(memory).free >= _ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = memory

# What runs once more, many times over, the lines that other tests run and measure: to trace them takes a third of the
# time. A test of another file says so by the mark ``no_cover``.
_AGAIN = (
    "tests/cli/test_host.py",
    "tests/cli/test_hostile.py",
    "tests/cli/test_web.py",
    "tests/domain/test_chain.py",
    "tests/faults/",
    "tests/screens/test_any_keys.py",
    "tests/screens/test_hands.py",
    "tests/screens/test_looks.py",
    "tests/screens/test_rehearsal.py",
    "tests/screens/test_snapshots.py",
    "tests/screens/test_work_snapshots.py",
    "tests/server/test_openapi.py",
    "tests/server/test_serve.py",
    "tests/terminal/test_frames.py",
    "tests/terminal/test_terminals.py",
    "tests/terminal/test_thin_driver.py",
    "tests/terminal/test_whole_program.py",
    "tests/test_admin_page.py",
)
_TOLD_TO_MEASURE = "COVERAGE_PROCESS_CONFIG"
"""The variable by which the processes that a test starts are measured too."""


def pytest_itemcollected(item: pytest.Item) -> None:
    if item.nodeid.startswith(_AGAIN):
        item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Take what was loaded until now out of every later search for garbage, as the program does with its own."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let no process of a test be measured that is not measured itself."""
    told = os.environ.pop(_TOLD_TO_MEASURE, None) if item.get_closest_marker("no_cover") else None
    try:
        return (yield)
    finally:
        if told is not None:
            os.environ[_TOLD_TO_MEASURE] = told
