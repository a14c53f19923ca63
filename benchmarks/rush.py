"""A crowd before one worker of a centre, event by event: who waits how long, who is turned away, who comes again.

One worker is one core: it answers in the order of arrival, each request takes the processor time that was measured for
its kind, and what else an answer needs passes without holding anybody up, save a commit of SQLite: pushes that wait for
one share the next, and nobody reads while one is under way (`server/together.py`). The rules are those of the program:
``MOST`` and ``CROWD`` of the centre's envelope, the silence after which a client gives up, and its waits.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random

from ekin_tui.server.envelope import BACKOFF_S, CROWD, MOST
from ekin_tui.sync.limits import Limits
from ekin_tui.sync.schedule import Pace

BACKOFF, PATIENCE = float(BACKOFF_S), Limits().stall_s
AGAIN = range(2, 18)
"""Seconds after which those who are turned away may come again, each another; without jitter all after the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one request costs, in seconds."""

    core: float
    """Of a core of the centre."""
    rest: float = 0.0
    """Beside it, while the core is free for others."""
    commit: float = 0.0
    """Of the one disk that all share, for as many as wait together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the run goes by."""

    jitter: bool = True
    backoff: bool = True
    turns_away: bool = True
    """Whether the centre answers 503 with Retry-After to whom it could not answer before they give up."""
    interval_s: float = 600.0
    """Between the exchanges of an open program."""
    until: float = 3600.0
    """When no more of them are begun, in seconds."""
    away: tuple[float, float] = (0.0, 0.0)
    """From when until when the centre can't be reached."""


@dataclass(slots=True)
class Comer:
    """One person's program."""

    due: float
    """When the work is ready to be sent; infinite for a program that is only open."""
    stays: bool
    """Whether the program is open and exchanges by itself."""
    pace: Pace
    step: int = 0
    begun: float = 0.0
    sends: bool = False


@dataclass(slots=True)
class Seen:
    """What came of a run."""

    waits: list[float] = field(default_factory=list)
    """Seconds of each exchange that sent something, from its first request on."""
    ends: list[float] = field(default_factory=list)
    """When the work of each person was received."""
    delays: list[float] = field(default_factory=list)
    """Seconds from when it was ready until then."""
    lines: list[int] = field(default_factory=list)
    """Requests under way, as each one found them."""
    requests: int = 0
    refused: int = 0
    given_up: int = 0
    busy: dict[int, float] = field(default_factory=dict)
    """Seconds of the core, by minute."""


class Rush:
    """Runs programs against one worker."""

    def __init__(self, sending: Sequence[Request], idle: Sequence[Request], rules: Rules, chance: Random) -> None:
        """``sending`` and ``idle`` are the requests of an exchange with and without something to send."""
        self._kinds, self._rules, self._chance = {True: sending, False: idle}, rules, chance
        self._events: list[tuple[float, int, Comer]] = []
        self._order, self._now = count(), 0.0
        self._under_way: list[float] = []
        """When each is answered, soonest first."""
        self._free = 0.0
        """When the core is free."""
        self._commits = (0.0, 0.0)
        """When the commit under way ends, and the one that those who wait now share."""
        self.seen = Seen()

    def run(self, coming: Iterable[tuple[float, float, bool]], *, patient: bool = True) -> Seen:
        """Run to the end. Each of ``coming``: first exchange, when work is ready (both in seconds), open or not.

        Not ``patient``: only until somebody is turned away.
        """
        draw = self._chance.random if self._rules.jitter else (lambda: 0.5)
        for first, due, stays in coming:
            pace = Pace(interval_s=self._rules.interval_s, draw=draw, clock=lambda: self._now)
            self._at(first, Comer(due, stays, pace))
        while self._events and (patient or not self.seen.refused):
            self._now, _, who = heapq.heappop(self._events)
            self._ask(who)
        return self.seen

    def _at(self, moment: float, who: Comer) -> None:
        heapq.heappush(self._events, (moment, next(self._order), who))

    def _ask(self, who: Comer) -> None:
        now, seen, rules = self._now, self.seen, self._rules
        if who.step == 0:
            who.begun, who.sends = now, who.due <= now
        if rules.away[0] <= now < rules.away[1]:
            self._later(who, who.pace.after_failure())
            return
        while self._under_way and self._under_way[0] <= now:
            heapq.heappop(self._under_way)
        line = len(self._under_way)
        seen.requests += 1
        seen.lines.append(line)
        if line >= MOST and rules.turns_away:
            seen.refused += 1
            middle = (AGAIN[0] + AGAIN[-1]) / 2
            self._later(who, who.pace.after_failure(AGAIN[seen.refused % len(AGAIN)] if rules.jitter else middle))
            return
        steps = self._kinds[who.sends]
        self._free = max(now, self._free) + steps[who.step].core
        seen.busy[int(self._free // 60)] = seen.busy.get(int(self._free // 60), 0.0) + steps[who.step].core
        answered = self._pass_disk(self._free, steps[who.step].commit) + steps[who.step].rest
        heapq.heappush(self._under_way, answered)
        if answered - now > PATIENCE:
            seen.given_up += 1
            self._now = now + PATIENCE
            self._later(who, who.pace.after_failure())
        elif who.step + 1 < len(steps):
            who.step += 1
            self._at(answered, who)
        else:
            self._end(who, answered, crowd=line + 1 > CROWD)

    def _pass_disk(self, moment: float, commit: float) -> float:
        """Return when a request that is through with the core is through with the disk too."""
        running, following = self._commits
        if not commit:
            return max(moment, running)
        if moment >= following:
            self._commits = (moment + commit, moment + commit)
        elif moment >= running or following == running:
            self._commits = (following, following + commit)
        return self._commits[1]

    def _later(self, who: Comer, wait: float) -> None:
        who.step = 0
        self._at(self._now + wait, who)

    def _end(self, who: Comer, answered: float, *, crowd: bool) -> None:
        who.step, self._now = 0, answered
        if who.sends:
            self.seen.waits.append(answered - who.begun)
            self.seen.ends.append(answered)
            self.seen.delays.append(answered - who.due)
            who.due = float("inf")
        wait = who.pace.after_success(BACKOFF if crowd and self._rules.backoff else 0.0)
        if who.stays and min(answered + wait, who.due) < self._rules.until:
            self._at(max(answered + min(wait, who.due - answered), who.pace.rest_until), who)
