"""One request to an ASGI application, without a socket."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from sync.transport import Reply

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from sync.transport import Request


@dataclass
class AsgiCaller:
    """Calls an application in an event loop of its own."""

    app: Starlette
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def send(self, request: Request) -> Reply:
        """Carry one request to the application."""
        return self.loop.run_until_complete(self._send(request))

    async def _send(self, request: Request) -> Reply:
        path = urlsplit(request.path)
        given = {**request.headers, **({"Content-Type": "application/json"} if request.body else {})}
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path.path),
            "raw_path": path.path.encode(),
            "query_string": path.query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.body, "more_body": False}

        async def send(message: Any) -> None:  # noqa: ANN401 - what ASGI sends
            sent.append(message)

        await self.app(scope, receive, send)
        headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Reply(status=sent[0]["status"], headers=headers, body=body)

    def close(self) -> None:
        """End the loop and its threads."""
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
