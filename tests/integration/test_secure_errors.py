"""Every way in which a secure connection fails, over real sockets: one Chinese sentence that says what to do."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sync.errors import CertificateError, SyncError
from sync.http import HttpTransport
from sync.network_errors import network_error
from sync.patience import Patience
from sync.secure_errors import BY_CODE, BY_REASON
from sync.transport import Request
from sync.trust import Trust
from tests.sync.tls_files import Authority, Pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENTENCE = re.compile(r"^[^。]*[\u4e00-\u9fff]{4}[^。]*。$")
QUICK = Patience(connect=3, read=3, repeats=0)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{}"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


def server_context(pair: Pair, *, client_ca: Path | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(client_ca)
    return context


@contextmanager
def counted(context: ssl.SSLContext | None) -> Iterator[tuple[int, list[object]]]:
    """Answer every request with `{}`, over TLS with a context; give the port, and who came."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    over, met = threading.Event(), list[object]()

    def answer(line: socket.socket) -> None:
        with suppress(OSError), line:
            line.settimeout(5)
            talk = context.wrap_socket(line, server_side=True) if context else line
            with talk:
                talk.recv(65536)
                talk.sendall(ANSWER)

    def accept() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                line, who = listener.accept()
                met.append(who)
                answer(line)

    thread = threading.Thread(target=accept)
    thread.start()
    yield listener.getsockname()[1], met
    over.set()
    thread.join()
    listener.close()


@contextmanager
def listening(context: ssl.SSLContext | None) -> Iterator[int]:
    """Answer every request; give the port."""
    with counted(context) as (port, _):
        yield port


def outcome(address: str, trust: Trust | None = None) -> SyncError | None:
    """Return what hinders a request, None for an answer."""
    found: list[SyncError] = []
    try:
        transport = HttpTransport(address, patience=QUICK, trust=trust)
        try:
            transport.send(Request(method="GET", path="/v1/hello", call="连接"))
        finally:
            transport.close()
    except SyncError as error:
        found.append(error)
    assert all(SENTENCE.match(one.sentence) for one in found), found
    return found[0] if found else None


def code_of(address: str, trust: Trust | None = None) -> str:
    error = outcome(address, trust)
    return error.code if error else ""


def test_a_certificate_of_the_chosen_authority_for_this_host_is_taken(authority: Authority, tmp_path: Path) -> None:
    with listening(server_context(authority.issue("127.0.0.1"))) as port:
        url = f"https://127.0.0.1:{port}"
        assert code_of(url, Trust(authority=authority.file)) == ""
        assert code_of(url, Trust(authority=Authority(tmp_path / "other").file)) == "network.untrusted"
        assert code_of(url) == "network.untrusted"


def test_a_certificate_for_another_host(authority: Authority) -> None:
    with listening(server_context(authority.issue("other.example"))) as port:
        for host in ("127.0.0.1", "localhost"):
            assert code_of(f"https://{host}:{port}", Trust(authority=authority.file)) == "network.name-differs"


@pytest.mark.parametrize(("starts_in", "code"), [(-400, "network.expired"), (400, "network.early")])
def test_a_clock_that_is_a_year_off_is_named_before_the_certificate(
    authority: Authority, starts_in: int, code: str
) -> None:
    pair = authority.issue("127.0.0.1", starts_in=starts_in)
    with listening(server_context(pair)) as port:
        error = outcome(f"https://127.0.0.1:{port}", Trust(authority=authority.file))
    assert error is not None
    assert error.code == code
    assert f"本机时间是 {datetime.now(UTC).astimezone():%Y-%m-%d}" in error.sentence
    assert error.sentence.index("核对本机的日期") < error.sentence.index("管理员")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_that_is_wanted_or_refused(
    authority: Authority, tmp_path: Path, version: ssl.TLSVersion
) -> None:
    context = server_context(authority.issue("127.0.0.1"), client_ca=authority.file)
    context.maximum_version = version
    own, other = authority.issue("me@example.org"), Authority(tmp_path / "other").issue("you@example.org")
    with listening(context) as port:
        url = f"https://127.0.0.1:{port}"
        assert code_of(url, Trust(authority=authority.file)) == "network.certificate-needed"
        shown = Trust(authority=authority.file, certificate=other.certificate, key=other.key)
        assert code_of(url, shown) == "network.certificate-refused"
        shown = Trust(authority=authority.file, certificate=own.certificate, key=own.key)
        assert code_of(url, shown) == ""


def test_a_plain_address_for_a_secure_port_and_the_reverse(authority: Authority) -> None:
    with listening(server_context(authority.issue("127.0.0.1"))) as port:
        error = outcome(f"http://127.0.0.1:{port}")
        assert error is not None
        assert (error.code, "https://" in error.sentence) == ("network.secure-wanted", True)
    with listening(server_context(authority.issue("127.0.0.1"), client_ca=authority.file)) as port:
        assert code_of(f"http://127.0.0.1:{port}") == "network.secure-wanted"
    with listening(None) as port:
        error = outcome(f"https://127.0.0.1:{port}", Trust(authority=authority.file))
        assert error is not None
        assert (error.code, "http://" in error.sentence) == ("network.plain", True)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize("flaw", ["untrusted", "name-differs", "expired"])
def test_a_certificate_that_is_no_good_is_looked_at_once(authority: Authority, method: str, flaw: str) -> None:
    """Asking again makes no certificate better; it makes the person wait, and the central's log long."""
    pair = authority.issue(
        "other.example" if flaw == "name-differs" else "127.0.0.1", starts_in=-400 * (flaw == "expired")
    )
    trust = Trust(authority=None if flaw == "untrusted" else authority.file)
    patient = Patience(connect=3, read=3, repeats=3, pace=0.01)
    with counted(server_context(pair)) as (port, met):
        transport = HttpTransport(f"https://127.0.0.1:{port}", patience=patient, trust=trust)
        with pytest.raises(SyncError) as told:
            transport.send(Request(method=method, path="/v1/hello", call="连接"))
        transport.close()
    assert (told.value.code, len(met)) == (f"network.{flaw}", 1)


def test_a_line_that_just_breaks_is_not_taken_for_a_missing_certificate() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def hang_up() -> None:
            for _ in range(2):
                listener.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        assert code_of(f"http://127.0.0.1:{port}") == "network.closed"
        thread.join()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_protocol_that_is_too_old(authority: Authority) -> None:
    context = server_context(authority.issue("127.0.0.1"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with listening(context) as port:
        assert code_of(f"https://127.0.0.1:{port}", Trust(authority=authority.file)) == "network.protocol"


@pytest.mark.parametrize("number", [*BY_CODE, 20, 0, 0x800B0109, 0x800B0109 - 2**32])
def test_every_number_of_openssl_and_windows_is_a_sentence(number: int) -> None:
    error = ssl.SSLCertVerificationError("x")
    error.verify_code = number
    found = network_error(error, server="https://z")
    assert SENTENCE.match(found.sentence)
    assert found.code == (BY_CODE[number][0] if number in BY_CODE else "network.untrusted")


@pytest.mark.parametrize("part", [part for part, _, _ in BY_REASON])
def test_every_reason_is_a_sentence(part: str) -> None:
    error = ssl.SSLError("x")
    error.reason = f"SOME_{part}"
    found = network_error(error, server="https://z")
    assert SENTENCE.match(found.sentence)
    assert found.code == next(code for one, code, _ in BY_REASON if one in f"SOME_{part}")


def test_files_that_are_no_certificates_are_told_with_their_place(authority: Authority, tmp_path: Path) -> None:
    pair, other = authority.issue("me@example.org"), authority.issue("you@example.org")
    nonsense, missing = tmp_path / "nonsense.pem", tmp_path / "missing.pem"
    nonsense.write_text("not a certificate", encoding="utf-8")
    old = authority.issue("old@example.org", starts_in=-400)
    cases = {
        "certificate.file": [Trust(authority=missing), Trust(authority=nonsense), Trust(authority=tmp_path)],
        "certificate.key": [Trust(certificate=pair.certificate), Trust(certificate=pair.certificate, key=nonsense)],
        "certificate.pair": [Trust(certificate=pair.certificate, key=other.key)],
        "certificate.dates": [Trust(certificate=old.certificate, key=old.key), Trust(authority=old.certificate)],
    }
    for code, trusts in cases.items():
        for trust in trusts:
            error = outcome("https://127.0.0.1:9", trust)
            assert isinstance(error, CertificateError)
            assert error.code == code, error.sentence


def test_a_certificate_as_windows_exports_it_is_read(authority: Authority, tmp_path: Path) -> None:
    der = tmp_path / "ca.cer"
    der.write_bytes(ssl.PEM_cert_to_DER_cert(authority.file.read_text(encoding="ascii")))
    with listening(server_context(authority.issue("127.0.0.1"))) as port:
        assert code_of(f"https://127.0.0.1:{port}", Trust(authority=der)) == ""


def test_no_key_is_left_on_the_disk(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    own = authority.issue("me@example.org")
    HttpTransport(
        "https://127.0.0.1:9",
        trust=Trust(certificate=own.packed(tmp_path / "own.pfx", password="x"), password=lambda: "x"),
    ).close()
    assert list(temporary.iterdir()) == []
