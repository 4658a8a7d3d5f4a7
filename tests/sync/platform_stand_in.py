"""A stand-in of the integrated platform behind a real socket: its dialect, and its faults (SPEC section 4)."""

from __future__ import annotations

import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATH = re.compile(r"/fasp/restapi/v1/dic/table/dbversion/(\w+)/(\d{4})/(\w+)/(\d+)/1k")
PAGE = 1_000
TOKEN = "good-token"
Row = dict[str, Any]


@dataclass
class Platform:
    """Tables by name: rows by ele_id, each with its `dbversion`. Every change takes the next number.

    `faults` answer in place of a request, one after the other: bytes for the body, a status, or a function that is
    called before the request is served as usual. `by_version`: rows are sent in the order of their change.
    """

    url: str = ""
    token: str = TOKEN
    clock: int = 20260101000000000
    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    faults: list[tuple[int, bytes, str] | Callable[[], None] | None] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    by_version: bool = False

    def put(self, table: str, **row: Any) -> Row:  # noqa: ANN401 - JSON cells
        """Add or change a row; fields that are not given stay."""
        self.clock += 1
        rows = self.tables.setdefault(table, {})
        before = rows.pop(row["ele_id"], {}) if self.by_version else rows.get(row["ele_id"], {})
        rows[row["ele_id"]] = {**before, **row, "dbversion": self.clock}
        return rows[row["ele_id"]]

    def drop(self, table: str, ele_id: str) -> None:
        """Take a row away as if it had never been."""
        del self.tables[table][ele_id]

    def page(self, table: str, *, since: int, page: int) -> list[Row]:
        """Return the rows of a page."""
        rows = [row for row in self.tables[table].values() if int(row.get("dbversion") or 0) > since or since == 0]
        return rows[(page - 1) * PAGE : page * PAGE]

    def answer(self, path: str, *, token: str) -> tuple[int, bytes, str]:
        """Return status, body and content type for a request."""
        self.seen.append(path)
        if self.faults and (fault := self.faults.pop(0)):
            if not callable(fault):
                return fault
            fault()
        if token != self.token:
            return 401, b'{"message":"token"}', "application/json"
        parts = urlsplit(path)
        found = PATH.fullmatch(parts.path)
        if found is None or found[3] not in self.tables:
            return 404, b"<html>404</html>", "text/html"
        rows = self.page(found[3], since=int(found[4]), page=int(parse_qs(parts.query)["page"][0]))
        return 200, json.dumps(rows, ensure_ascii=False).encode(), "application/json;charset=UTF-8"


def region(code: str, name: str, *, parent: str = "0", level: object = 5, **more: object) -> Row:
    """Return a row of ELE_VD08001; its ele_id is made of its first code."""
    return {
        "ele_id": f"GUID-{code}",
        "ele_code": code,
        "ele_name": name,
        "parent_id": parent if parent == "0" else f"GUID-{parent}",
        "mof_div_code": "330000000",
        "fiscal_year": "2026",
        "mof_div_type": level,
        "is_admdiv": 1,
        "is_enabled": 1,
        "is_deleted": 2,
        "is_standard": 2,
        "is_leaf": 2,
        "adm_div_code": code[:6],
        "parent_adm_div_code": "" if parent == "0" else parent[:6],
        "start_date": "2020-01-01 00:00:00",
        "end_date": "2099-12-31 23:59:59",
        **more,
    }


@contextmanager
def platform_stand_in() -> Iterator[Platform]:
    """Serve an empty platform on loopback until the block ends."""
    platform = Platform()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(platform))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    platform.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield platform
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def slow(seconds: float) -> Callable[[], None]:
    """Return a fault that only takes time."""
    return lambda: time.sleep(seconds)


def _handler(platform: Platform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body, kind = platform.answer(self.path, token=self.headers.get("fasp2-token", ""))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_what: object) -> None:
            """Say nothing."""

    return Handler
