"""Ed25519 keys and signatures as short text: base64 in its one canonical form (SYNC point 12)."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES, SIGNATURE_BYTES = 32, 64


def new_secret_key() -> str:
    """Draw a secret key: 44 characters, short enough for every keyring."""
    return _text(Ed25519PrivateKey.generate().private_bytes_raw())


def public_key(secret: str) -> str:
    """Return the public key of a secret one; '' when `secret` is no key."""
    raw = _raw(secret, size=KEY_BYTES)
    return "" if raw is None else _text(Ed25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw())


def is_public_key(text: str) -> bool:
    """Say whether this is a public key as `public_key` writes it."""
    return _raw(text, size=KEY_BYTES) is not None


def sign(data: bytes, *, secret: str) -> str:
    """Return the signature of `data`; ValueError when `secret` is no key."""
    raw = _raw(secret, size=KEY_BYTES)
    if raw is None:
        raise ValueError("no secret key")
    return _text(Ed25519PrivateKey.from_private_bytes(raw).sign(data))


def is_signed(data: bytes, *, signature: str, key: str) -> bool:
    """Say whether `signature` is that of `data` by the owner of the public key `key`."""
    raw, public = _raw(signature, size=SIGNATURE_BYTES), _raw(key, size=KEY_BYTES)
    if raw is None or public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: str, *, size: int) -> bytes | None:
    """Read base64; None unless it is exactly what would be written for `size` bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size and _text(raw) == text else None
