"""What becomes of operations on documents: packs, their rows and receipts are written once (SYNC point 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.candidate import Candidate
from app.packs.judging import Document, fixed, is_same, judge_documents
from app.people import MINISTRY_DIV
from sync.central.layout import IS_DELETED, VERSION
from sync.wire import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.lookup import Lookup
    from app.people import User
    from sync.central.judge import Judged
    from sync.central.layout import Layout


def decide_documents(judged: Sequence[Judged], *, layout: Layout, user: User, lookup: Lookup) -> None:
    """Refuse what is no new document; say of the others what is to be written, or why not."""
    catalog = layout.catalog
    new: list[tuple[Judged, Document]] = []
    for one in judged:
        problem = one.operation.unreadable
        if problem is None and one.operation.kind != "insert":
            problem = fixed(catalog)
        if problem:
            one.refuse(problem)
            continue
        sent = _sent(one)
        if one.stored is None:
            new.append((one, Document(row_id=one.operation.row_id, values={**catalog.blank(), **sent})))
        elif one.stored[IS_DELETED] or not is_same(catalog, wanted=sent, stored=layout.values(one.stored)):
            one.refuse(fixed(catalog))
        else:
            one.answer = Answer(Status.ACCEPTED, one.stored[VERSION])
    judge_documents(catalog, documents=[document for _, document in new], user=user, lookup=lookup)
    for one, document in new:
        if document.problem:
            one.refuse(document.problem)
            continue
        document.values["is_standard"] = document.values["mof_div_code"] == MINISTRY_DIV
        one.values = document.values
        one.sets = tuple(range(len(one.operation.names)))
        one.is_altered = any(document.values[name] != value for name, value in _sent(one).items())
        one.candidate = Candidate(row_id=document.row_id, values=document.values)


def _sent(one: Judged) -> dict[str, Any]:
    """Return what was sent of the declared columns."""
    operation = one.operation
    pairs = enumerate(zip(operation.names, operation.wanted, strict=True))
    return {name: value for n, (name, value) in pairs if n not in operation.unknown}
