"""The application of the centre, joined from its parts."""

from collections.abc import Callable
from datetime import UTC, datetime

from litestar import Litestar
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ekin_tui.server import routes, windows
from ekin_tui.server.account import Account
from ekin_tui.server.bearers import Trust
from ekin_tui.server.database import Database
from ekin_tui.server.envelope import BODY_S, App, Envelope
from ekin_tui.server.faults import CommitUnknown
from ekin_tui.server.gatekeeping import open_gate
from ekin_tui.server.limits import Limits
from ekin_tui.server.metrics import Metrics
from ekin_tui.server.moves import Rounds
from ekin_tui.server.outages import Heart
from ekin_tui.server.problems import Stop, answer_database, answer_fault, answer_http, answer_stop
from ekin_tui.server.rejudge import rejudge
from ekin_tui.server.routes import Centre
from ekin_tui.server.standing import Watched


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    url: str,
    *,
    clock: Callable[[], datetime] = _now,
    metrics: Metrics | None = None,
    limits: Limits | None = None,
    body_s: float = BODY_S,
    trust: Trust | None = None,
) -> App:
    """Return the ASGI application over the database at ``url``; makes the tables that are missing.

    ``clock`` gives the time of record (aware). Without ``limits`` nobody is asked to wait. ``body_s`` is how many
    seconds a body may take to arrive.
    ``trust`` names the agency's sign-in; without it there are personal tokens alone.
    Raises AdminError when there is no usable database.
    """
    database = Database(url)
    database.create()
    standing = Watched(database)
    heart = Heart(database, lambda: standing.now().epoch, clock, found=rejudge)
    rounds = Rounds(database, clock)
    inner = Litestar(
        route_handlers=[*routes.HANDLERS, *windows.HANDLERS],
        state=State({"centre": Centre(database, standing, clock, open_gate(trust, metrics))}),
        exception_handlers={
            Stop: answer_stop,
            HTTPException: answer_http,
            DBAPIError: answer_database,
            PoolTimeout: answer_database,
            CommitUnknown: answer_database,
            Exception: answer_fault,
        },
        openapi_config=None,
        logging_config=None,
        on_startup=[heart.start, rounds.start],
        on_shutdown=[rounds.stop, heart.stop, database.close],
    )
    account = Account(metrics)
    return Envelope(inner, lambda: standing.epoch, account=account, limits=limits, body_s=body_s)  # type: ignore[arg-type]
