"""Where tests keep their files, and what is measured, before any of them runs."""

import gc
import os
import shutil
import signal
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

# What is started in the background by a script has its interrupts ignored, and all that it starts: no Ctrl+C would end
# a program of the tests.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What runs once more, many times over, the lines that other tests run and measure: to trace them takes a third of the
# time. Each stands here by the beginning of its name; so does what is tried on the other kind of database too. The few
# lines that they alone run count as not run.
_AGAIN = (
    "tests/cli/test_commands.py::test_a_demonstration_that_is_killed",
    "tests/cli/test_contract.py::test_the_demonstration_without_a_terminal",
    "tests/cli/test_first.py::test_leaving_at_any_question",
    "tests/cli/test_first.py::test_who_only_looks_around",
    "tests/cli/test_host.py",
    "tests/cli/test_hostile.py",
    "tests/cli/test_web.py",
    "tests/domain/test_clean.py::test_every_steering",
    "tests/domain/test_clean.py::test_no_code_point",
    "tests/faults/",
    "tests/screens/test_any_keys.py",
    "tests/screens/test_hands.py",
    "tests/screens/test_opening.py::test_what_is_remembered",
    "tests/screens/test_snapshots.py",
    "tests/screens/test_work_snapshots.py",
    "tests/server/test_matrix.py",
    "tests/server/test_metrics.py",
    "tests/server/test_migrations.py::test_four_workers",
    "tests/server/test_openapi.py",
    "tests/server/test_push.py::test_the_table_of_states",
    "tests/server/test_serve.py::test_a_worker_that_is_killed",
    "tests/server/test_serve.py::test_workers_end",
    "tests/sync/test_faults.py::test_a_sync_that_is_killed",
    "tests/targets/test_contract.py",
    "tests/terminal/test_asked_for.py",
    "tests/terminal/test_first_frame.py::test_what_is_painted",
    "tests/terminal/test_frames.py",
    "tests/terminal/test_long_lists.py",
    "tests/terminal/test_pastes.py",
    "tests/terminal/test_slow_machine.py",
    "tests/terminal/test_terminals.py",
    "tests/terminal/test_thin_driver.py",
    "tests/terminal/test_whole_program.py",
    "tests/test_admin_page.py",
    "tests/test_whole_line.py",
)
_ONCE_MORE = "[postgresql"
_TOLD_TO_MEASURE = "COVERAGE_PROCESS_CONFIG"
"""The variable by which the processes that a test starts are measured too."""


def pytest_collection_finish() -> None:
    """Take what was loaded until now out of every later search for garbage, as the program does with its own."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure neither a test that runs known lines again, nor what it needs, nor the processes that it starts."""
    if not item.nodeid.startswith(_AGAIN) and _ONCE_MORE not in item.nodeid:
        return (yield)
    told = os.environ.pop(_TOLD_TO_MEASURE, None)
    measuring = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if measuring is not None:
        measuring.pause()
    try:
        return (yield)
    finally:
        if measuring is not None:
            measuring.resume()
        if told is not None:
            os.environ[_TOLD_TO_MEASURE] = told
