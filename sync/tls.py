"""The desk's side of TLS: which authorities it trusts, and the certificate it shows (SYNC point 11)."""

from __future__ import annotations

import os
import secrets
import ssl
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import truststore

from sync.certificates import read_certificates, read_identity, read_pfx, to_pem
from sync.trust import PFX

if TYPE_CHECKING:
    from sync.certificates import Identity
    from sync.trust import Trust


def client_context(trust: Trust) -> ssl.SSLContext:
    """Return what to connect with; raise CertificateError when a file cannot be used."""
    context: ssl.SSLContext
    if trust.authority is None:
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # the central's own certificate may be chosen in place of its authority's
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.load_verify_locations(cadata=to_pem(read_certificates(trust.authority)).decode())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    identity = identity_of(trust)
    if identity is not None:
        load_identity(context, identity=identity)
    return context


def identity_of(trust: Trust) -> Identity | None:
    """Return the client's certificate and key, None when there is none; raise CertificateError."""
    if trust.certificate is None:
        return None
    if trust.certificate.suffix.lower() in PFX:
        return read_pfx(trust.certificate, password=trust.password())
    return read_identity(trust.certificate, key=trust.key or trust.certificate)


def load_identity(context: ssl.SSLContext, *, identity: Identity) -> None:
    """Let a context show a certificate. The library reads files only: they are encrypted and gone at once."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - loaded by now

    password = secrets.token_bytes(24).hex().encode()
    key = serialization.load_pem_private_key(identity.key, password=None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    handle, name = tempfile.mkstemp(suffix=".pem")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(identity.certificates + locked)
        context.load_cert_chain(path, password=password)
    finally:
        path.unlink()
