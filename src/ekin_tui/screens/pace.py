"""When the program exchanges of its own accord, as a screen sees it."""

from typing import Protocol


class Pace(Protocol):
    """When the next exchange of the program's own is due: :class:`ekin_tui.sync.schedule.Pace`."""

    @property
    def interval_s(self) -> float:
        """Seconds between two exchanges that succeed; 0 for none of its own."""

    @property
    def rest_s(self) -> float:
        """Seconds that are left of what the centre asked for."""

    def after_success(self, backoff: float = 0.0) -> float:
        """Return the seconds to the next exchange after one that succeeded; ``backoff`` is what the centre asks for."""

    def after_failure(self, retry_after: float = 0.0, *, hopeless: bool = False) -> float:
        """Return the seconds to the next exchange after one that failed."""

    def forgive(self) -> None:
        """Begin again with short waits."""
