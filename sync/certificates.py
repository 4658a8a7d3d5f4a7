"""Certificate files, read and described: what a person chooses, and what is wrong with it in one sentence (SYNC 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from sync.errors import CertificateError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

LARGEST = 2**20
"""Bytes of a certificate file; a whole store of authorities has some 250,000."""
PEM_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a person sees of a certificate: names, days (UTC), SHA-256 fingerprint as pairs of hex digits."""

    subject: str
    issuer: str
    starts: datetime
    ends: datetime
    fingerprint: str

    @property
    def sentence(self) -> str:
        """Return it in a line."""
        return f"{self.subject}，有效期 {self.starts:%Y-%m-%d} 至 {self.ends:%Y-%m-%d}，指纹 {self.fingerprint}"

    def trouble(self, *, now: datetime) -> str:
        """Return what its days say against it, '' for nothing."""
        if now < self.starts:
            return f"{self.starts:%Y-%m-%d} 才生效，本机今天是 {now:%Y-%m-%d}，请先核对本机日期"
        return f"已于 {self.ends:%Y-%m-%d} 过期，本机今天是 {now:%Y-%m-%d}，请先核对本机日期" if now > self.ends else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A private key with its certificate and those between it and its authority, as PEM; the key is not encrypted."""

    certificates: bytes
    key: bytes
    described: Described


def describe(certificate: x509.Certificate) -> Described:
    """Describe a certificate."""
    digits = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return Described(
        subject=certificate.subject.rfc4514_string() or "（没有名称）",
        issuer=certificate.issuer.rfc4514_string(),
        starts=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        fingerprint=":".join(digits[at : at + 2] for at in range(0, len(digits), 2)),
    )


def subject(certificate: bytes) -> str:
    """Return the subject of a certificate in DER, as `CN=...,O=...`."""
    return x509.load_der_x509_certificate(certificate).subject.rfc4514_string()


def read_certificates(path: Path) -> list[x509.Certificate]:
    """Return the certificates in a PEM or DER file; raise CertificateError."""
    raw = _read(path, what="证书文件")
    try:
        found = (
            x509.load_pem_x509_certificates(raw) if PEM_CERTIFICATE in raw else [x509.load_der_x509_certificate(raw)]
        )
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateError(
            f"{path} 不是证书文件或已损坏，请选择 PEM 或 DER 格式的证书（.pem、.crt、.cer）。", code="certificate.file"
        ) from error
    if any(one.trouble(now=datetime.now(UTC)) == "" for one in map(describe, found)):
        return found
    raise CertificateError(
        f"证书 {path} {describe(found[0]).trouble(now=datetime.now(UTC))}；日期没有错时，请换用有效的证书。",
        code="certificate.dates",
    )


def read_identity(certificate: Path, *, key: Path) -> Identity:
    """Return a certificate and its key from two PEM files, which may be one; raise CertificateError."""
    chain = read_certificates(certificate)
    raw = _read(key, what="私钥文件")
    try:
        found = serialization.load_pem_private_key(raw, password=None)
    except TypeError as error:
        raise CertificateError(
            f"私钥文件 {key} 加了密码，请换成不加密的私钥（并限制文件权限）。", code="certificate.encrypted"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateError(f"{key} 不是 PEM 格式的私钥或已损坏，请核对文件。", code="certificate.key") from error
    return _identity(chain, key=found, named=f"{certificate} 与 {key}")


def read_pfx(path: Path, *, password: str) -> Identity:
    """Return certificate and key from a PKCS#12 file (.pfx, .p12); raise CertificateError."""
    raw = _read(path, what="证书文件")
    try:
        found, certificate, others = pkcs12.load_key_and_certificates(raw, password.encode() or None)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateError(
            f"不能打开证书文件 {path}：密码不对，或者它不是 PKCS#12 文件（.pfx、.p12），请核对后重试。",
            code="certificate.password",
        ) from error
    if found is None or certificate is None:
        raise CertificateError(f"证书文件 {path} 中没有私钥，请重新导出并选择“包含私钥”。", code="certificate.key")
    return _identity([certificate, *others], key=found, named=str(path))


def to_pem(certificates: list[x509.Certificate]) -> bytes:
    """Return certificates as PEM."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def _identity(chain: list[x509.Certificate], *, key: PrivateKeyTypes, named: str) -> Identity:
    kinds = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    if chain[0].public_key().public_bytes(*kinds) != key.public_key().public_bytes(*kinds):
        raise CertificateError(f"{named} 中的证书和私钥不是一对，请核对文件。", code="certificate.pair")
    own = describe(chain[0])
    if trouble := own.trouble(now=datetime.now(UTC)):
        raise CertificateError(f"{named} 中的证书{trouble}；日期没有错时，请换用有效的证书。", code="certificate.dates")
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return Identity(certificates=to_pem(chain), key=pem, described=own)


def _read(path: Path, *, what: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise CertificateError(f"{what} {path} 超过 1 MB，不像是证书，请核对文件。", code="certificate.file")
        return path.read_bytes()
    except OSError as error:
        raise CertificateError(
            f"不能读取{what} {path}（{error.strerror}），请核对路径和权限。", code="certificate.file"
        ) from error
