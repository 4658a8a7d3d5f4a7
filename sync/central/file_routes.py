"""The calls about the files of receipts, declared (contract, files)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from sync.central.file_parts import part_of
from sync.central.files import check_having, check_sending, unknown
from sync.central.route import Call, Parameter, Part, Route, Service

if TYPE_CHECKING:
    from sync.central.files import FileShelf

OFFER_FILES = "files"
MEDIA = "application/octet-stream"
SHA256 = Parameter(
    name="sha256",
    kind=Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")],
    about="SHA-256 of the content, in lower-case hex digits.",
    where="path",
)


def _put(service: Service, call: Call) -> None:
    shelf, sha256 = _shelf(service), call.parameters["sha256"]
    with service.database.read() as connection:
        check_sending(connection, schema=service.schema, user=call.person.user, sha256=sha256, body=call.body)
    shelf.keep(call.body, sha256=sha256)


def _get(service: Service, call: Call) -> Part:
    shelf, sha256 = _shelf(service), call.parameters["sha256"]
    with service.database.read() as connection:
        check_having(connection, schema=service.schema, user=call.person.user, sha256=sha256)
    if not shelf.path(sha256).is_file():
        raise unknown()
    return part_of(shelf.path(sha256), asked=call.parameters["range"], media=MEDIA)


def _shelf(service: Service) -> FileShelf:
    if service.files is None:
        raise unknown()
    return service.files


FILE_ROUTES: tuple[Route, ...] = (
    Route(
        method="PUT",
        path="/v1/files/{sha256}",
        name="sendFile",
        about="Send the file of a receipt whose row is here already; repeating it changes nothing.",
        handle=_put,
        response=None,
        upload=MEDIA,
        parameters=(SHA256,),
        problems=("file.unknown", "file.other-content", "rights.file"),
    ),
    Route(
        method="GET",
        path="/v1/files/{sha256}",
        name="file",
        about="The file of a receipt that the person sees, whole or in part.",
        handle=_get,
        response=None,
        media=MEDIA,
        parameters=(
            SHA256,
            Parameter(
                name="range",
                kind=Annotated[str, Meta(max_length=200)],
                about="bytes=N- goes on with a broken download (RFC 9110).",
                where="header",
                default="",
            ),
        ),
        problems=("file.unknown", "range.unknown"),
    ),
)
