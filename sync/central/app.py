"""The HTTP side of the central: Starlette around the declared routes; every error leaves as problem+json."""

from __future__ import annotations

import logging
import time
from contextlib import nullcontext
from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as HttpRoute

from sync.central.auth import Door
from sync.central.bodies import check_digest, decode, drop_body, pack, read_body, unpack
from sync.central.file_parts import read_part
from sync.central.files import FILES, FileShelf
from sync.central.limits import Gate
from sync.central.options import Limits
from sync.central.problems import RequestError
from sync.central.route import Call, Encoded, Part, Route, Service
from sync.central.routes import ROUTES
from sync.central.server_errors import is_full, is_passing
from sync.central.snapshots import Snapshots

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from starlette.requests import Request

    from sync.central.auth import SignedIn
    from sync.central.database import Database

log = logging.getLogger("sync.central")
BUSY_SECONDS = 5
PASSING = (OperationalError, InterfaceError, PoolTimeoutError)
AT_THE_DOOR = ("central.busy", "rate.limited")
"""Refusals that come before the body was read."""


def create_app(
    database: Database,
    *,
    name: str = "社保基金一体化中心端",
    door: Door | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    gate: Gate | None = None,
    routes: Sequence[Route] = ROUTES,
) -> Starlette:
    """Return the application that serves `database`; `door` replaces how people sign in (lifetimes, clock).

    `gate` has counts that other processes share; without one, requests are counted here by `limits`.
    Snapshots and files lie in the database's folder; without one, first syncs go by changes and no files are taken.
    """
    door = door or Door(database=database)
    snapshots = Snapshots(database, folder=database.folder / "snapshots") if database.folder else None
    files = FileShelf(folder=database.folder / FILES) if database.folder else None
    gate = gate or Gate(limits=limits)
    service = Service(name=name, database=database, door=door, gate=gate, snapshots=snapshots, files=files)
    by_path = sorted(routes, key=lambda route: route.path)
    served = [
        HttpRoute(path, _endpoint(service, methods), methods=list(methods))
        for path, group in groupby(by_path, key=lambda route: route.path)
        if (methods := {route.method: route for route in group})
    ]
    app = Starlette(routes=served, exception_handlers={HTTPException: _http_error, Exception: _crash})
    app.router.redirect_slashes = False
    return app


def _endpoint(service: Service, methods: dict[str, Route]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        started = time.perf_counter()
        route = methods["GET" if request.method == "HEAD" else request.method]
        chunks = request.stream() if route.request or route.upload else _nothing()
        try:
            response = await _serve(service, route, request, chunks)
        except RequestError as error:
            response = problem_response(error)
            if error.code in AT_THE_DOOR:
                await drop_body(chunks)
        except ClientDisconnect:  # nobody is left to read an answer
            response = problem_response(RequestError("request.malformed", "请求没有发送完整，请重新发送。"))
        spent = (time.perf_counter() - started) * 1000
        log.info("%s %s %d %.1f ms", request.method, request.url.path, response.status_code, spent)
        return response

    return endpoint


async def _serve(service: Service, route: Route, request: Request, chunks: AsyncIterator[bytes]) -> Response:
    with service.gate.hold():
        if not route.signed_in and request.client:
            service.gate.address(request.client.host, cost=route.cost)
        body = await read_body(chunks, seconds=service.gate.limits.body_seconds)
        async with service.gate.turns if route.in_turn else nullcontext():
            return await run_in_threadpool(_answer, service, route, request, body)


async def _nothing() -> AsyncIterator[bytes]:
    yield b""


def _answer(service: Service, route: Route, request: Request, body: bytes) -> Response:
    try:
        reply = route.handle(service, _read(service, route, request, body))
    except RequestError as error:
        return problem_response(error)
    except (DBAPIError, PoolTimeoutError) as error:
        log.exception("%s %s: the database did not answer", request.method, request.url.path)
        return problem_response(_unanswered(error))
    except Exception:
        log.exception("%s %s failed", request.method, request.url.path)
        return problem_response(_failed())
    return _reply(reply, accepted=request.headers.get("accept-encoding", ""))


def _read(service: Service, route: Route, request: Request, body: bytes) -> Call:
    who = _who(service, request) if route.signed_in else None
    given = {**request.query_params, **request.path_params}
    parameters = {
        one.name: one.read((request.headers if one.where == "header" else given).get(one.name))
        for one in route.parameters
    }
    if route.request is None and not route.upload:
        return Call(who=who, parameters=parameters)
    headers = request.headers
    plain = unpack(body, encoding=headers.get("content-encoding", "").strip().lower())
    digest = check_digest(plain, header=headers.get("content-digest", ""))
    if route.request is None:
        return Call(who=who, parameters=parameters, body=plain, digest=digest)
    message = decode(plain, content_type=headers.get("content-type", ""), expected=route.request)
    return Call(who=who, parameters=parameters, body=message, digest=digest, certificate=_certificate(request))


def _certificate(request: Request) -> str:
    return str(getattr(request.state, "certificate", ""))


def _who(service: Service, request: Request) -> SignedIn:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise RequestError("token.unknown", "请先登录。")
    who = service.door.who(token.strip(), certificate=_certificate(request))
    service.gate.person(who.user.code)
    return who


def _reply(reply: Any, *, accepted: str) -> Response:  # noqa: ANN401 - a message, encoded bytes or nothing
    if reply is None:
        return Response(status_code=204)
    if isinstance(reply, Part):
        return _file(reply)
    plain = reply.body if isinstance(reply, Encoded) else msgspec.json.encode(reply)
    body, headers = pack(plain, accepted=accepted)
    return Response(body, media_type="application/json", headers=headers)


def _file(part: Part) -> Response:
    headers = {"content-length": str(part.stop - part.start), "accept-ranges": "bytes"}
    if not part.is_whole:
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{part.size}"
    status = HTTPStatus.OK if part.is_whole else HTTPStatus.PARTIAL_CONTENT
    return StreamingResponse(read_part(part), status_code=status, media_type=part.media, headers=headers)


def problem_response(error: RequestError) -> Response:
    """Return a refusal as application/problem+json."""
    headers = {"retry-after": str(error.retry_after)} if error.retry_after else {}
    if error.code == "range.unknown":
        headers["content-range"] = f"bytes */{error.size}"
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    if error.status == HTTPStatus.REQUEST_TIMEOUT:
        headers["connection"] = "close"  # the rest of that body would still be coming
    body = msgspec.json.encode(error.problem())
    return Response(body, status_code=error.status, media_type="application/problem+json", headers=headers)


def _unanswered(error: DBAPIError | PoolTimeoutError) -> RequestError:
    found = getattr(error, "orig", None) or error
    if is_full(error):
        return RequestError("central.failed", "中心端磁盘已满，没有保存本次内容，请联系管理员清理后重试。")
    if not isinstance(error, PASSING) and not is_passing(found):
        return _failed()
    sentence = f"中心端暂时忙，请 {BUSY_SECONDS} 秒后重试；没有保存本次内容。"
    return RequestError("central.busy", sentence, retry_after=BUSY_SECONDS)


def _failed() -> RequestError:
    return RequestError("central.failed", "中心端出错，没有保存本次内容，可以稍后重试；如果反复出现请联系管理员。")


def _http_error(_request: Request, error: Exception) -> Response:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    if status == HTTPStatus.NOT_FOUND:
        return problem_response(RequestError("path.unknown", "中心端没有这个地址，请检查服务器地址是否正确。"))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response = problem_response(RequestError("method.unknown", "这个地址不支持这种请求，请升级程序后重试。"))
        response.headers.update(headers or {})
        return response
    return problem_response(RequestError("request.malformed", "请求无法识别，请检查服务器地址和程序版本。"))


def _crash(request: Request, _error: Exception) -> Response:
    log.error("%s %s failed outside of its call", request.method, request.url.path)
    return problem_response(_failed())
