"""Staging, taking back and applying moves: one function an action of the person, one transaction each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.restructuring.journal import read_moves, write_moves
from app.restructuring.move import folded
from app.restructuring.plan import Plan, make_plan
from app.undo.actions import acting
from app.unit_of_work import Outcome, apply_edits

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.people import User
    from app.restructuring.move import Move
    from app.store import Store

REASON = "调整目录树"


class _RefusedError(Exception):
    """A step was refused after others were written: the transaction is given up."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.sentence)
        self.outcome = outcome


@dataclass(slots=True, kw_only=True)
class Staged:
    """The plan of the moves that are staged by now; `told`: why the moves just wanted were not taken."""

    plan: Plan = field(default_factory=Plan)
    told: str = ""

    @property
    def moves(self) -> list[Move]:
        """Return the moves."""
        return [effect.move for effect in self.plan.effects]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """The moves of one catalog and year on one person's desk."""

    store: Store
    user: User
    catalog: Catalog
    fiscal_year: int

    def read(self) -> Staged:
        """Return what is staged, judged anew."""
        with self.store.read() as connection:
            return Staged(plan=self._plan(connection, moves=self._kept(connection)))

    def stage(self, wanted: Sequence[Move]) -> Staged:
        """Add moves to those staged, all or none: what the rules refuse is not taken, and told."""
        with self.store.write() as connection:
            before = self._kept(connection)
            plan = self._plan(connection, moves=folded(before, more=wanted))
            refusal = next((one.refusal for one in plan.effects if one.refusal and one.move not in before), "")
            if refusal:
                first = next(one for one in plan.effects if one.refusal and one.move not in before)
                told = f"没有移动“{first.move.node.label}”：{refusal}"
                return Staged(plan=self._plan(connection, moves=before), told=told)
            self._keep(connection, moves=[one.move for one in plan.effects])
            return Staged(plan=plan)

    def take_back(self, which: Collection[Hashable]) -> Staged:
        """Take back the moves of these nodes."""
        with self.store.write() as connection:
            left = [move for move in self._kept(connection) if move.node.identity not in which]
            self._keep(connection, moves=left)
            return Staged(plan=self._plan(connection, moves=left))

    def discard(self) -> Staged:
        """Take back all moves."""
        with self.store.write() as connection:
            self._keep(connection, moves=[])
        return Staged()

    def apply(self) -> tuple[Outcome, Staged]:
        """Carry out all moves or none, in one transaction; what forbids it is in the plan returned."""
        try:
            with self.store.write() as connection:
                plan = self._plan(connection, moves=self._kept(connection))
                if plan.refusal:
                    return Outcome(), Staged(plan=plan, told=plan.refusal)
                outcome = self._carry_out(connection, plan=plan)
                self._keep(connection, moves=[])
                return outcome, Staged()
        except _RefusedError as refused:
            return refused.outcome, Staged(plan=self.read().plan, told=refused.outcome.sentence)

    def _carry_out(self, connection: Connection, *, plan: Plan) -> Outcome:
        """Write the plan as one action; raise _RefusedError, and so keep nothing, when a step is refused."""
        schema, written = self.store.schema, Outcome()
        label = f"{REASON} {len(plan.effects):,} 处（{self.catalog.label}）"
        with acting(connection, schema=schema, user=self.user, label=label, catalog=self.catalog.name):
            for edits in (plan.edits, *plan.leaving):
                step = apply_edits(connection, schema=schema, user=self.user, edits=edits, reason=REASON, verb=None)
                if step.refusals:
                    raise _RefusedError(step)
                written.written += step.written
        return written

    def _kept(self, connection: Connection) -> list[Move]:
        return read_moves(connection, schema=self.store.schema, catalog=self.catalog.name, fiscal_year=self.fiscal_year)

    def _keep(self, connection: Connection, *, moves: Sequence[Move]) -> None:
        write_moves(
            connection,
            schema=self.store.schema,
            catalog=self.catalog.name,
            fiscal_year=self.fiscal_year,
            moves=moves,
        )

    def _plan(self, connection: Connection, *, moves: Sequence[Move]) -> Plan:
        return make_plan(
            connection,
            schema=self.store.schema,
            user=self.user,
            catalog=self.catalog,
            fiscal_year=self.fiscal_year,
            moves=moves,
        )
