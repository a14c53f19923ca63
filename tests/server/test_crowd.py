"""A centre that has more to answer than is good asks to be left alone for a while, and does what it was asked."""

import asyncio
from collections import Counter
from typing import Any

import httpx

from ekin_tui.server.envelope import CROWD, MOST, Envelope


async def test_only_in_a_crowd_are_clients_asked_to_come_less_often() -> None:
    free = asyncio.Event()

    async def slow(_: Any, receive: Any, send: Any) -> None:
        await receive()
        await free.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    envelope = Envelope(slow, lambda: "e-1")
    line = httpx.ASGITransport(app=envelope)
    headers = {"Ekin-Protocol": "1.0"}
    async with httpx.AsyncClient(transport=line, base_url="http://centre") as client:
        crowd = [asyncio.create_task(client.get("/ekin/v1/feeds/me", headers=headers)) for _ in range(CROWD + 1)]
        while envelope._open <= CROWD:
            await asyncio.sleep(0)
        free.set()
        answers = await asyncio.gather(*crowd)
        assert {answer.status_code for answer in answers} == {200}
        assert "60" in [answer.headers.get("backoff") for answer in answers]
        alone = await client.get("/ekin/v1/feeds/me", headers=headers)
        assert (alone.status_code, "backoff" in alone.headers) == (200, False)


async def test_who_would_wait_longer_than_a_client_has_patience_is_turned_away_unread_for_a_while() -> None:
    free, read = asyncio.Event(), 0

    async def slow(_: Any, receive: Any, send: Any) -> None:
        nonlocal read
        await receive()
        read += 1
        await free.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    envelope = Envelope(slow, lambda: "e-1")
    line = httpx.ASGITransport(app=envelope)
    headers = {"Ekin-Protocol": "1.0"}
    async with httpx.AsyncClient(transport=line, base_url="http://centre") as client:

        def ask(path: str = "/ekin/v1/feeds/me") -> asyncio.Task[httpx.Response]:
            return asyncio.create_task(client.get(path, headers=headers))

        crowd = [ask() for _ in range(MOST)]
        while read < MOST:
            await asyncio.sleep(0)
        beyond = [await ask() for _ in range(4)]
        watcher = ask("/healthz")
        free.set()
        answered = Counter(answer.status_code for answer in await asyncio.gather(*crowd, watcher))
        waits = {int(answer.headers["retry-after"]) for answer in beyond}
        assert [(answer.status_code, answer.json()["title"]) for answer in beyond] == [(503, "overloaded")] * 4
        assert len(waits) == 4
        assert all(1 < wait < 30 for wait in waits)
        assert (answered, read) == ({200: MOST + 1}, MOST + 1)
        assert (await ask()).status_code == 200
