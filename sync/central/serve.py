"""Starts and stops the central: `shebao central`, and `python -m sync.central` (SYNC, contract)."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn
from anyio import to_thread

from app.catalogs import CATALOGS
from app.errors import ShebaoError, StoreError
from sync.central.app import create_app
from sync.central.connection import Connection
from sync.central.database import open_database
from sync.central.limits import Gate
from sync.central.log import start_logging, stop_logging
from sync.central.options import HOST, Options
from sync.central.seed import seed_demo
from sync.central.tls import server_context
from sync.central.workers import Crew

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.catalog import Catalog
    from sync.central.database import Database

GARBAGE = (20_000, 20, 50)
"""When Python looks for garbage: a batch makes some 100,000 objects that all die with it."""
KEEP_ALIVE = 60
"""Seconds that an idle connection is kept for a desk's next round."""
THREADS = 10
"""Requests that one process works at; more would only take turns, and hold up the one that has the clock."""
WAITING = 1_024
"""Connections that wait to be taken."""
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
    _check_workers(options, database=database)
    with closing(_listen(port, host=options.host)) as listener:
        opened = open_database(data=data, url=database, catalogs=catalogs, workers=options.workers)
        start_logging(data)
        try:
            if demo:
                count = seed_demo(opened, catalogs=catalogs, fiscal_year=fiscal_year)
                sys.stderr.write(f"演示数据：写入 {count} 行。\n" if count else "演示数据：已经写入过。\n")
            if context is None and options.host != HOST:
                sys.stderr.write(
                    "注意：没有使用加密连接，密码和数据在网络上可被看到；请用 --certificate 和 --key 启用 https。\n"
                )
            site = _Site(database=opened, listener=listener, options=options, context=context)
            if options.workers > 1:
                _serve_together(site, stop_with_input=stop_with_input, data=data)
            else:
                _serve(site, stop_with_input=stop_with_input, ready=site.announce)
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
    listener.listen(WAITING)
    return listener


def _check_workers(options: Options, *, database: str | None) -> None:
    if options.workers > 1 and not database:
        sentence = "SQLite 只能用一个工作进程，请去掉 --workers，或用 --database 指定 PostgreSQL 数据库。"
        raise StoreError(sentence, title="中心端不能启动")
    if options.workers > 1 and not hasattr(os, "fork"):
        raise StoreError("本系统上只能用一个工作进程，请去掉 --workers。", title="中心端不能启动")


@dataclass(frozen=True, kw_only=True)
class _Site:
    """What is served where."""

    database: Database
    listener: socket.socket
    options: Options
    context: ssl.SSLContext | None

    def announce(self) -> None:
        scheme = "https" if self.context else "http"
        host, port = self.listener.getsockname()
        sys.stdout.write(f"listening {scheme}://{host}:{port}\n")
        sys.stdout.flush()


def _serve_together(site: _Site, *, stop_with_input: bool, data: Path | None) -> None:
    from sync.central.shared_buckets import SharedBuckets  # noqa: PLC0415 - exists where processes can be forked

    gate = Gate(limits=site.options.limits, counts=SharedBuckets)

    def work(number: int, ready: Callable[[], None]) -> None:
        stop_logging()
        start_logging(data, worker=number)
        _serve(site, stop_with_input=False, ready=ready, gate=gate)

    site.database.close()  # connections are not to be shared by forking; each worker opens its own
    Crew(count=site.options.workers, work=work, ready=site.announce, stop_with_input=stop_with_input).run()


class _Server(uvicorn.Server):
    """Says when it is ready, and takes connections one at a time: the next one may be for another worker."""

    def __init__(self, config: uvicorn.Config, *, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        for one in sockets or []:
            one.listen(WAITING)  # again: uvicorn's own number is also how many are taken at once
        self._ready()


def _serve(site: _Site, *, stop_with_input: bool, ready: Callable[[], None], gate: Gate | None = None) -> None:
    context = site.context
    config = uvicorn.Config(
        create_app(site.database, limits=site.options.limits, gate=gate),
        http=Connection,
        ssl_context_factory=(lambda _config, _default: context) if context else None,
        lifespan="off",
        backlog=1,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=LAST_REQUESTS,
    )
    server = _Server(config, ready=ready)
    if stop_with_input:
        threading.Thread(target=_watch_input, args=(server,), daemon=True).start()
    gc.freeze()  # nothing of what was imported is ever garbage
    gc.set_threshold(*GARBAGE)
    with _quiet_signals():
        server.run(sockets=[site.listener])


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
