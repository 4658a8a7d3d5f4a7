"""Where the window gets a receipt's file from: this computer, else the central by the person's own session (1.6)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from app.receipts.folder import folder_of
from app.receipts.kinds import ReceiptError

if TYPE_CHECKING:
    from pathlib import Path

    from app.receipts.listing import Receipt
    from app.store import Store


def body_of(store: Store, *, folder: Path, receipt: Receipt) -> bytes:
    """Return a file's content, fetched where it is not here; worker. SyncError, ReceiptError say why it is not."""
    kept = folder_of(store)
    if not kept.has(receipt.sha256, kind=receipt.media_type):
        fetch(store, folder=folder, receipt=receipt)
    return kept.read(receipt.sha256, kind=receipt.media_type)


def fetch(store: Store, *, folder: Path, receipt: Receipt) -> None:
    """Fetch a file and keep it; worker."""
    from sync.files import fetch_file  # noqa: PLC0415 - loads what is needed for the network
    from sync.profile import Profile  # noqa: PLC0415 - as above
    from sync.session import open_session  # noqa: PLC0415 - as above

    session = open_session(Profile(folder=folder))
    if session is None:
        raise ReceiptError("回单还在中心端，需要登录后才能取回；请先登录。", code="receipt.sign-in")
    with closing(session):
        fetch_file(store, central=session.central, sha256=receipt.sha256, kind=receipt.media_type)
