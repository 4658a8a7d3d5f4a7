"""A bare client for tests of the central: one method per call of the contract, nothing clever."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
import requests

from sync.wire import Answer, Batch, BatchReply, Block, ChangesPage, OperationBlock
from sync.wire_hello import Session

PASSWORD = "shebao-demo"
TIMEOUT = 60


@dataclass(kw_only=True)
class Talk:
    """Talks to the central at `url` as one signed-in person."""

    url: str
    user: str
    client_id: str = "test-client"
    session: Session | None = None

    def sign_in(self, password: str = PASSWORD) -> Session:
        body = {"user": self.user, "password": password, "client_id": self.client_id}
        answer = requests.post(f"{self.url}/v1/sessions", json=body, timeout=TIMEOUT)
        assert answer.status_code == 200, answer.text
        self.session = msgspec.json.decode(answer.content, type=Session)
        return self.session

    @property
    def headers(self) -> dict[str, str]:
        session = self.session or self.sign_in()
        return {"Authorization": f"Bearer {session.token}"}

    def changes(self, cursor: str = "", *, limit: int = 5_000) -> ChangesPage:
        query: dict[str, str | int] = {"cursor": cursor, "limit": limit}
        answer = requests.get(f"{self.url}/v1/changes", params=query, headers=self.headers, timeout=TIMEOUT)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=ChangesPage)

    def everything(self, cursor: str = "", *, limit: int = 5_000) -> tuple[list[Block], str]:
        blocks: list[Block] = []
        more = True
        while more:
            page = self.changes(cursor, limit=limit)
            blocks += page.blocks
            cursor, more = page.cursor, page.more
        return blocks, cursor

    def rows(self, catalog: str) -> list[dict[str, Any]]:
        return rows_of(self.everything()[0], catalog)

    def put(self, batch: Batch, **headers: str) -> requests.Response:
        return self.put_bytes(msgspec.json.encode(batch), batch_id=batch.batch_id, **headers)

    def put_bytes(self, body: bytes, *, batch_id: str, **headers: str) -> requests.Response:
        sent = {"Content-Type": "application/json", "Content-Digest": digest(body), **self.headers, **headers}
        return requests.put(f"{self.url}/v1/batches/{batch_id}", data=body, headers=sent, timeout=TIMEOUT)

    def send(self, *blocks: OperationBlock, batch_id: str = "") -> BatchReply:
        batch = Batch(batch_id=batch_id or str(uuid4()), client_id=self.client_id, blocks=list(blocks))
        answer = self.put(batch)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=BatchReply)

    def send_one(self, block: OperationBlock) -> tuple[Answer, BatchReply]:
        reply = self.send(block)
        assert len(reply.answers) == 1
        return reply.answers[0], reply


def digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def rows_of(blocks: list[Block], catalog: str) -> list[dict[str, Any]]:
    return [
        dict(zip(block.columns, row, strict=True)) for block in blocks if block.catalog == catalog for row in block.rows
    ]


def edit(author: str = "somebody", reason: str = "") -> list[list[str]]:
    return [[author, "2026-01-01T00:00:00Z", reason]]


def insert(catalog: str, *rows: dict[str, Any]) -> OperationBlock:
    names = [name for name in rows[0] if name not in {"id", "version"}]
    cells = [[row["id"], 0, *(row[name] for name in names)] for row in rows]
    return OperationBlock(catalog=catalog, kind="insert", columns=names, rows=cells, edits=edit())


def update(catalog: str, row: dict[str, Any], *, seen: dict[str, Any] | None = None, **new: object) -> OperationBlock:
    old = [(seen or row).get(name) for name in new]
    cells = [[row["id"], row["version"], *old, *new.values()]]
    return OperationBlock(catalog=catalog, kind="update", columns=list(new), rows=cells, edits=edit())


def delete(catalog: str, row: dict[str, Any]) -> OperationBlock:
    return OperationBlock(catalog=catalog, kind="delete", columns=[], rows=[[row["id"], row["version"]]], edits=edit())
