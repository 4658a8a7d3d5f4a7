"""The raw path beside sync: the same rows encoded, posted and inserted, and nothing else; run as a program it serves.

`python -m tests.bench.raw_path FILE` serves one table on loopback: POST inserts a page in one durable transaction,
GET ?after=N&limit=M returns the next page. It says where it listens and ends when its input is closed.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import zstandard

from tests.bench.records import COLUMNS

NAMES = ("id", *COLUMNS)
CREATE = f"CREATE TABLE raw (rid INTEGER PRIMARY KEY, {', '.join(NAMES)}, UNIQUE (id))"
INSERT = f"INSERT INTO raw ({', '.join(NAMES)}) VALUES ({', '.join('?' for _ in NAMES)})"  # noqa: S608
SELECT = f"SELECT rid, {', '.join(NAMES)} FROM raw WHERE rid > ? ORDER BY rid LIMIT ?"  # noqa: S608
PAGE = 5000


def table(path: Path) -> sqlite3.Connection:
    """Open (or make) the raw table with the pragmas of the real store."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        connection.execute(CREATE)
    return connection


def insert(connection: sqlite3.Connection, rows: list[list[Any]]) -> None:
    """Insert a page durably."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")


def pack(value: object) -> bytes:
    """Encode and compress as the sync does."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(value))


def unpack(body: bytes) -> Any:  # noqa: ANN401 - JSON
    """Undo `pack`."""
    return msgspec.json.decode(zstandard.ZstdDecompressor().decompress(body))


def serve(path: Path) -> None:
    """Serve until the input is closed."""
    connection, lock = table(path), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            rows = unpack(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                insert(connection, rows)
            self._answer(b"")

        def do_GET(self) -> None:
            wanted = parse_qs(urlsplit(self.path).query)
            with lock:
                rows = connection.execute(SELECT, (int(wanted["after"][0]), int(wanted["limit"][0]))).fetchall()
            self._answer(pack(rows))

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"listening http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
