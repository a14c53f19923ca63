"""The server of ``web``: textual-serve's, closed to the pages of others and to what is loaded from elsewhere."""

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)
_HEADERS = {
    "Content-Security-Policy": f"{_POLICY}; connect-src 'self' ws: wss:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""A page of the record names no other site (the template asks for a font) and stands in no other site's frame."""

_PATIENCE_S = 3.0
"""Seconds that the programs of open pages have to end; a pipe that closes ends them after it."""


class PageServer(Server):
    """Serves pages under one address. Whoever reaches it is the person who is signed in."""

    def __init__(self, command: str, host: str, port: int, url: str, ready: Callable[[], None]) -> None:
        """COMMAND starts a page's program. URL is the address in the browser. READY is called before it listens."""
        super().__init__(command, host=host, port=port, title="ekin-tui", public_url=url)
        parts = urlsplit(url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        shown = f"[{host}]" if ":" in host else host
        self._hosts = {parts.netloc, f"{shown}:{port}"}
        self._ready = ready
        self._pages: set[asyncio.Task[object]] = set()

    def initialize_logging(self) -> None:
        """Log what goes wrong on stderr, without the values of variables: they are somebody's record."""
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.on_response_prepare.append(_add_headers)
        return app

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """Give the page, under its own address alone: a name of somebody else's that leads here is turned away."""
        if request.host not in self._hosts:
            raise web.HTTPForbidden(text=f"{self.public_url}\n")
        answer: web.StreamResponse = await super().handle_index(request)
        return answer

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Start the program for a page of this server. Browsers let the page of any site open a socket to any other."""
        if request.host not in self._hosts or request.headers.get("Origin") != self._origin:
            raise web.HTTPForbidden(text=f"{self.public_url}\n")
        page = asyncio.current_task()
        if page is None:
            raise web.HTTPServiceUnavailable
        self._pages.add(page)
        try:
            return await super().handle_websocket(request)
        finally:
            self._pages.discard(page)

    async def on_startup(self, app: web.Application) -> None:
        """Say where the page is."""
        del app
        self._ready()

    async def on_shutdown(self, app: web.Application) -> None:
        """End the programs of all pages; each saves first."""
        del app
        pages = list(self._pages)
        for page in pages:
            page.cancel()
        if pages:
            await asyncio.wait(pages, timeout=_PATIENCE_S)


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
