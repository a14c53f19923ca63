"""How much one caller may ask of one worker: token buckets, in memory.

A bucket belongs to the hash of a token that has proved good, so that many people behind one address never share one;
tokens of the agency's sign-in, of which one person has a new one every few minutes, share the one of their holder.
Whoever has not proved a token yet draws on the bucket of their address. Each worker counts for itself: with N workers a
caller who opens new connections may get up to N times as much.
"""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass, field

MINUTE_S = 60
_PREFIX = 64
"""Bits of an IPv6 address that name a customer; the rest is theirs to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """``per_minute`` requests for ever, and ``burst`` at once."""

    per_minute: int
    burst: int

    @property
    def window_s(self) -> int:
        """Seconds in which an empty bucket fills."""
        return math.ceil(self.burst * MINUTE_S / self.per_minute)


PERSON = Rate(per_minute=60, burst=600)
"""PROTOCOL 2.12. The burst lets a new device fetch or send some 60,000 entries without a wait."""
ADDRESS = Rate(per_minute=300, burst=600)
"""Requests without a token that we know: an address may be a whole office, so this is wider than one person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What an asking leaves: ``wait_s`` is 0 when it was granted, ``full_s`` is when all is there again."""

    rate: Rate
    requests: int
    full_s: int
    wait_s: int = 0


@dataclass(slots=True)
class Buckets:
    """A bucket for each name; the one that was idle longest goes when there are more than ``most``."""

    rate: Rate
    most: int
    _kept: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    """Name → how much it held, and when (seconds of a steady clock)."""

    def take(self, name: str, now: float) -> Left:
        """Take one request from the bucket ``name`` if there is one."""
        held = self._level(name, now)
        granted = held >= 1
        left = held - 1 if granted else held
        self._keep(name, left, now)
        per_s = self.rate.per_minute / MINUTE_S
        full = math.ceil((self.rate.burst - left) / per_s)
        wait = 0 if granted else max(1, math.ceil((1 - left) / per_s))
        return Left(rate=self.rate, requests=int(left), full_s=full, wait_s=wait)

    def give_back(self, name: str, now: float) -> None:
        """Undo one :meth:`take`."""
        self._keep(name, min(self._level(name, now) + 1, float(self.rate.burst)), now)

    def forget(self, name: str) -> None:
        """Drop the bucket ``name``."""
        self._kept.pop(name, None)

    def __contains__(self, name: str) -> bool:
        """Tell whether ``name`` has a bucket."""
        return name in self._kept

    def __len__(self) -> int:
        """Return how many buckets there are."""
        return len(self._kept)

    def _level(self, name: str, now: float) -> float:
        held, at = self._kept.get(name, (float(self.rate.burst), now))
        return min(float(self.rate.burst), held + max(0.0, now - at) * self.rate.per_minute / MINUTE_S)

    def _keep(self, name: str, held: float, now: float) -> None:
        self._kept[name] = (held, now)
        self._kept.move_to_end(name)
        if len(self._kept) > self.most:
            self._kept.popitem(last=False)


@dataclass(slots=True)
class Limits:
    """The limits of one worker. ``person`` holds only tokens that have proved good: nobody can fill it with noise."""

    person: Buckets
    address: Buckets
    _holders: OrderedDict[str, str] = field(default_factory=OrderedDict)
    """Hash of a token that proved good → whose bucket it draws on, where that is not its own."""

    @classmethod
    def of(cls, person: Rate = PERSON, address: Rate = ADDRESS) -> "Limits":
        """Return limits with room for a large agency."""
        return cls(Buckets(person, most=50_000), Buckets(address, most=10_000))

    def ask(self, token: str, peer: str, now: float) -> Left:
        """Return what is left after one request of the holder of ``token`` (its hash, or nothing) at ``peer``."""
        name = self._holders.get(token, token)
        if name and name in self.person:
            return self.person.take(name, now)
        return self.address.take(network_of(peer), now)

    def proved(self, token: str, peer: str, now: float, holder: str = "") -> None:
        """Take note that ``token`` is good: what its first request took of the address is given back.

        ``holder`` names whoever bears it, where they bear another one every while.
        """
        if not token or self._holders.get(token, token) in self.person:
            return
        if holder:
            self._holders[token] = holder
            if len(self._holders) > self.person.most:
                self._holders.popitem(last=False)
        self.address.give_back(network_of(peer), now)
        self.person.take(holder or token, now)

    def refuted(self, token: str) -> None:
        """Take note that ``token`` is good no more."""
        if self._holders.pop(token, None) is None:
            self.person.forget(token)


def network_of(peer: str) -> str:
    """Return what stands for a peer: an IPv4 address, or the network of an IPv6 one."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return peer[:64]
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.IPv6Network((int(address), _PREFIX), strict=False))
    return str(address)
