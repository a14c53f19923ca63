"""The application of the centre, joined from its parts."""

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from ekin_tui.server.database import Database
from ekin_tui.server.envelope import App, Envelope
from ekin_tui.server.problems import Stop, answer_fault, answer_http, answer_stop
from ekin_tui.server.reads import value_of
from ekin_tui.server.routes import HANDLERS, Centre


def create_app(url: str) -> App:
    """Return the ASGI application over the database at ``url``; makes the tables that are missing.

    Raises AdminError when there is no usable database.
    """
    database = Database(url)
    database.create()
    with database.reading() as connection:
        epoch = value_of(connection, "epoch")
    inner = Litestar(
        route_handlers=HANDLERS,
        state=State({"centre": Centre(database, epoch)}),
        exception_handlers={Stop: answer_stop, HTTPException: answer_http, Exception: answer_fault},
        openapi_config=None,
        logging_config=None,
        on_shutdown=[database.close],
    )
    return Envelope(inner, lambda: epoch)  # type: ignore[arg-type]
