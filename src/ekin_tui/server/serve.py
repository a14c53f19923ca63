"""Running the centre: one uvicorn process that says when it accepts and stops cleanly."""

import asyncio
import socket
import sys

import uvicorn

from ekin_tui.server.app import create_app


class Announcing(uvicorn.Server):
    """A server that names its address once it accepts."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell the address on stderr: with port 0 the system has chosen one."""
        await super().startup(sockets=sockets)
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                sys.stderr.write(f"listening on http://{host}:{port}\n")
                sys.stderr.flush()


def run(url: str, host: str, port: int) -> None:
    """Serve the database at ``url`` until a signal comes. Raises AdminError and OSError (the address is taken)."""
    config = uvicorn.Config(
        create_app(url),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=3,
    )
    asyncio.run(Announcing(config).serve())
