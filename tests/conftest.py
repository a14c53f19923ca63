"""Where tests keep their files, and what is measured, before any of them runs."""

import os
import shutil
import tempfile

from tests.faults import fast_folder

_ROOM = 2 << 30
"""Bytes that must be free in memory: the caches of a whole run take a tenth of it."""

# A commit of the cache waits for the disk three times, whatever is tested; in memory it waits for nothing. What is
# flushed and when is proved from the recorded calls (tests/faults), not by waiting.
if "TMPDIR" not in os.environ and (memory := fast_folder()) and shutil.disk_usage(memory).free >= _ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = memory
