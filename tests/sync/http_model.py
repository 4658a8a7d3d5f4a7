"""The model central behind a real socket, which can also answer with any bytes at all, or none."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import zstandard

from sync.transport import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sync.model_central import ModelCentral


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpModel:
    """Serves `central`; the first prefix in `instead` that a path has is answered with those raw bytes."""

    central: ModelCentral
    url: str = ""
    instead: dict[str, list[bytes]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    packs: bool = True

    def raw_for(self, path: str) -> bytes | None:
        """Return the scripted bytes for a path; the last ones stay."""
        for prefix, answers in self.instead.items():
            if path.startswith(prefix) and answers:
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return None


@contextmanager
def http_model(central: ModelCentral) -> Iterator[HttpModel]:
    """Serve a model central on loopback until the block ends."""
    model = HttpModel(central)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(model))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield model
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(model: HttpModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if headers.get("content-encoding") == "zstd":
                body = zstandard.ZstdDecompressor().decompress(body)
            model.seen.append(Seen(self.command, self.path, headers, body))
            raw = model.raw_for(self.path)
            if raw is None:
                self.pass_on(body, authorization=headers.get("authorization", ""))
                return
            self.wfile.write(raw)
            self.close_connection = True

        def pass_on(self, body: bytes, *, authorization: str) -> None:
            request = Request(
                method=self.command, path=self.path, call="", body=body, headers={"Authorization": authorization}
            )
            reply = model.central.answer(request)
            sent = reply.body
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if model.packs and sent:
                sent = zstandard.ZstdCompressor().compress(sent)
                self.send_header("Content-Encoding", "zstd")
            if reply.status != 204:
                self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


def raw_answer(
    status: int, *, body: bytes = b"", kind: str = "application/json", length: int | None = None, more: str = ""
) -> bytes:
    """Build an answer as bytes; `length` may lie."""
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n{more}Connection: close\r\n\r\n"
    return head.encode() + body
