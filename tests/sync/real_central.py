"""The real central in this process, behind the same handle as the model: for histories that compare both."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.ids import new_id
from app.people import Level, Role, User
from sync.central.app import create_app
from sync.central.database import Database, open_database, present_version
from sync.central.people import NewPerson, add_people
from sync.central.push import push
from sync.central.seed import load_rows
from sync.wire import Batch, OperationBlock
from tests.sync.asgi import AsgiCaller
from tests.sync.desks import COUNTY, REGIONS, YEAR
from tests.sync.model_central import Row, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from sync.transport import Reply, Request

ELSEWHERE = "shi"


def operator(code: str) -> User:
    """Return an operator of the county."""
    return User(
        code=code,
        name=f"经办{code}",
        mof_div_code=COUNTY,
        mof_div_name="鄞州区",
        level=Level.COUNTY,
        role=Role.OPERATOR,
    )


@cache
def _template(people: tuple[str, ...], catalogs: tuple[Catalog, ...]) -> Path:
    """Make a small database once; histories start from copies of it."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    database = open_database(data=folder, catalogs=catalogs)
    region = next(one for one in catalogs if one.name == "region")
    rows = [
        {
            **region.blank(),
            "fiscal_year": YEAR,
            "mof_div_code": code,
            "name": name,
            "parent_code": parent,
            "level_no": level,
        }
        for code, name, parent, level in REGIONS
    ]
    with database.change() as sequence:
        load_rows(sequence, schema=database.schema, rows=[(region, rows)])
        found = [NewPerson(user=operator(code), password="right") for code in people]
        add_people(sequence.connection, schema=database.schema, people=found)
    database.close()
    return folder


class RealCentral:
    """A central with fund accounts; `rule` is not asked: the real rules are."""

    def __init__(self, *, people: tuple[str, ...], catalogs: tuple[Catalog, ...]) -> None:
        self.catalogs = catalogs
        self.rule: Rule | None = None
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(_template(people, catalogs), self.folder, dirs_exist_ok=True)
        self.database: Database = open_database(data=self.folder, catalogs=catalogs)
        self.caller = AsgiCaller(create_app(self.database))

    def answer(self, request: Request) -> Reply:
        """Answer one request."""
        return self.caller.send(request)

    def set_values(self, row_id: str, *, by: str, values: Mapping[str, object]) -> None:
        """Change a row as a colleague's desk would."""
        row = self.rows[row_id]
        block = OperationBlock(
            catalog=row.catalog,
            kind="update",
            columns=list(values),
            rows=[[row_id, row.version, *(row.values[name] for name in values), *values.values()]],
            edits=[[by, "", ""]],
        )
        batch = Batch(batch_id=new_id(), client_id="elsewhere", blocks=[block])
        digest = hashlib.sha256(msgspec.json.encode(batch)).hexdigest()
        push(self.database, batch=batch, batch_id=batch.batch_id, digest=digest, user=operator(ELSEWHERE))

    @property
    def rows(self) -> dict[str, Row]:
        """The fund accounts, deleted ones too, in wire form."""
        catalog = self.database.schema.catalog("fund_account")
        with self.database.read() as connection:
            found = connection.execute(select(self.database.schema.rows[catalog.name])).mappings().all()
        return {
            row["id"]: Row(
                catalog.name,
                row["id"],
                {one.name: one.send(row[one.name]) for one in catalog.columns},
                row["version"],
                row["is_deleted"],
            )
            for row in found
        }

    @property
    def sequence(self) -> int:
        """The number of the last change."""
        with self.database.read() as connection:
            return present_version(connection, schema=self.database.schema)

    @property
    def ledger(self) -> set[str]:
        """The batches that were carried out."""
        with self.database.read() as connection:
            return set(connection.execute(select(self.database.schema.table("central_ledger").c.batch_id)).scalars())

    @property
    def history(self) -> set[tuple[str, str, Any]]:
        """Every value that a field ever had, by the audit trail."""
        with self.database.read() as connection:
            lines = connection.execute(select(self.database.schema.table("audit"))).mappings().all()
        found: set[tuple[str, str, Any]] = {
            (line["row_id"], "deleted", True) for line in lines if line["action"] == "delete"
        }
        for line in lines:
            changes = msgspec.json.decode(line["changes"])
            found |= {(line["row_id"], name, pair[1]) for name, pair in changes.items()}
        return found

    def close(self) -> None:
        """Close and remove the database."""
        self.caller.close()
        self.database.close()
        shutil.rmtree(self.folder)
