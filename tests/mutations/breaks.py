"""The breaks: what is broken, where, and which invariant or test is to see it (SYNC point 13)."""

from __future__ import annotations

from dataclasses import dataclass

HISTORIES = "histories"
ALIKE = "tests/sync/test_central_alike.py -k sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """One text in one file, there exactly once, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One break; `test` is the random histories, or a test of pytest that is to fail."""

    name: str
    edits: tuple[Replace, ...]
    test: str = HISTORIES


def one(name: str, file: str, *, old: str, new: str, test: str = HISTORIES) -> Break:
    """Return a break that is one replacement."""
    return Break(name=name, edits=(Replace(file=file, old=old, new=new),), test=test)


ON_THE_DESK: tuple[Break, ...] = (
    one(
        "the cursor is kept before its page",
        "sync/engine.py",
        old="        with self.store.write() as connection:\n            new, again = apply_page",
        new=(
            "        with self.store.write() as connection:\n"
            "            write_meta(connection, schema=self.store.schema, name=META_CURSOR, value=page.cursor)\n"
            "        with self.store.write() as connection:\n            new, again = apply_page"
        ),
        test="tests/sync/test_cut_stories.py -k page_arrives",
    ),
    one(
        "a batch's lines go before its reply has come",
        "sync/push.py",
        old="        started = time.monotonic()\n        taken",
        new=(
            "        started = time.monotonic()\n        with self.store.write() as connection:\n"
            '            connection.exec_driver_sql("DELETE FROM outbox WHERE n BETWEEN ? AND ?",'
            " (batch.first_n, batch.last_n))\n        taken"
        ),
    ),
    one(
        "after a cut the lines go in a new batch",
        "sync/push.py",
        old="            if status in NOT_TAKEN:",
        new="            if status in NOT_TAKEN or status == 0:",
        test="tests/sync/test_cut_stories.py -k same_batch",
    ),
    one(
        "the lines of a batch that is taken apart are dropped",
        "sync/outbox.py",
        old="UPDATE outbox SET state = 'open' WHERE {_OF_BATCH}",
        new="DELETE FROM outbox WHERE {_OF_BATCH}",
    ),
    one(
        "a kept reply is forgotten",
        "sync/push.py",
        old="        for kept in kept_replies(connection):",
        new="        for kept in ():",
        test="tests/sync/test_round_pipeline.py -k kept_reply",
    ),
    one(
        "a kept reply is never dropped",
        "sync/answers.py",
        old="    drop_batch(connection, batch_id)\n",
        new="",
    ),
    one(
        "the cursor passes over what others changed",
        "sync/push.py",
        old="== reply.before:",
        new="!= '':",
        test="tests/sync/test_cut_stories.py -k others_sent",
    ),
    one(
        "a conflict counts as accepted",
        "sync/answers.py",
        old="TAKEN = (Status.ACCEPTED, Status.MERGED)",
        new="TAKEN = (Status.ACCEPTED, Status.MERGED, Status.CONFLICT)",
    ),
    one(
        "a row is not stamped with its new version",
        "sync/answers.py",
        old=".scalars().all() if runs else ():",
        new=".scalars().all() if runs[1:] else ():",
    ),
    one(
        "a late reply covers newer news",
        "sync/answers.py",
        old="    show_news(connection, schema=plans.schema, lines=late)\n",
        new="",
        test="tests/sync/test_late_replies.py -k gone",
    ),
    one(
        "a later edit keeps the old base",
        "sync/answers.py",
        old="    if answer.status is Status.ACCEPTED:\n        connection.exec_driver_sql(",
        new="    if answer.status is Status.ACCEPTED and later.kind != 'delete':\n        connection.exec_driver_sql(",
        test="tests/sync/test_cut_stories.py -k oneself",
    ),
    one(
        "an arriving row covers a pending edit",
        "sync/pending.py",
        old="    if here is None or not shown:",
        new="    if here is None or shown:",
    ),
    one(
        "a deletion's base moves past others' changes",
        "sync/pending.py",
        old='moved = line.kind == "update" and line.on_screen',
        new="moved = line.on_screen",
        test="tests/sync/test_cut_stories.py -k waits",
    ),
    Break(
        name="an old page puts old rows back",
        edits=(
            Replace(file="sync/landing.py", old='guard=">")', new='guard="<>")'),
            Replace(file="sync/arrival.py", old="-1) < row[plan.version_at]", new="-1) != row[plan.version_at]"),
        ),
        test="tests/sync/test_cut_stories.py -k older",
    ),
    one(
        "rows that leave the person's scope stay",
        "sync/pull.py",
        old="    carry_out(connection, schema=schema, leaves=page.leaves)\n",
        new="",
        test="tests/sync/test_client_scope.py -k follow",
    ),
    one(
        "rows that leave take waiting edits along",
        "sync/strays.py",
        old="AND version > 0 AND NOT {_WAITING}'",
        new="AND version > 0'",
        test="tests/sync/test_client_scope.py",
    ),
    one(
        "new rows are left out of the kept sums",
        "sync/arrival.py",
        old="        count_new(connection, catalog=plan.catalog.name, versions=[row[at] for row in fresh])\n",
        new="",
        test="tests/sync/test_client_verify.py -k damage",
    ),
    one(
        "folding loses the first old value",
        "app/fold.py",
        old="first = merged[name][0] if name in merged else old",
        new="first = old",
        test="tests/sync/test_client_overtaken.py -k typing",
    ),
    one(
        "keep mine goes with the values seen before",
        "sync/keeping.py",
        old="{name: [present[name], mine] for name, mine in wanted.items()",
        new="{name: [line.changes[name][0], mine] for name, mine in wanted.items()",
        test="tests/sync/test_cut_stories.py -k keeping",
    ),
    one(
        "what is taken back stays on the screen",
        "sync/restoring.py",
        old="    connection.execute(update(table).where(table.c.id == line.row_id).values(values))\n    return changes",
        new="    return changes",
        test="tests/sync/test_client_overtaken.py -k further",
    ),
    one(
        "a full disk is taken for success",
        "app/store.py",
        old="            raise store_error(error, path=self.path) from error\n\n    def close",
        new=(
            '            if "full" not in str(error):\n'
            "                raise store_error(error, path=self.path) from error\n\n    def close"
        ),
        test="tests/sync/test_cut_stories.py -k full",
    ),
    one(
        "columns of a newer program are dropped",
        "sync/landing.py",
        old='        names.append("extra")',
        new="        unknown.clear()",
        test="tests/sync/test_versions.py -k newer_column",
    ),
    one(
        "rows are ordered by the clock",
        "sync/landing.py",
        old="""WHERE excluded.version {guard} "{table}".version'""",
        new="""WHERE excluded.updated_at {guard} "{table}".updated_at'""",
        test="tests/sync/test_client_landing.py -k older_or_equal",
    ),
    one(
        "an expired token is not renewed",
        "sync/calls.py",
        old="if error.code not in RENEWABLE:",
        new="if error.code:",
        test="tests/sync/test_client_session.py -k renewed",
    ),
)

APART = """\
    reply = database.carry_out(work, region=None)
    given = {"schema": database.schema, "batch": batch, "digest": digest, "user": user}
    with database.write() as connection:
        if stored_reply(connection, **given) is None:
            keep_reply(connection, at=now_text(), reply=reply, **given)
    return reply
"""
"""Writes the ledger in a transaction of its own, after that of the rows."""

AT_THE_CENTRAL: tuple[Break, ...] = (
    one(
        "the merge ignores the value that was seen",
        "sync/decide.py",
        old="    clashes = tuple(n for n in sets if stored[n] != seen[n])",
        new="    clashes: tuple[int, ...] = ()",
        test='tests/sync/test_central_push.py -k "sqlite and merge"',
    ),
    one(
        "a deletion ignores what was changed since",
        "sync/decide.py",
        old="return Decision(Status.ACCEPTED if same_version or is_deleted else Status.CONFLICT)",
        new="return Decision(Status.ACCEPTED)",
        test="tests/sync/test_cut_stories.py -k waits",
    ),
    Break(
        name="the ledger is not consulted",
        edits=(
            Replace(file="sync/central/push.py", old="        if stored is not None:", new="        if not schema:"),
            Replace(
                file="sync/central/ledger.py",
                old='        insert(schema.table("central_ledger")).values(',
                new='        insert(schema.table("central_ledger")).prefix_with("OR REPLACE").values(',
            ),
        ),
        test='tests/sync/test_central_push.py -k "sqlite and again"',
    ),
    Break(
        name="the ledger is kept apart from its rows",
        edits=(
            Replace(
                file="sync/central/push.py",
                old=(
                    "        keep_reply(connection, schema=schema, batch=batch, digest=digest,"
                    " user=user, at=doing.at, reply=reply)\n"
                ),
                new="",
            ),
            Replace(
                file="sync/central/push.py",
                old="    return database.carry_out(work",
                new=APART + "    return database.carry_out(work",
            ),
        ),
    ),
    one(
        "the digest is not compared",
        "sync/central/ledger.py",
        old="if found.digest != digest:",
        new='if found.digest == "":',
        test="tests/sync/test_central_push.py -k test_a_batch_that_comes_again_gets_the_stored_reply",
    ),
    one(
        "tombstones are left out of the pull",
        "sync/central/pull.py",
        old="        return and_(fresh, table.c.version <= at.upper, scope)",
        new="        return and_(fresh, table.c.version <= at.upper, scope, table.c.is_deleted.is_(False))",
        test="tests/sync/test_late_replies.py -k gone",
    ),
    one(
        "a page ends one row before its cursor",
        "sync/central/pull.py",
        old="        self._blocks += blocks(catalog, rows=rows)",
        new="        self._blocks += blocks(catalog, rows=rows[: len(rows) - (len(rows) > 2)])",
        test='tests/sync/test_central_pull.py -k "sqlite and once"',
    ),
    one(
        "an accepted change does not reach the row",
        "sync/central/record.py",
        old="            update_rows(connection, table=table, columns=names, rows=rows)\n        insert_rows",
        new=(
            "            kept = [(*row[:-2], row[-1]) for row in rows]\n"
            "            update_rows(connection, table=table, columns=names[:-1], rows=kept)\n        insert_rows"
        ),
    ),
    one(
        "rows that are alike are not compared with what was seen",
        "sync/central/alike.py",
        old="            list(stored[name]) == list(seen) and not any(map(eq, seen, wanted))",
        new="            not any(map(eq, stored[name], wanted)) and not any(map(eq, seen, wanted))",
        test=ALIKE,
    ),
    one(
        "rows that are alike are written without their rights",
        "sync/central/alike.py",
        old="            and self._permits.touch(self._catalog, row=row) is None",
        new="            and bool(row)",
        test=ALIKE,
    ),
    one(
        "rows that are alike get the audit line of a neighbour",
        "sync/central/write_alike.py",
        old="return [template % cells for cells in zip(*varying, strict=True)]",
        new="return [template % cells for cells in zip(*(one[::-1] for one in varying), strict=True)]",
        test=ALIKE,
    ),
    one(
        "the sum of a place keeps the version that a row had",
        "sync/central/sums.py",
        old="xor=xor_of(was) ^ xor_of(versions)",
        new="xor=xor_of(versions)",
        test="tests/sync/test_central_sums.py",
    ),
    one(
        "a row that moves is not taken from its old place",
        "sync/central/sums.py",
        old="self._change(before, count=-1, xor=row_hash(was), version=version)",
        new="self._change(before, count=0, xor=0, version=version)",
        test="tests/sync/test_central_sums.py",
    ),
    one(
        "a batch of another person is taken",
        "sync/central/push.py",
        old='    if batch.user not in {"", user.code}:',
        new='    if batch.user == "nobody":',
        test="tests/sync/test_central_cursors.py",
    ),
    one(
        "the cursor after a batch is that before it",
        "sync/central/push.py",
        old="places = (self._sequence.start, self._sequence.version)",
        new="places = (self._sequence.start, self._sequence.start)",
        test="tests/sync/test_central_cursors.py",
    ),
)

BREAKS: tuple[Break, ...] = (*ON_THE_DESK, *AT_THE_CENTRAL)
