"""Real processes on one machine: `shebao central` on a port of its own and `shebao sync` on profile folders."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.catalogs import CATALOGS
from app.ids import new_id
from app.store import open_store, write_meta
from app.unit_of_work import Edit, apply_edits
from sync.central.database import open_database
from sync.central.people import NewPerson, add_people
from sync.central.seed import load_rows
from sync.pace import META_SIZE
from sync.profile import Profile
from sync.session import open_session
from sync.status import read_status
from tests.sync.stateful_people import PASSWORD, PEOPLE, YEAR, YINZHOU, seed_rows
from tests.sync.stateful_seats import scratch
from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sync.session import Session

SHEBAO = (sys.executable, "-m", "ui.cli")
PATIENCE = 120
CHUNK = 5_000


def free_port() -> int:
    """Return a port that is free now; a central that is killed starts again on its own."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class CentralProcess:
    """The central as a process that can be killed and started again; `data` is its folder."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    kills: int = 0

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [*SHEBAO, "--data", str(self.data), "central", "--port", str(self.port)]
        with self.errors.open("a", encoding="utf-8") as errors:  # a pipe that nobody empties would stop it
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("listening"), line + self.errors.read_text(encoding="utf-8")

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate(timeout=PATIENCE)
            self.process = None

    @property
    def errors(self) -> Path:
        """Where its standard error goes: beside its folder, whose disk may be full."""
        return self.data.with_suffix(".err")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def batches(self) -> list[str]:
        """Return the batch ids of all answered PUTs, in the order of the log, every repetition too."""
        texts = [path.read_text(encoding="utf-8") for path in sorted((self.data / "logs").glob("central.log*"))]
        lines = [line for text in texts for line in text.splitlines() if "PUT /v1/batches/" in line]
        return [line.split("/v1/batches/")[1].split()[0] for line in lines]


@dataclass
class DeskProcess:
    """One person's desk; each round is a process of its own."""

    folder: Path
    user: str
    server: str

    def sign_in(self) -> None:
        """Sign in by the command."""
        words = ["sign-in", "--server", self.server, "--user", self.user, "--credentials", "file", "--password-stdin"]
        done = subprocess.run(
            [*SHEBAO, "--data", str(self.folder), *words],
            cwd=ROOT,
            input=f"{PASSWORD}\n",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start_sync(self, *before: str) -> subprocess.Popen[str]:
        """Start a round as a process; `before` stands in front of the command."""
        command = [*before, *SHEBAO, "--data", str(self.folder), "sync", "--quiet"]
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def sync(self) -> tuple[int, str]:
        """Run a round to its end; return its status and what it said."""
        process = self.start_sync()
        out, err = process.communicate(timeout=PATIENCE * 5)
        assert "Traceback" not in err, err
        return process.returncode, out + err

    @property
    def session(self) -> Session:
        """The session that the profile folder remembers."""
        session = open_session(Profile(folder=self.folder))
        assert session is not None
        return session

    def add_accounts(self, count: int, *, first: int) -> None:
        """Enter so many accounts, each with its own balance."""
        edits = [
            Edit(
                catalog="fund_account",
                kind="insert",
                row_id=new_id(),
                values={
                    "fiscal_year": YEAR,
                    "mof_div_code": YINZHOU,
                    "account_no": f"6{n:09d}",
                    "account_name": f"财政专户{n}",
                    "bank_name": "中国农业银行鄞州支行",
                    "account_type": "31",
                    "balance": n,
                    "remark": "第一次填报",
                },
            )
            for n in range(first, first + count)
        ]
        self._apply(edits)

    def change_all(self, *, by: int) -> None:
        """Add `by` fen to the balance of every account that was entered here."""
        edits = [
            Edit(
                catalog="fund_account",
                kind="update",
                row_id=row_id,
                values={"balance": row[0] + by, "remark": f"改动{by}"},
            )
            for row_id, row in self.accounts().items()
        ]
        self._apply(edits)

    def remember(self, name: str, value: str) -> None:
        """Write one of the things that the store remembers."""
        store = open_store(self.session.store_path, catalogs=CATALOGS)
        with store.write() as connection:
            write_meta(connection, schema=store.schema, name=name, value=value)
        store.close()

    def _apply(self, edits: Sequence[Edit]) -> None:
        session = self.session
        store = open_store(session.store_path, catalogs=CATALOGS)
        for start in range(0, len(edits), CHUNK):
            with store.write() as connection:
                outcome = apply_edits(
                    connection, schema=store.schema, user=session.user, edits=edits[start : start + CHUNK]
                )
            assert outcome.refusals == [], outcome.sentence
        store.close()

    def accounts(self) -> dict[str, tuple[int, str, int]]:
        """Return balance, remark and version of every account with a number of ours, by id."""
        store = open_store(self.session.store_path, catalogs=CATALOGS)
        with store.read() as connection:
            rows = connection.exec_driver_sql(
                "SELECT id, balance, remark, version FROM fund_account WHERE account_no LIKE '6%' AND is_deleted = 0"
            ).fetchall()
        store.close()
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def unsent(self) -> int:
        """Return how many changes wait."""
        store = open_store(self.session.store_path, catalogs=CATALOGS)
        with store.read() as connection:
            status = read_status(connection, schema=store.schema)
        store.close()
        return status.unsent + status.conflicts + status.refused


@dataclass
class Stage:
    """A central with its people, and two desks of one county; everything lies in `folder`."""

    folder: Path = field(default_factory=scratch)
    desks: dict[str, DeskProcess] = field(default_factory=dict)
    calm: float = 1.0
    """Seconds that a round with nothing much to do takes, process and all."""

    def __post_init__(self) -> None:
        self.central = CentralProcess(self.folder / "central")
        database = open_database(data=self.central.data, catalogs=CATALOGS)
        with database.change() as sequence:
            load_rows(sequence, schema=database.schema, rows=seed_rows())
            people = [NewPerson(user=user, password=PASSWORD) for user in PEOPLE]
            add_people(sequence.connection, schema=database.schema, people=people)
        database.close()

    def open(self, *, server: str = "", batch: int = 0) -> None:
        """Start the central and sign both people in, at `server` where that is another address of it.

        `batch`: how many changes a batch has at first, where that should not be what the program thinks best.
        """
        self.central.start()
        for user in ("jia", "yi"):
            desk = self.desks[user] = DeskProcess(self.folder / user, user, server or self.central.url)
            desk.sign_in()
            started = time.monotonic()
            desk.sync()
            self.calm = time.monotonic() - started
            if batch:
                desk.remember(META_SIZE, str(batch))

    def close(self) -> None:
        """End what runs and remove what was written."""
        self.central.kill()
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.folder)

    def accounts_there(self) -> dict[str, tuple[int, str, int]]:
        """Return balance, remark and version of every account with a number of ours, as the central has them."""
        database = open_database(data=self.central.data, catalogs=CATALOGS)
        table = database.schema.rows["fund_account"]
        wanted = select(table.c.id, table.c.balance, table.c.remark, table.c.version)
        with database.read() as connection:
            rows = connection.execute(wanted.where(table.c.account_no.like("6%"), table.c.is_deleted.is_(False)))
            found = {row.id: (row.balance, row.remark, row.version) for row in rows}
        database.close()
        return found

    def applied(self) -> dict[str, int]:
        """Return how often each of these accounts was written at the central, by its audit trail."""
        database = open_database(data=self.central.data, catalogs=CATALOGS)
        audit = database.schema.table("audit")
        counts: dict[str, int] = {}
        with database.read() as connection:
            for row_id in connection.execute(select(audit.c.row_id)).scalars():
                counts[row_id] = counts.get(row_id, 0) + 1
        database.close()
        return counts

    def check(self, *, rows: int, writes: int) -> None:
        """Everything acknowledged is there once, `writes` times written, and both desks have what the central has."""
        there = self.accounts_there()
        assert len(there) == rows, f"{len(there)} of {rows} rows are at the central"
        applied = self.applied()
        wrong = {row_id: applied.get(row_id, 0) for row_id in there if applied.get(row_id, 0) != writes}
        assert not wrong, f"{len(wrong)} rows were not written {writes} times: {list(wrong.items())[:3]}"
        for user, desk in self.desks.items():
            assert desk.accounts() == there, f"the desk of {user} differs from the central"
            assert desk.unsent() == 0
        first = sum(row[0] for row in there.values())
        assert first == sum(row[0] for row in self.desks["jia"].accounts().values())
