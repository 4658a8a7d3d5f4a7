"""Files of receipts at the central: a row names them, they are what it says, whole or not at all (contract, files)."""

from __future__ import annotations

import hashlib
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
import pytest
import requests
import zstandard

from app.catalogs.receipt import LARGEST
from app.receipts.kinds import kind_of
from sync.wire_hello import Problem
from tests.receipt_files import pdf_bytes, png_bytes
from tests.sync.talk import TIMEOUT, Talk, delete, insert

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync.central_fixture import RunningCentral

COUNTY, NEIGHBOUR = "330203000", "330212000"
BINARY = "application/octet-stream"
JPEG = b"\xff\xd8\xff\xe0" + b"JFIF" * 20


@dataclass(kw_only=True)
class FileTalk(Talk):
    """Talks about files, beside rows."""

    def path(self, sha256: str) -> str:
        return f"{self.url}/v1/files/{sha256}"

    def put_file(self, body: bytes, *, sha256: str = "", **headers: str) -> requests.Response:
        sent = {"Content-Type": BINARY, **self.headers, **headers}
        return requests.put(self.path(sha256 or named(body)), data=body, headers=sent, timeout=TIMEOUT)

    def get_file(self, sha256: str, **headers: str) -> requests.Response:
        return requests.get(self.path(sha256), headers={**self.headers, **headers}, timeout=TIMEOUT)

    def add_row(self, body: bytes, **changed: object) -> dict[str, Any]:
        """Send a receipt's row as a desk does before the file, and return it with its version."""
        account = next(one for one in self.rows("fund_account") if one["mof_div_code"] == self.region)
        row = {
            "id": str(uuid4()),
            "fiscal_year": account["fiscal_year"],
            "mof_div_code": self.region,
            "account_no": account["account_no"],
            "bank_name": account["bank_name"],
            "booked_on": f"{account['fiscal_year']}-01-05",
            "serial_no": "",
            "file_name": "回单",
            "media_type": kind_of(body) or "pdf",
            "size": len(body),
            "sha256": named(body),
            "remark": "",
            **changed,
        }
        answer, _ = self.send_one(insert("receipt", row))
        assert answer.status == "accepted", answer
        return {**row, "version": answer.version}

    @property
    def region(self) -> str:
        return (self.session or self.sign_in()).user.mof_div_code


def named(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def refused(answer: requests.Response) -> tuple[int, str]:
    """Return status and code of a refusal, whose sentence is whole."""
    found = msgspec.json.decode(answer.content, type=Problem)
    assert found.status == answer.status_code
    assert found.detail.endswith("。")
    return found.status, found.code


@pytest.fixture(scope="module")
def county(shared_central: RunningCentral) -> FileTalk:
    return FileTalk(url=shared_central.url, user="hs_jb")


@pytest.fixture
def talk_as(shared_central: RunningCentral) -> Callable[[str], FileTalk]:
    return lambda user: FileTalk(url=shared_central.url, user=user)


@pytest.mark.parametrize("body", [pdf_bytes(words="KINDS"), png_bytes(shade=1), JPEG], ids=["pdf", "png", "jpeg"])
def test_a_file_goes_after_its_row_and_comes_back_byte_by_byte(county: FileTalk, body: bytes) -> None:
    county.add_row(body)
    assert refused(county.get_file(named(body))) == (404, "file.unknown")
    assert county.put_file(body).status_code == 204
    answer = county.get_file(named(body))
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, body, BINARY)


def test_the_same_content_again_is_fine_and_belongs_to_several_receipts(county: FileTalk) -> None:
    body = pdf_bytes(words="TWICE")
    first = county.add_row(body)
    assert [county.put_file(body).status_code for _ in range(3)] == [204, 204, 204]
    county.add_row(body, serial_no="A002")
    assert county.put_file(body).status_code == 204
    answer, _ = county.send_one(delete("receipt", first))
    assert answer.status == "accepted"
    assert county.get_file(named(body)).content == body


def test_without_a_row_or_with_a_deleted_one_no_file_is_taken(county: FileTalk) -> None:
    body = pdf_bytes(words="NO ROW")
    assert refused(county.put_file(body)) == (404, "file.unknown")
    row = county.add_row(body)
    answer, _ = county.send_one(delete("receipt", row))
    assert answer.status == "accepted"
    assert refused(county.put_file(body)) == (404, "file.unknown")


def test_content_of_another_hash_is_refused_and_nothing_of_it_kept(county: FileTalk) -> None:
    body = pdf_bytes(words="HASH")
    county.add_row(body)
    for other in (pdf_bytes(words="HASX"), body[:-1], body + b"\n"):
        assert refused(county.put_file(other, sha256=named(body))) == (422, "file.other-content")
    assert refused(county.get_file(named(body))) == (404, "file.unknown")
    assert county.put_file(body).status_code == 204


@pytest.mark.parametrize("said", [{"size": 5}, {"media_type": "png"}], ids=["size", "type"])
def test_content_other_than_the_row_says_is_refused(county: FileTalk, said: dict[str, object]) -> None:
    body = pdf_bytes(words=f"ROW {said}")
    county.add_row(body, **said)
    assert refused(county.put_file(body)) == (422, "file.other-content")
    county.add_row(body, serial_no="A009")  # one receipt that tells it as it is will do
    assert county.put_file(body).status_code == 204


@pytest.mark.parametrize("body", [b"PK\x03\x04 no receipt", b"<html>%PDF", b"MZ\x90"], ids=["zip", "html", "exe"])
def test_what_is_no_pdf_png_or_jpeg_is_refused_by_its_content(county: FileTalk, body: bytes) -> None:
    county.add_row(body)
    assert refused(county.put_file(body)) == (415, "body.type")


def test_an_empty_or_too_large_file_is_refused(county: FileTalk) -> None:
    county.add_row(b"", size=1)
    assert refused(county.put_file(b"")) == (415, "body.type")
    large = b"%PDF-1.4\n" + b"0" * LARGEST
    county.add_row(large, size=LARGEST)
    assert refused(county.put_file(large)) == (413, "body.too-large")
    exact = large[:LARGEST]
    county.add_row(exact)
    assert county.put_file(exact).status_code == 204


def test_a_body_that_is_cut_off_leaves_nothing_and_the_next_one_is_taken(county: FileTalk) -> None:
    body = pdf_bytes(words="CUT", pages=40)
    county.add_row(body)
    where = urlsplit(county.url)
    head = [
        f"PUT /v1/files/{named(body)} HTTP/1.1",
        f"Host: {where.netloc}",
        f"Authorization: {county.headers['Authorization']}",
        f"Content-Type: {BINARY}",
        f"Content-Length: {len(body)}",
    ]
    with socket.create_connection((where.hostname, where.port), timeout=TIMEOUT) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + body[: len(body) // 2])
    assert refused(county.get_file(named(body))) == (404, "file.unknown")
    packed = zstandard.ZstdCompressor().compress(body)
    broken = county.put_file(packed[: len(packed) // 2], sha256=named(body), **{"Content-Encoding": "zstd"})
    assert refused(broken) == (400, "request.malformed")
    assert county.put_file(packed, sha256=named(body), **{"Content-Encoding": "zstd"}).status_code == 204
    assert county.get_file(named(body)).content == body


def test_a_broken_download_goes_on_where_it_broke(county: FileTalk) -> None:
    body = pdf_bytes(words="RANGE", pages=3)
    county.add_row(body)
    county.put_file(body)
    rest = county.get_file(named(body), Range="bytes=100-")
    assert (rest.status_code, rest.content) == (206, body[100:])
    assert rest.headers["content-range"] == f"bytes 100-{len(body) - 1}/{len(body)}"
    assert refused(county.get_file(named(body), Range=f"bytes={len(body)}-")) == (416, "range.unknown")


def test_another_countys_receipt_is_as_if_it_were_not_there(
    county: FileTalk, talk_as: Callable[[str], FileTalk]
) -> None:
    body = pdf_bytes(words="NEIGHBOUR")
    county.add_row(body)
    neighbour = talk_as("yz_jb")
    assert neighbour.region == NEIGHBOUR
    assert refused(neighbour.put_file(body)) == (404, "file.unknown")
    county.put_file(body)
    assert refused(neighbour.get_file(named(body))) == (404, "file.unknown")
    assert refused(neighbour.get_file("0" * 64)) == (404, "file.unknown")


def test_those_above_have_the_file_and_send_none_for_a_county(
    county: FileTalk, talk_as: Callable[[str], FileTalk]
) -> None:
    body = pdf_bytes(words="ABOVE")
    county.add_row(body)
    for above in ("nb_jb", "zj_jb"):
        assert refused(talk_as(above).put_file(body)) == (403, "rights.file")
    assert refused(talk_as("hs_sh").put_file(body)) == (403, "rights.file")
    county.put_file(body)
    for reader in ("nb_jb", "zj_jb", "hs_sh"):
        assert talk_as(reader).get_file(named(body)).content == body


@pytest.mark.parametrize("name", ["A" * 64, "0" * 63, "0" * 65, "0" * 63 + "."])
def test_a_name_that_is_no_hash_is_refused(county: FileTalk, name: str) -> None:
    assert refused(county.get_file(name)) == (400, "request.malformed")
    assert refused(county.put_file(JPEG, sha256=name)) == (400, "request.malformed")


def test_a_name_leads_out_of_the_folder_nowhere(county: FileTalk) -> None:
    for name in ("..%2f..%2fcentral.db", "%2e%2e/central.db", "..%5ccentral.db"):
        assert county.get_file(name).status_code in {400, 404}
        assert county.put_file(JPEG, sha256=name).status_code in {400, 404, 405}


def test_without_signing_in_there_is_nothing(county: FileTalk) -> None:
    assert requests.get(county.path("0" * 64), timeout=TIMEOUT).status_code == 401
    assert requests.put(county.path("0" * 64), data=JPEG, timeout=TIMEOUT).status_code == 401
