"""The application of the centre, joined from its parts."""

from collections.abc import Callable
from datetime import UTC, datetime

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from sqlalchemy.exc import OperationalError

from ekin_tui.server.database import Database
from ekin_tui.server.envelope import App, Envelope
from ekin_tui.server.problems import Stop, answer_database, answer_fault, answer_http, answer_stop
from ekin_tui.server.reads import value_of
from ekin_tui.server.routes import HANDLERS, Centre


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(url: str, *, clock: Callable[[], datetime] = _now) -> App:
    """Return the ASGI application over the database at ``url``; makes the tables that are missing.

    ``clock`` gives the time of record (aware).
    Raises AdminError when there is no usable database.
    """
    database = Database(url)
    database.create()
    with database.reading() as connection:
        epoch = value_of(connection, "epoch")
    inner = Litestar(
        route_handlers=HANDLERS,
        state=State({"centre": Centre(database, epoch, clock)}),
        exception_handlers={
            Stop: answer_stop,
            HTTPException: answer_http,
            OperationalError: answer_database,
            Exception: answer_fault,
        },
        openapi_config=None,
        logging_config=None,
        on_shutdown=[database.close],
    )
    return Envelope(inner, lambda: epoch)  # type: ignore[arg-type]
