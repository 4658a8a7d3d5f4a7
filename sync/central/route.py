"""What a declared call is; the served paths and the OpenAPI document are both derived from such declarations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from sync.central.limits import Gate
from sync.central.problems import OF_BODIES, OF_EVERY_CALL, OF_SIGNED_IN, OF_UPLOADS, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.tables import Schema
    from sync.central.auth import Door, SignedIn
    from sync.central.database import Database
    from sync.central.files import FileShelf
    from sync.central.snapshots import Snapshots


@dataclass(frozen=True, kw_only=True)
class Service:
    """The parts that calls work with; put together once, in create_app."""

    name: str
    database: Database
    door: Door
    gate: Gate = field(default_factory=Gate)
    snapshots: Snapshots | None = None
    files: FileShelf | None = None

    @property
    def schema(self) -> Schema:
        """The tables."""
        return self.database.schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, read and checked: `who` is set when the route needs a signed-in person.

    `certificate`: subject of the client certificate that the connection shows, '' for none.
    """

    who: SignedIn | None = None
    body: Any = None
    digest: str = ""
    certificate: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> SignedIn:
        """The signed-in person; only for routes that need one."""
        if self.who is None:
            raise RequestError("token.unknown", "请先登录。")
        return self.who


@dataclass(frozen=True, slots=True)
class Encoded:
    """A reply that is JSON already."""

    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A reply that is a file, or the bytes of it from `start` to before `stop` of `size`."""

    path: Path
    start: int
    stop: int
    size: int
    media: str

    @property
    def is_whole(self) -> bool:
        """Say whether that is all of it."""
        return self.stop - self.start == self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter in the path, the query or a header; `kind` is the type that reads and describes it."""

    name: str
    kind: Any
    about: str
    where: str = "query"
    default: Any = None

    def read(self, given: str | None) -> Any:  # noqa: ANN401 - the declared kind
        """Return the value; raise RequestError request.malformed."""
        if given is None:
            return self.default
        try:
            return msgspec.convert(given, type=self.kind, strict=False)
        except msgspec.ValidationError as error:
            raise RequestError("request.malformed", f"参数 {self.name} 不符合约定，请升级程序后重试。") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One call: what it takes, what it answers, and the problems of its own that it may answer with.

    `cost`: how many requests it counts for where nobody is signed in (checking a password takes 50 ms).
    `in_turn`: few of these run at once in one process; the others wait without a thread or a connection.
    `media`: it answers with a file of that type, or a part of it, instead of a message.
    `upload`: it takes a file of that type instead of a message; the call's body is its bytes.
    """

    method: str
    path: str
    name: str
    about: str
    handle: Callable[[Service, Call], Any]
    response: type[Any] | None
    request: type[Any] | None = None
    media: str = ""
    upload: str = ""
    parameters: tuple[Parameter, ...] = ()
    signed_in: bool = True
    cost: int = 1
    in_turn: bool = False
    problems: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every problem code that this call may answer with."""
        signed_in = OF_SIGNED_IN if self.signed_in else ()
        bodies = OF_BODIES if self.request else OF_UPLOADS if self.upload else ()
        return (*OF_EVERY_CALL, *signed_in, *bodies, *self.problems)
