"""The central's side of TLS: its certificate, and whose client certificates it takes (SYNC point 11)."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from sync.certificates import read_certificates, read_identity, to_pem
from sync.errors import CertificateError
from sync.tls import load_identity

if TYPE_CHECKING:
    from sync.central.options import Options


def server_context(options: Options) -> ssl.SSLContext | None:
    """Return what to listen with, None for plain HTTP; raise CertificateError when a file cannot be used."""
    if options.certificate is None or options.key is None:
        if options.certificate or options.key or options.client_ca:
            raise CertificateError(
                "使用 https 要同时给出服务器证书（--certificate）和私钥（--key），请补上后再启动。",
                code="certificate.pair",
            )
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    load_identity(context, identity=read_identity(options.certificate, key=options.key))
    if options.client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=to_pem(read_certificates(options.client_ca)).decode())
    return context
