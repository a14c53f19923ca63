"""The program, started over and over without a new interpreter each time: imported once, then a child for each run.

``python -m tests.faults.warm`` reads a run from each line of its input, as JSON: the path of the cache and the options.
It says ``PID n`` of the child, which waits for one more line, so that somebody can begin to trace it first; then come
the child's own lines and complaints, and last ``END code`` (below zero: the signal that ended it).
"""

import ctypes
import json
import os
import sys
import traceback
from pathlib import Path

from ekin_tui.store import schema
from tests.faults.program import run

READY = (schema.migrate, run)
"""What a run needs, and so is imported before the first one."""
_SET_PTRACER, _ANYBODY = 0x59616D61, ctypes.c_ulong(-1)
"""Of prctl: where Yama guards tracing, a process that is no parent may trace only who lets it."""


def _work(path: Path, options: list[str]) -> int:
    ctypes.CDLL(None).prctl(_SET_PTRACER, _ANYBODY, 0, 0, 0)
    os.read(0, 100)
    try:
        return run(path, options)
    except BaseException:  # noqa: BLE001 - the child of a fork must not go on as its parent
        traceback.print_exc()
        return 1


def main() -> None:
    """Run what the input asks for until it ends."""
    os.dup2(1, 2)
    with open(0, "rb", buffering=0) as asked:
        while line := asked.readline():
            path, *options = json.loads(line)
            child = os.fork()
            if child == 0:
                code = _work(Path(path), options)
                sys.stderr.flush()
                os._exit(code)
            os.write(1, f"PID {child}\n".encode())
            _, status = os.waitpid(child, 0)
            os.write(1, f"END {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
