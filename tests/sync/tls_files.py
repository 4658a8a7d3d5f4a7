"""Certificates made for tests: an authority, a central's, officers', in files as people have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.central_fixture import RunningCentral

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key as PEM files."""

    certificate: Path
    key: Path

    def packed(self, path: Path, *, password: str) -> Path:
        """Return both as a PKCS#12 file."""
        key = serialization.load_pem_private_key(self.key.read_bytes(), password=None)
        chain = x509.load_pem_x509_certificates(self.certificate.read_bytes())
        locked = serialization.BestAvailableEncryption(password.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"own", key, chain[0], chain[1:], locked))  # type: ignore[arg-type]
        return path


class Authority:
    """Issues certificates into a folder."""

    def __init__(self, folder: Path, *, name: str = "ca") -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._ca = trustme.CA(organization_name="测试省")
        self.file = folder / f"{name}.pem"
        self._ca.cert_pem.write_to_path(str(self.file))

    def issue(self, name: str, *names: str, starts_in: int = -1, lasts: int = 300) -> Pair:
        """Issue a certificate for names or addresses; its days count from today."""
        start = datetime.now(UTC) + starts_in * DAY
        issued = self._ca.issue_cert(
            *names or (name,), common_name=name, not_before=start, not_after=start + lasts * DAY
        )
        pair = Pair(self._folder / f"{name}.crt", self._folder / f"{name}.key")
        pair.certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(str(pair.key))
        return pair


def tls_options(pair: Pair, *, client_ca: Path | None = None) -> tuple[str, ...]:
    """Return the options with which a central serves over TLS."""
    asked = ("--client-ca", str(client_ca)) if client_ca else ()
    return ("--certificate", str(pair.certificate), "--key", str(pair.key), *asked)


def log_of(central: RunningCentral) -> str:
    """Return what a central wrote down."""
    return (central.data / "logs" / "central.log").read_text(encoding="utf-8")
