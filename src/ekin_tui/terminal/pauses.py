"""The pauses that Python itself makes, kept out of the way of keys.

The collector of garbage stops all threads while it looks through everything that lives: 160 ms of processor time once
Textual and the screens are loaded, and reading thousands of records makes it due again and again. What is loaded by
the time the first screen stands stays for good, so it is set apart once and never looked through. A thread that
computes hands over only when asked, and is asked after the switch interval: 5 ms unless it is made shorter, and one
key asks a dozen times.
"""

import gc
import sys

_SWITCH_S = 0.0005
_OFTEN = (700, 10, 100)
"""When each generation is looked through: the young ones as ever (0.3 and 3 ms), everything that came since a tenth as
often (40 ms): what may be garbage then is the screens that were left."""


def load_without_pauses() -> None:
    """Collect nothing while modules are loaded: none of what they make is garbage. Only the first time in a process."""
    if not gc.get_freeze_count():
        gc.disable()


def keep_pauses_short() -> None:
    """Set apart what is loaded, collect again, and have threads hand over soon.

    Does nothing unless :func:`load_without_pauses` came before: a process that is not the program keeps its own ways.
    """
    if gc.isenabled():
        return
    gc.freeze()
    gc.set_threshold(*_OFTEN)
    gc.enable()
    sys.setswitchinterval(_SWITCH_S)


def sweep() -> None:
    """Give back what the screens that were left are made of, in the program alone: some 10 ms.

    They hold each other in rings, which nothing but the collector takes apart; left to its thresholds they pile up.
    """
    if gc.get_freeze_count():
        gc.collect()


def set_apart() -> None:
    """Set apart what a thread has loaded since, in the program alone. Once: what is garbage by then stays for good."""
    if gc.get_freeze_count():
        gc.freeze()
