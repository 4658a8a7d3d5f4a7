"""The OpenAPI document is what the central does: generated requests never break it, its answers fit the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sync.central.problems import KINDS
from sync.central.routes import ROUTES
from tests.sync.talk import Talk

if TYPE_CHECKING:
    from schemathesis.specs.openapi.schemas import OpenApiSchema

    from sync.central.route import Route
    from tests.sync.central_fixture import RunningCentral

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def document(shared_central: RunningCentral) -> dict[str, Any]:
    answer = requests.get(f"{shared_central.url}/v1/openapi.json", timeout=30)
    assert answer.headers["content-type"] == "application/json"
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def api(shared_central: RunningCentral) -> OpenApiSchema:
    return schemathesis.openapi.from_url(f"{shared_central.url}/v1/openapi.json")


@pytest.fixture(scope="module")
def headers(shared_central: RunningCentral) -> dict[str, str]:
    return Talk(url=shared_central.url, user="hs_jb").headers


def test_every_route_and_every_problem_is_in_the_document(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method, route.path) for route in ROUTES}
    words = str(document["paths"])
    # 404 and 405 belong to no path, 405 to no method
    assert [code for code in KINDS if code not in words] == ["method.unknown"]


def test_the_document_has_a_schema_for_each_message(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert {"Batch", "BatchReply", "ChangesPage", "Hello", "Person", "Problem", "Session", "SignIn"} <= set(schemas)
    assert schemas["Batch"]["properties"]["batch_id"]["pattern"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_generated_requests_are_answered_as_documented(
    route: Route, api: OpenApiSchema, headers: dict[str, str]
) -> None:
    operation = api[route.path][route.method]
    sent = {} if route.name == "signOut" else headers  # or the others would find themselves signed out

    @given(case=operation.as_strategy())
    @settings(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def talk(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=sent, checks=CHECKS)

    talk()
