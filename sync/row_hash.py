"""The 64-bit hash of a row in the sums that both sides keep: that of its version (contract, verification)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PRIME = 2**31 - 1
"""Modulus of the hash; all its steps stay below 2^63, so that SQL computes them with BIGINT."""


def row_hash(version: int) -> int:
    """Return the hash of a version (0 <= version < 2^63), 0 <= hash < 2^62."""
    return xor_of((version,))


def xor_of(versions: Iterable[int]) -> int:
    """Return the XOR of the hashes of these versions."""
    found = 0
    for version in versions:
        v = version % PRIME
        a = (48271 * v + 11) % PRIME
        b = (a * a + v) % PRIME
        found ^= (b << 31) + (b * b + a) % PRIME
    return found
