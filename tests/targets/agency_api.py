"""An agency's own interface, as many have one: JSON in Indonesian, ids of its own, its state in SQLite."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOKEN = "tanda-dinas-0123456789"
PATH = "/v1/kegiatan"
MOST = 100
"""More than that much work in one entry is refused."""
PAGE = 20
"""Lines of a page of its list."""
_TABLES = """
create table kegiatan(no integer primary key autoincrement, acuan text, isi text not null, status text not null);
create table kunci(kunci text primary key, status integer not null, jawaban text not null);
"""


class AgencyApi:
    """Runs until it is closed. ``keyed`` False: it knows no idempotency keys."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._db.executescript(_TABLES)
        self.seen: list[tuple[str, str, dict[str, str], Any]] = []
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, said = api.answer(self.command, self.path, dict(self.headers), text)
                raw = json.dumps(said).encode() if said is not None else b""
                self.send_response_only(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{PATH}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def rows(self) -> list[dict[str, Any]]:
        """Return all that was taken."""
        with self._lock:
            found = self._db.execute("select no, isi, status from kegiatan order by no").fetchall()
        return [{**json.loads(isi), "no": no, "status": status} for no, isi, status in found]

    def decide(self, no: int, status: str) -> None:
        """Let somebody of the agency decide."""
        with self._lock:
            self._db.execute("update kegiatan set status = ? where no = ?", (status, no))

    def answer(self, method: str, path: str, headers: dict[str, str], text: bytes) -> tuple[int, Any]:
        body = json.loads(text) if text else None
        with self._lock:
            self.seen.append((method, path, headers, body))
            if headers.get("Authorization") != f"Bearer {TOKEN}":
                return 401, {"galat": {"pesan": "tanda masuk tidak dikenal"}}
            key = headers.get("Kunci-Ulang", "")
            known = self._db.execute("select status, jawaban from kunci where kunci = ?", (key,)).fetchone()
            if known:
                return known[0], json.loads(known[1])
            status, said = self._carry_out(method, path, body)
            if key:
                self._db.execute("insert into kunci values(?, ?, ?)", (key, status, json.dumps(said)))
            return status, said

    def _page(self, number: int) -> dict[str, Any]:
        """Return a page of the list, with the address of the next one if there is one."""
        query = "select no, status from kegiatan order by no limit ? offset ?"
        found = self._db.execute(query, (PAGE + 1, number * PAGE)).fetchall()
        following = f"{PATH}?hal={number + 1}" if len(found) > PAGE else None
        return {"data": [{"no": no, "status": status} for no, status in found[:PAGE]], "lanjut": {"url": following}}

    def _carry_out(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if body is not None and body["rincian"]["jumlah"] > MOST:
            return 422, {"galat": {"pesan": f"jumlah paling banyak {MOST}", "isian": "rincian.jumlah"}}
        if method == "POST":
            row = self._db.execute(
                "insert into kegiatan(acuan, isi, status) values(?, ?, ?)", (body["acuan"], json.dumps(body), "BARU")
            )
            return 201, {"data": {"no": row.lastrowid, "status": "BARU"}}
        if path.partition("?")[0] == PATH:
            return 200, self._page(int(path.partition("?hal=")[2] or 0))
        no = path.rpartition("/")[2]
        row = self._db.execute("select no, status from kegiatan where no = ?", (no,)).fetchone()
        if row is None:
            return 404, {"galat": {"pesan": "tidak ada"}}
        if method == "PUT":
            self._db.execute("update kegiatan set isi = ? where no = ?", (json.dumps(body), no))
        if method == "DELETE":
            self._db.execute("delete from kegiatan where no = ?", (no,))
            return 204, None
        return 200, {"data": {"no": row[0], "status": row[1]}}


MAPPING = """
method = "POST"
update_url = "{url}/{{their_id}}"
withdraw_url = "{url}/{{their_id}}"
status_url = "{url}/{{their_id}}"
id = "/data/no"
status = "/data/status"
error = "/galat/pesan"
error_field = "/galat/isian"
idempotency_header = "Kunci-Ulang"
[fields]
acuan = "{{id}}"
tanggal = "{{day:%d-%m-%Y}}"
jam_mulai = "{{start:%H.%M}}"
jam_selesai = "{{end:%H.%M}}"
uraian = "{{activity}}"
status = "{{status}}"
[fields.rincian]
jumlah = "{{quantity}}"
satuan = "{{unit}}"
[status_out]
submitted = "DIAJUKAN"
approved = "DISETUJUI ATASAN"
[status_in]
BARU = "submitted"
DISETUJUI = "approved"
DIKEMBALIKAN = "returned"
"""
"""How its fields are said, but for the address."""


@contextmanager
def serving_agency(folder: Path) -> Iterator[AgencyApi]:
    """Run the interface until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    api = AgencyApi(folder / "dinas.db")
    try:
        yield api
    finally:
        api.close()
