"""A central reduced to the contract: rows in a dict, no rights; a second opinion for the client's tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from app.catalog import Catalog
from app.catalogs import CATALOGS
from sync.transport import Reply, Request
from sync.wire import Answer, Batch, BatchReply, Block, ChangesPage, Person, Status
from sync.wire_hello import Hello, Problem, Refresh, Session, SignIn

JSON = {"content-type": "application/json"}
PROBLEM = {"content-type": "application/problem+json"}
AT = "2026-03-01T08:00:00Z"


def problem(status: int, code: str, detail: str = "", retry_after: int = 0) -> Reply:
    """Build an error answer as the contract writes it."""
    body = msgspec.json.encode(
        Problem(type="about:blank", title=code, status=status, detail=detail, code=code, retry_after=retry_after)
    )
    return Reply(status=status, headers=PROBLEM, body=body)


@dataclass
class Row:
    """A row at the central."""

    catalog: str
    id: str
    values: dict[str, Any]
    version: int = 0
    is_deleted: bool = False
    by: str = "central"


Rule = Callable[[Catalog, dict[str, Any]], tuple[str, str, str] | None]


@dataclass
class ModelCentral:
    """Speaks the contract in process. `rule` may refuse an operation's resulting values with (rule, field, text).

    Without `shapes` it is an older central: its pages and replies say nothing of the person, nor of cursors.
    """

    catalogs: tuple[Catalog, ...] = CATALOGS
    rows: dict[str, Row] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    sequence: int = 0
    ledger: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    made: int = 0
    page: int = 5000
    rule: Rule | None = None
    history: set[tuple[str, str, Any]] = field(default_factory=set)
    operations_done: list[tuple[str, str]] = field(default_factory=list)
    shapes: str = "model-1"
    hello_more: dict[str, Any] = field(default_factory=dict)

    def put(
        self, catalog: str, row_id: str, /, *, by: str = "central", deleted: bool = False, **values: object
    ) -> None:
        """Change a row directly, as somebody else's desk would."""
        declared = next(one for one in self.catalogs if one.name == catalog)
        row = self.rows.setdefault(row_id, Row(catalog, row_id, dict(wire_blank(declared))))
        self.set_values(row_id, by=by, values=values)
        row.is_deleted = deleted

    def set_values(self, row_id: str, *, by: str, values: Mapping[str, object]) -> None:
        """Change a row that is there."""
        self.rows[row_id].values.update(values)
        self._touch(self.rows[row_id], by=by)

    def answer(self, request: Request) -> Reply:
        """Answer one request."""
        path = urlsplit(request.path).path
        if path == "/v1/hello":
            return ok(Hello(contract=1, name="模型", time=AT, catalogs=[], shapes=self.shapes, **self.hello_more))
        if request.method == "POST":
            return self._sign_in(path, request.body)
        user = self.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        return self._signed_in(path, request, user=user) if user else problem(401, "token.expired")

    def _signed_in(self, path: str, request: Request, *, user: str) -> Reply:
        if path == "/v1/me":
            return ok(self.people[user])
        if path == "/v1/changes":
            return self._changes(parse_qs(urlsplit(request.path).query, keep_blank_values=True), user=user)
        if path.startswith("/v1/batches/"):
            return self._batch(path.rsplit("/", 1)[1], request, user=user)
        return Reply(status=204, headers={}, body=b"")

    def _sign_in(self, path: str, body: bytes) -> Reply:
        if path == "/v1/sessions":
            asked = msgspec.json.decode(body, type=SignIn)
            if asked.user not in self.people or asked.password != "right":
                return problem(401, "sign-in.wrong")
            return ok(self._session(asked.user))
        user = self.secrets.pop(msgspec.json.decode(body, type=Refresh).refresh_token, None)
        return ok(self._session(user)) if user else problem(401, "token.unknown")

    def _session(self, user: str) -> Session:
        self.made += 1
        token, secret = f"token-{self.made}", f"secret-{self.made}"
        self.tokens[token], self.secrets[secret] = user, user
        return Session(token=token, expires_in=600, refresh_token=secret, user=self.people[user])

    def _changes(self, query: dict[str, list[str]], *, user: str) -> Reply:
        after, limit = int(query["cursor"][0] or 0), min(int(query["limit"][0]), self.page)
        fresh = sorted((row for row in self.rows.values() if row.version > after), key=lambda row: row.version)
        taken = fresh[:limit]
        cursor = str(taken[-1].version if taken else max(after, 0))
        rest = len(fresh) - len(taken)
        page = ChangesPage(cursor=cursor, more=rest > 0, blocks=self.blocks(taken), remaining=rest)
        if rest or not self.shapes:
            return ok(page)
        return ok(msgspec.structs.replace(page, person=self.people[user], contract=1, shapes=self.shapes))

    def blocks(self, rows: list[Row]) -> list[Block]:
        """Return rows as blocks, catalogs in their declared order."""
        found = []
        for catalog in self.catalogs:
            mine = [row for row in rows if row.catalog == catalog.name]
            columns = ["id", "version", "is_deleted", "updated_at", "updated_by", *catalog.names]
            if mine:
                cells = [
                    (row.id, row.version, row.is_deleted, AT, row.by, *(row.values[name] for name in catalog.names))
                    for row in mine
                ]
                found.append(Block(catalog=catalog.name, columns=columns, rows=cells))
        return found

    def _batch(self, batch_id: str, request: Request, *, user: str) -> Reply:
        known = self.ledger.get(batch_id)
        if known is not None:
            same = known[0] == request.body
            return Reply(status=200, headers=JSON, body=known[1]) if same else problem(409, "batch.other-content")
        batch = msgspec.json.decode(request.body, type=Batch)
        if batch.user not in ("", user):
            return problem(403, "rights.other-person")
        answers: list[Answer] = []
        before = str(self.sequence) if self.shapes else ""
        shown: dict[str, Row] = {}
        for block in batch.blocks:
            catalog = next(one for one in self.catalogs if one.name == block.catalog)
            for row in block.rows:
                self.operations_done.append((batch_id, row[0]))
                answers.append(self._operate(catalog, block.kind, block.columns, row, user=user, shown=shown))
        reply = BatchReply(
            batch_id=batch_id,
            answers=answers,
            rows=self.blocks(list(shown.values())),
            updated_at=AT,
            updated_by=user,
            before=before,
            after=str(self.sequence) if self.shapes else "",
        )
        self.ledger[batch_id] = (request.body, msgspec.json.encode(reply))
        return ok(reply)

    def _operate(
        self, catalog: Catalog, kind: str, columns: list[str], given: list[Any], *, user: str, shown: dict[str, Row]
    ) -> Answer:
        row_id, base, rest = given[0], given[1], given[2:]
        row = self.rows.get(row_id)
        if kind == "insert":
            answer = self._insert(catalog, row_id, dict(zip(columns, rest, strict=True)), user=user, shown=shown)
        elif row is None:
            answer = Answer(Status.REJECTED, 0, rule="row.missing", text="中心端没有这一行")
        elif kind == "delete":
            answer = self._delete(row, base=base, user=user)
        else:
            half = len(columns)
            seen, wanted = rest[:half], rest[half:]
            answer = self._update(catalog, row, base, list(zip(columns, seen, wanted, strict=True)), user=user)
        if row_id in self.rows and not (answer.status is Status.ACCEPTED and (kind == "insert" or self._onto == base)):
            shown[row_id] = self.rows[row_id]
        return answer

    _onto: int = -1

    def _insert(
        self, catalog: Catalog, row_id: str, values: dict[str, Any], *, user: str, shown: dict[str, Row]
    ) -> Answer:
        here = self.rows.get(row_id)
        full = dict(wire_blank(catalog)) | values
        if here is not None:
            shown[row_id] = here
            if here.values == full and not here.is_deleted:
                return Answer(Status.ACCEPTED, here.version)
            return Answer(Status.CONFLICT, here.version, by=here.by, at=AT)
        if broken := self._broken(catalog, full):
            return Answer(Status.REJECTED, 0, rule=broken[0], field=broken[1], text=broken[2])
        twin = self._twin(catalog, full, row_id=row_id)
        if twin is not None:
            shown[twin.id] = twin
            return Answer(Status.CONFLICT, 0, rule="key.same", by=twin.by, at=AT)
        row = self.rows[row_id] = Row(catalog.name, row_id, full)
        self._touch(row, by=user)
        self.history |= {(row_id, name, value) for name, value in full.items()}
        return Answer(Status.ACCEPTED, row.version)

    def _update(self, catalog: Catalog, row: Row, base: int, cells: list[tuple[str, Any, Any]], *, user: str) -> Answer:
        self._onto = row.version
        if row.is_deleted:
            return Answer(Status.CONFLICT, row.version, by=row.by, at=AT)
        clash = [name for name, seen, wanted in cells if row.values[name] not in (seen, wanted)]
        if clash:
            return Answer(Status.CONFLICT, row.version, fields=tuple(clash), by=row.by, at=AT)
        new = {name: wanted for name, _, wanted in cells}
        if broken := self._broken(catalog, row.values | new):
            return Answer(Status.REJECTED, row.version, rule=broken[0], field=broken[1], text=broken[2])
        if self._twin(catalog, row.values | new, row_id=row.id):
            return Answer(Status.REJECTED, row.version, rule="key.duplicate", text="逻辑主键重复")
        onto, before = row.version, row.by
        row.values.update(new)
        self._touch(row, by=user)
        self.history |= {(row.id, name, value) for name, value in new.items()}
        if onto == base:
            return Answer(Status.ACCEPTED, row.version)
        return Answer(Status.MERGED, row.version, fields=tuple(new), by=before, at=AT)

    def _delete(self, row: Row, *, base: int, user: str) -> Answer:
        self._onto = row.version
        if not row.is_deleted:
            if row.version != base:
                return Answer(Status.CONFLICT, row.version, by=row.by, at=AT)
            row.is_deleted = True
            self._touch(row, by=user)
        self.history.add((row.id, "deleted", True))
        return Answer(Status.ACCEPTED, row.version)

    def _broken(self, catalog: Catalog, values: dict[str, Any]) -> tuple[str, str, str] | None:
        if self.rule is not None and (broken := self.rule(catalog, values)):
            return broken
        parent = catalog.parent
        wanted = values.get(parent.name) if parent else ""
        if parent and wanted and wanted != values[catalog.code]:
            codes = {row.values[catalog.code] for row in self._live(catalog)}
            if wanted not in codes:
                return ("parent.missing", parent.name, f"{parent.label}“{wanted}”不存在")
        return None

    def _twin(self, catalog: Catalog, values: dict[str, Any], *, row_id: str) -> Row | None:
        key = [values[name] for name in catalog.key]
        same = (row for row in self._live(catalog) if [row.values[name] for name in catalog.key] == key)
        return next((row for row in same if row.id != row_id), None)

    def _live(self, catalog: Catalog) -> list[Row]:
        return [row for row in self.rows.values() if row.catalog == catalog.name and not row.is_deleted]

    def _touch(self, row: Row, *, by: str) -> None:
        self.sequence += 1
        row.version, row.by = self.sequence, by


def ok(message: msgspec.Struct) -> Reply:
    """Build a good answer."""
    body = msgspec.json.encode(message)
    return Reply(status=200, headers=JSON, body=body, received=len(body))


def wire_blank(catalog: Catalog) -> dict[str, Any]:
    """Return a new row's defaults in wire form."""
    blank = catalog.blank()
    return {one.name: one.send(blank[one.name]) for one in catalog.columns}
