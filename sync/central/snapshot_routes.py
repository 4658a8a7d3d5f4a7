"""The calls of a first sync: what the ready-made file is, and the file (contract, snapshot)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from sync.central.problems import RequestError
from sync.central.route import Call, Parameter, Part, Route, Service
from sync.central.snapshots import MEDIA
from sync.wire import Identifier
from sync.wire_ranges import SnapshotInfo

if TYPE_CHECKING:
    from sync.central.snapshots import Snapshots

OFFER_SNAPSHOT = "snapshot"


def snapshot(service: Service, call: Call) -> SnapshotInfo:
    """Say what the ready-made file of all that the person sees is, or how far it is."""
    return _snapshots(service).info(call.person.user)


def snapshot_file(service: Service, call: Call) -> Part:
    """Return that file, or a part of it."""
    given = call.parameters
    return _snapshots(service).part(call.person.user, name=given["name"], asked=given["range"])


def _snapshots(service: Service) -> Snapshots:
    if service.snapshots is None:
        raise RequestError("snapshot.unknown", "这个中心端不提供数据文件，请按更新同步。")
    return service.snapshots


SNAPSHOT_ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/v1/snapshot",
        name="snapshot",
        about="The ready-made file of all that the person sees, or how far it is.",
        handle=snapshot,
        response=SnapshotInfo,
        problems=("snapshot.unknown",),
    ),
    Route(
        method="GET",
        path="/v1/snapshots/{name}",
        name="snapshotFile",
        about="That file, whole or in part.",
        handle=snapshot_file,
        response=None,
        media=MEDIA,
        parameters=(
            Parameter(name="name", kind=Identifier, about="Its name.", where="path"),
            Parameter(
                name="range",
                kind=Annotated[str, Meta(max_length=200)],
                about="bytes=N- goes on with a broken download (RFC 9110).",
                where="header",
                default="",
            ),
        ),
        problems=("snapshot.unknown", "range.unknown"),
    ),
)
