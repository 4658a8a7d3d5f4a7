"""A desk's side of hand-over files, made by hand: for tests of what a central does with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import requests

from app.ids import new_id
from sync.hand_over import check_signature, encode, seal, unpack
from sync.signing import new_secret_key, public_key
from sync.wire import Batch, BatchReply, OperationBlock
from sync.wire_hand_over import HandOver, Replies, Sealed, Waiting
from sync.wire_hello import Hello
from tests.sync.talk import TIMEOUT, Talk

if TYPE_CHECKING:
    from collections.abc import Sequence

MADE_AT = "2026-03-01T08:00:00Z"


def sealed(batch: Batch) -> Sealed:
    """Return a batch as it stands in a file."""
    body = msgspec.json.encode(batch)
    return Sealed(batch_id=batch.batch_id, body=body.decode(), digest=hashlib.sha256(body).hexdigest())


@dataclass(kw_only=True)
class Courier:
    """One person's desk with a key, and the central that its files are for."""

    talk: Talk
    secret: str
    central: str

    def batch(self, *blocks: OperationBlock) -> Batch:
        return Batch(batch_id=new_id(), client_id=self.talk.client_id, blocks=list(blocks), user=self.talk.user)

    def file(self, *batches: Batch | Sealed, cursor: str = "", central: str = "") -> HandOver:
        content = [sealed(one) if isinstance(one, Batch) else one for one in batches]
        return seal(
            Waiting(cursor=cursor, batches=content),
            central=central or self.central,
            client_id=self.talk.client_id,
            user=self.talk.user,
            made_at=MADE_AT,
            secret=self.secret,
        )

    def post(self, file: HandOver) -> requests.Response:
        headers = {"Content-Type": "application/json"}
        return requests.post(f"{self.talk.url}/v1/hand-overs", data=encode(file), headers=headers, timeout=TIMEOUT)

    def take(self, file: HandOver) -> Replies:
        answer = self.post(file)
        assert answer.status_code == 200, answer.text
        given = msgspec.json.decode(answer.content, type=HandOver)
        check_signature(given, key=self.central)
        assert (given.kind, given.client_id, given.user) == ("replies", file.client_id, file.user)
        return unpack(given, into=Replies)

    def refused(self, file: HandOver) -> tuple[int, str]:
        answer = self.post(file)
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code, answer.json()["code"]

    def register(self, secret: str = "") -> requests.Response:
        self.secret = secret or self.secret
        body = {"public_key": public_key(self.secret)}
        path = f"{self.talk.url}/v1/devices/{self.talk.client_id}"
        return requests.put(path, json=body, headers=self.talk.headers, timeout=TIMEOUT)


def courier(talk: Talk) -> Courier:
    """Return the desk of a person, its key not made known yet."""
    hello = msgspec.json.decode(requests.get(f"{talk.url}/v1/hello", timeout=TIMEOUT).content, type=Hello)
    assert "hand-over" in hello.offers
    return Courier(talk=talk, secret=new_secret_key(), central=hello.public_key)


def bodies(replies: Replies) -> Sequence[BatchReply]:
    """Return the replies to batches."""
    return [msgspec.json.decode(one.body, type=BatchReply) for one in replies.replies]
