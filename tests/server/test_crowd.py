"""A centre that has more to answer than is good asks to be left alone for a while, and does what it was asked."""

import asyncio
from typing import Any

import httpx

from ekin_tui.server.envelope import CROWD, Envelope


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
