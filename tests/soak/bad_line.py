"""A line between desk and central that cuts anywhere, delays, repeats, reorders and truncates (SYNC point 13)."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

PASS, CUT_UP, CUT_DOWN, TRUNCATE = "pass", "cut on the way up", "cut on the way down", "truncate"
DELAY, TWICE, HOLD = "delay", "twice", "hold and deliver later"
FATES = (PASS, PASS, PASS, CUT_UP, CUT_DOWN, TRUNCATE, DELAY, TWICE, HOLD)
CUTS = {CUT_UP, CUT_DOWN, TRUNCATE, HOLD}
MOST_DELAY = 0.2
LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
BATCH = re.compile(rb"PUT /v1/batches/(\S+)")


@dataclass
class BadLine:
    """A proxy on a port of its own in a thread of its own; each request meets a fate of its own."""

    target: int
    dice: random.Random
    calm: bool = False
    fates: Counter[str] = field(default_factory=Counter)
    sent: list[str] = field(default_factory=list)
    held: list[bytes] = field(default_factory=list)
    port: int = 0

    def start(self) -> None:
        """Listen."""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bad line")
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        """Listen no more."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def cuts(self) -> int:
        """How many requests did not get their whole answer."""
        return sum(self.fates[fate] for fate in CUTS)

    @property
    def again(self) -> int:
        """How many batches the desk sent more than once."""
        return sum(n > 1 for n in Counter(self.sent).values())

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stop.wait()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        fate = PASS
        try:
            request = await _message(reader)
            fate = PASS if self.calm else self.dice.choice(FATES)
            await self._carry(request, writer, fate=fate)
        except asyncio.IncompleteReadError:  # a connection that was kept and is not used any more
            fate = PASS
        except OSError:
            self.fates["broken by others"] += 1
        finally:
            if fate in CUTS:
                writer.transport.abort()
            else:
                writer.close()

    async def _carry(self, request: bytes, writer: asyncio.StreamWriter, *, fate: str) -> None:
        if found := BATCH.match(request):
            self.sent.append(found.group(1).decode())
        self.fates[fate] += 1
        held, self.held = self.held, []
        if fate == HOLD:
            self.held = [*held, request]
            return
        if fate == CUT_UP:
            await self._up(request[: self.dice.randrange(len(request))], whole=False)
            return
        if fate == DELAY:
            await asyncio.sleep(self.dice.uniform(0, MOST_DELAY))
        answer = await self._up(request)
        if fate == TWICE:
            await self._up(request)
        if fate in {CUT_DOWN, TRUNCATE}:
            head = answer.index(b"\r\n\r\n") + 4
            answer = answer[: self.dice.randrange(head if fate == TRUNCATE else 0, len(answer))]
        writer.write(answer)
        await writer.drain()
        for late in held:  # what was held back comes after the one that was sent later
            await self._up(late)

    async def _up(self, request: bytes, *, whole: bool = True) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        writer.write(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1) if whole else request)
        await writer.drain()
        try:
            return await reader.read() if whole else b""
        finally:
            writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read one request: its head, and as many bytes as it announces."""
    head = await reader.readuntil(b"\r\n\r\n")
    head = re.sub(rb"(?i)connection:[^\r]*\r\n", b"", head)
    found = LENGTH.search(head)
    return head + (await reader.readexactly(int(found.group(1))) if found else b"")
