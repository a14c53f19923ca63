"""A worker of the centre that is killed between the commit and the answer.

``python -m tests.faults.worker DATABASE-URL LISTENING-FD PATH``: the first request for PATH is carried out, and the
process ends by SIGKILL before a byte of its answer leaves.
"""

import os
import signal
import socket
import sys
from typing import Any

import uvicorn

from ekin_tui.server.app import create_app
from ekin_tui.server.envelope import App


class Dying:
    """Passes every request on, and dies after the one for ``path``."""

    def __init__(self, inner: App, path: str) -> None:
        self._inner, self._path = inner, path

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != self._path:
            await self._inner(scope, receive, send)
            return

        async def keep_back(message: Any) -> None:
            if message["type"] == "http.response.start":
                print(message["status"], flush=True)  # noqa: T201 - tells the test how far it came

        await self._inner(scope, receive, keep_back)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    app = Dying(create_app(sys.argv[1]), sys.argv[3])
    config = uvicorn.Config(app, log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=int(sys.argv[2]))])
