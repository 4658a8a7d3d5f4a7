"""Starts and stops the central: `shebao central`, and `python -m sync.central` (SYNC, contract)."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import uvicorn

from app.catalogs import CATALOGS
from app.errors import ShebaoError, StoreError
from sync.central.app import create_app
from sync.central.connection import Connection
from sync.central.database import open_database
from sync.central.log import start_logging, stop_logging
from sync.central.options import HOST, Options
from sync.central.seed import seed_demo
from sync.central.tls import server_context

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

    from app.catalog import Catalog
    from sync.central.database import Database

GARBAGE = (20_000, 20, 50)
"""When Python looks for garbage: a batch makes some 100,000 objects that all die with it."""
KEEP_ALIVE = 60
"""Seconds that an idle connection is kept for a desk's next round."""
LAST_REQUESTS = 10
"""Seconds that running requests have to end when the central stops."""


def run(
    *,
    data: Path | None = None,
    database: str | None = None,
    port: int = 0,
    demo: bool = False,
    fiscal_year: int,
    catalogs: tuple[Catalog, ...] = CATALOGS,
    stop_with_input: bool = False,
    options: Options = Options(),  # noqa: B008 - frozen
) -> int:
    """Serve as `serve` does and return the exit status; when it cannot start, say why on stderr and return 2."""
    try:
        serve(
            data=data,
            database=database,
            port=port,
            demo=demo,
            fiscal_year=fiscal_year,
            catalogs=catalogs,
            stop_with_input=stop_with_input,
            options=options,
        )
    except ShebaoError as error:
        sys.stderr.write(f"{error.title}：{error.sentence}\n")
        return 2
    return 0


def serve(
    *,
    data: Path | None,
    database: str | None,
    port: int,
    demo: bool,
    fiscal_year: int,
    catalogs: tuple[Catalog, ...] = CATALOGS,
    stop_with_input: bool = False,
    options: Options = Options(),  # noqa: B008 - frozen
) -> None:
    """Serve until stopped (SIGINT, SIGTERM, CTRL-BREAK, or the end of stdin when asked); ShebaoError: cannot start.

    `port` 0 takes a free one. Prints `listening http://127.0.0.1:PORT` (or https) on stdout when ready.
    """
    context = server_context(options)
    with closing(_listen(port, host=options.host)) as listener:
        opened = open_database(data=data, url=database, catalogs=catalogs)
        start_logging(data)
        try:
            if demo:
                count = seed_demo(opened, catalogs=catalogs, fiscal_year=fiscal_year)
                sys.stderr.write(f"演示数据：写入 {count} 行。\n" if count else "演示数据：已经写入过。\n")
            if context is None and options.host != HOST:
                sys.stderr.write(
                    "注意：没有使用加密连接，密码和数据在网络上可被看到；请用 --certificate 和 --key 启用 https。\n"
                )
            _serve(opened, listener=listener, stop_with_input=stop_with_input, options=options, context=context)
        finally:
            opened.close()
            stop_logging()


def _listen(port: int, *, host: str) -> socket.socket:
    # asyncio sends small packets at once only where the protocol is named; else every answer waits 40 ms for an ACK
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there the option would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        where = f"端口 {port}" if host == HOST else f"地址 {host} 的端口 {port}"
        raise StoreError(f"{where} 不能使用（{error.strerror}），请换一个端口。", title="中心端不能启动") from error
    listener.listen(128)
    return listener


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        scheme = "https" if self.config.is_ssl else "http"
        for one in sockets or []:
            host, port = one.getsockname()
            sys.stdout.write(f"listening {scheme}://{host}:{port}\n")
        sys.stdout.flush()


def _serve(
    database: Database,
    *,
    listener: socket.socket,
    stop_with_input: bool,
    options: Options,
    context: ssl.SSLContext | None,
) -> None:
    config = uvicorn.Config(
        create_app(database, limits=options.limits),
        http=Connection,
        ssl_context_factory=(lambda _config, _default: context) if context else None,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=LAST_REQUESTS,
    )
    server = _Server(config)
    if stop_with_input:
        threading.Thread(target=_watch_input, args=(server,), daemon=True).start()
    gc.freeze()  # nothing of what was imported is ever garbage
    gc.set_threshold(*GARBAGE)
    with _quiet_signals():
        server.run(sockets=[listener])


def _watch_input(server: uvicorn.Server) -> None:
    while os.read(0, 4096):  # not through sys.stdin: its lock would be held when the interpreter ends
        continue
    server.should_exit = True


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """Let the process end with status 0: uvicorn raises the signal that stopped it once more when it is done."""
    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    kept = {number: signal.signal(number, lambda _number, _frame: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
