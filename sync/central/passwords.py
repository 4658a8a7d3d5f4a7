"""Passwords and secrets of sessions: scrypt for chosen ones, SHA-256 for drawn ones (SYNC point 11)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

COST, BLOCK, LANES = 2**14, 8, 1
"""scrypt's parameters: 16 MiB and about 50 ms a try."""


def hash_password(password: str) -> str:
    """Return `scrypt$salt$hash`, both in hex."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_scrypt(password, salt=salt).hex()}"


def is_password(password: str, *, hashed: str) -> bool:
    """Say whether the password is the one that was hashed; takes the same time when it is not."""
    _, salt, kept = hashed.split("$")
    return hmac.compare_digest(_scrypt(password, salt=bytes.fromhex(salt)), bytes.fromhex(kept))


def _scrypt(password: str, *, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=LANES, dklen=32)


NOBODY = hash_password(secrets.token_hex(16))
"""What the password of an unknown user is compared with, so that unknown and wrong take the same time."""


def new_secret() -> str:
    """Return 256 random bits as text for a URL or header."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """Return what is stored of a drawn secret: 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
