"""The OpenAPI 3.1 document, derived from the declared routes and the message types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync.central.problems import KINDS
from sync.wire import CONTRACT, Message
from sync.wire_hello import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.central.route import Parameter, Route

BEARER: dict[str, list[str]] = {"bearer": []}


def document(routes: Sequence[Route]) -> bytes:
    """Return the document as JSON."""
    schemas, components = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas=schemas)
    described = {
        "openapi": "3.1.0",
        "info": {
            "title": "社保基金一体化工作台 · 同步约定",
            "version": str(CONTRACT),
            "description": "What a desktop and a central say to each other; in words: sync/README.md.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
    return msgspec.json.encode(described)


def _schemas(routes: Iterable[Route]) -> tuple[dict[type[Any], dict[str, Any]], dict[str, Any]]:
    kinds: set[type[Any]] = {
        one for route in routes for one in (route.request, route.response) if one and issubclass(one, Message)
    }
    ordered = sorted(kinds | {Problem}, key=lambda kind: kind.__name__)
    found, components = msgspec.json.schema_components(ordered, ref_template="#/components/schemas/{name}")
    return dict(zip(ordered, found, strict=True)), components


def _operation(route: Route, *, schemas: dict[type[Any], dict[str, Any]]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.about,
        "responses": _responses(route, schemas=schemas),
    }
    headers = [_digest_header()] if route.method == "PUT" else []
    if route.parameters or headers:
        described["parameters"] = [*(_parameter(one) for one in route.parameters), *headers]
    if route.request:
        content = {"application/json": {"schema": schemas[route.request]}}
        described["requestBody"] = {"required": True, "content": content}
    if route.upload:
        content = {route.upload: {"schema": {"type": "string", "format": "binary"}}}
        described["requestBody"] = {"required": True, "content": content}
    if route.signed_in:
        described["security"] = [BEARER]
    return described


def _parameter(one: Parameter) -> dict[str, Any]:
    schema = msgspec.json.schema(one.kind)
    if one.default is not None:
        schema["default"] = one.default
    return {
        "name": one.name,
        "in": one.where,
        "required": one.where == "path",
        "description": one.about,
        "schema": schema,
    }


def _digest_header() -> dict[str, Any]:
    return {
        "name": "Content-Digest",
        "in": "header",
        "required": False,
        "description": "sha-256=:BASE64: over the body before compression (RFC 9530).",
        "schema": {"type": "string"},
    }


def _responses(route: Route, *, schemas: dict[type[Any], dict[str, Any]]) -> dict[str, Any]:
    if route.media:
        content = {route.media: {"schema": {"type": "string", "format": "binary"}}}
        responses: dict[str, Any] = {
            "200": {"description": "The file.", "content": content},
            "206": {"description": "The asked part of the file.", "content": content},
        }
    elif route.response is None:
        responses = {"204": {"description": "Done."}}
    else:
        schema = schemas.get(route.response, {"type": "object"})
        responses = {"200": {"description": "Done.", "content": {"application/json": {"schema": schema}}}}
    by_status: dict[int, list[str]] = {}
    for code in route.codes:
        by_status.setdefault(KINDS[code][0], []).append(code)
    for status in sorted(by_status):
        responses[str(status)] = _problem(by_status[status], schema=schemas[Problem])
    return responses


def _problem(codes: list[str], *, schema: dict[str, Any]) -> dict[str, Any]:
    words = "; ".join(f"{code}: {KINDS[code][1]}" for code in codes)
    return {"description": words, "content": {"application/problem+json": {"schema": schema}}}
