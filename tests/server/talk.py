"""A client that says what it likes: plain HTTP against a real centre."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from tests.centre import Centre

_NUMBERS = count(1)


@dataclass
class Talk:
    """One person's line to the centre."""

    centre: Centre
    nip: str
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    plan: str = ""

    def __post_init__(self) -> None:
        self.token = self.token or self.centre.token(self.nip)
        self.client = httpx.Client(base_url=self.centre.url, timeout=60)
        self.headers = {"Authorization": f"Bearer {self.token}", "Ekin-Protocol": "1.0", "Ekin-Request": "r-1"}
        self.headers["Ekin-Epoch"] = self.client.get("/.well-known/ekin").headers["ekin-epoch"]

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(f"/ekin/v1{path}", headers=self.headers | headers)

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.client.post(f"/ekin/v1{path}", json=body, headers=self.headers | headers)

    def session(self) -> dict[str, Any]:
        return dict(self.post("/session", {"device": "d"}).json())

    def push(self, *ops: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post("/push", {"ops": list(ops)})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["results"]
        assert answer.json()["n"] == len(found) == len(ops)
        return found

    def items(self, feed: str = "me", after: str = "c0") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = self.get(f"/feeds/{feed}?after={after}").json()
            found += page["items"]
            after = page["next"]
            if not page["more"]:
                return found

    def of_kind(self, kind: str, feed: str = "me") -> list[dict[str, Any]]:
        return [item["doc"] for item in self.items(feed) if item["k"] == kind]

    def inbox(self) -> str:
        return str(next(feed["id"] for feed in self.session()["feeds"] if feed.get("role") == "holder"))

    def fields(self, **changes: Any) -> dict[str, Any]:
        self.plan = self.plan or next(doc["id"] for doc in self.of_kind("plan") if doc["code"] == "lapbul")
        whole = {
            "day": "2026-11-24",
            "start": "08:00",
            "end": "09:30",
            "zone": "Asia/Makassar",
            "activity": "Menyusun rekap kegiatan bidang",
            "plan": self.plan,
            "quantity": 1,
            "unit": "dokumen",
        }
        return whole | changes

    def sent_entry(self, **changes: Any) -> tuple[str, str]:
        """Put and submit an entry; return its id and revision."""
        entry, first = new("e"), new("o")
        results = self.push(
            put(entry, self.fields(**changes), op=first),
            {"op": new("o"), "t": "submit", "entry": entry, "base": f"@{first}"},
        )
        assert [r["v"] for r in results] == ["applied", "applied"], results
        return entry, str(results[1]["rev"])


def new(prefix: str) -> str:
    return f"{prefix}-{next(_NUMBERS):06d}"


def put(entry: str, fields: dict[str, Any], *, op: str = "", base: str | None = None) -> dict[str, Any]:
    return {"op": op or new("o"), "t": "put", "entry": entry, "base": base, "fields": fields}


def act(action: str, entry: str, base: str | None, **more: Any) -> dict[str, Any]:
    return {"op": new("o"), "t": action, "entry": entry, "base": base, **more}


def code(result: dict[str, Any]) -> str:
    return str(result["problem"]["type"]).rpartition("/")[2]
