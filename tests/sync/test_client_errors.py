"""Every error of the libraries below becomes one of ours, with a Chinese sentence (HOUSE, style 9)."""

from __future__ import annotations

import re
import socket
import ssl
from typing import TYPE_CHECKING

import keyring.errors
import pytest
import requests
import requests.exceptions
import urllib3.exceptions
import zstandard

from sync.address import is_exposed, is_loopback, tidy_address
from sync.credentials import keyring_error
from sync.errors import AnswerError, CredentialsError, RequestRefusedError, SignInError, SyncError, UnreachableError
from sync.http import HttpTransport
from sync.network_errors import SENTENCES, network_error
from sync.patience import Patience
from sync.problems import PROBLEMS, SIGN_IN, problem_error
from sync.transport import Request
from sync.wire_hello import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator


def kinds(base: type[BaseException]) -> Iterator[type[BaseException]]:
    """Give an exception and all it has below it in its own library."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


FOREIGN = [
    *kinds(requests.RequestException),
    *kinds(urllib3.exceptions.HTTPError),
    *kinds(zstandard.ZstdError),
    OSError,
    ConnectionResetError,
    BrokenPipeError,
    TimeoutError,
    socket.gaierror,
    ssl.SSLError,
]
SHOWN = re.compile(r"^[^。]*[\u4e00-\u9fff]{4}[^。]*。$")


def made(kind: type[BaseException]) -> BaseException:
    """Make an error without asking its constructor, which each library shapes as it likes."""
    error = kind.__new__(kind)
    error.args = ("detail",)
    return error


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_network_error_has_a_sentence(kind: type[BaseException]) -> None:
    found = network_error(made(kind), server="http://z")
    assert isinstance(found, UnreachableError | AnswerError)
    assert SHOWN.match(found.sentence), found.sentence
    assert "http://z" in found.sentence
    assert found.code.startswith(("network.", "answer."))


def test_an_unknown_error_is_still_a_sentence() -> None:
    assert SHOWN.match(network_error(ValueError("x"), server="http://z").sentence)


def test_what_is_wrapped_inside_counts() -> None:
    inner = urllib3.exceptions.NameResolutionError("z", made(urllib3.exceptions.HTTPError), made(socket.gaierror))  # type: ignore[arg-type]
    outer = requests.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/", inner))  # type: ignore[arg-type]
    assert network_error(outer, server="http://z").code == "network.name"


def test_a_kind_stands_before_what_it_is_a_kind_of() -> None:
    for place, (kind, *_) in enumerate(SENTENCES):
        hidden = [earlier for earlier, *_ in SENTENCES[:place] if issubclass(kind, earlier) and kind is not earlier]
        assert not hidden, f"{kind} can never be reached"


@pytest.mark.parametrize("kind", list(kinds(keyring.errors.KeyringError)))
def test_every_keyring_error_has_a_sentence(kind: type[Exception]) -> None:
    found = keyring_error(kind("x"), what="读取")
    assert isinstance(found, CredentialsError)
    assert SHOWN.match(found.sentence)


@pytest.mark.parametrize("status", [*PROBLEMS, 402, 418, 451, 501, 599])
def test_every_status_has_a_sentence(status: int) -> None:
    found = problem_error(server="http://z", call="上传修改", status=status, body=b"", content_type="")
    assert isinstance(found, RequestRefusedError)
    assert SHOWN.match(found.sentence), found.sentence
    assert "本机" in found.sentence or status == 409


@pytest.mark.parametrize("code", SIGN_IN)
def test_401_tells_its_reasons_apart(code: str) -> None:
    body = f'{{"type":"","title":"","status":401,"detail":"","code":"{code}"}}'.encode()
    found = problem_error(server="http://z", call="登录", status=401, body=body, content_type="application/json")
    assert isinstance(found, SignInError)
    assert found.code == code
    assert found.sentence == SIGN_IN[code]


def test_a_problem_that_is_no_json_is_still_told_by_its_status() -> None:
    found = problem_error(server="http://z", call="登录", status=500, body=b"{", content_type="application/json")
    assert found.code == "http.500"
    assert Problem.__struct_fields__[:2] == ("type", "title")


@pytest.mark.parametrize(
    "address", ["", "http://", "ftp://z", "http://a b", "http://z:99999", "http://z:x", "http://[", "z:0"]
)
def test_a_wrong_address_is_told_before_anything_is_sent(address: str) -> None:
    with pytest.raises(UnreachableError, match="地址") as error:
        HttpTransport(address)
    assert SHOWN.match(error.value.sentence)


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("z", "https://z"),
        ("z:8443", "https://z:8443"),
        ("localhost:8", "http://localhost:8"),
        ("[::1]:8", "http://[::1]:8"),
        (" http://z:8/ ", "http://z:8"),
        ("https://z/sb/", "https://z/sb"),
        ("127.0.0.1:80", "http://127.0.0.1:80"),
    ],
)
def test_an_address_is_tidied(given: str, tidy: str) -> None:
    assert tidy_address(given) == tidy


@pytest.mark.parametrize("address", ["http://127.0.0.1:80", "http://127.8.0.1", "http://LOCALHOST", "http://[::1]:8"])
def test_what_stays_on_this_computer_is_not_exposed(address: str) -> None:
    assert is_loopback(address)
    assert not is_exposed(address)


@pytest.mark.parametrize("address", ["http://10.0.0.1", "http://127.example.org", "http://z:8443"])
def test_what_travels_unencrypted_is_exposed(address: str) -> None:
    assert is_exposed(address)
    assert not is_exposed(address.replace("http:", "https:"))


def test_a_name_that_is_not_known_is_told() -> None:
    transport = HttpTransport("http://no-such-host.invalid", patience=Patience(connect=5, repeats=0))
    with pytest.raises(UnreachableError, match=r"no-such-host\.invalid"):
        transport.send(Request(method="GET", path="/v1/hello", call="连接"))
    transport.close()


def test_every_error_class_says_what_it_is() -> None:
    titles = [kind.title for kind in kinds(SyncError) if issubclass(kind, SyncError)]
    assert all(re.search(r"[\u4e00-\u9fff]", title) for title in titles)
