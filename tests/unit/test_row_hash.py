"""The hash of a row is what the contract says, as SQL computes it too, and does not cancel out over neighbours."""

from __future__ import annotations

import random
import sqlite3
from functools import reduce
from itertools import pairwise
from operator import xor

from sync.row_hash import PRIME, row_hash, xor_of

SQL = """
WITH one AS (SELECT (48271 * :v + 11) % :p AS a),
     two AS (SELECT a, (a * a + :v) % :p AS b FROM one)
SELECT (b << 31) + (b * b + a) % :p FROM two
"""


def test_sql_computes_the_same() -> None:
    with_sql = sqlite3.connect(":memory:")
    some = random.Random(20)  # noqa: S311 - any numbers will do
    versions = [0, 1, PRIME - 1, PRIME, PRIME + 1, 2**40, *(some.randrange(2**46) for _ in range(200))]
    assert [row_hash(one) for one in versions] == [
        with_sql.execute(SQL, {"v": one, "p": PRIME}).fetchone()[0] for one in versions
    ]
    with_sql.close()


def test_it_fits_into_a_signed_column_of_64_bits() -> None:
    assert all(0 <= row_hash(version) < 2**62 for version in (0, 1, PRIME - 1, PRIME, 2**63 - 1))


def test_neighbouring_versions_do_not_cancel_out() -> None:
    hashes = [row_hash(version) for version in range(100_000)]
    assert len(set(hashes)) == len(hashes)
    assert len({one ^ other for one, other in pairwise(hashes)}) == len(hashes) - 1
    assert len({reduce(xor, hashes[n : n + 4]) for n in range(0, len(hashes), 4)}) == len(hashes) // 4


def test_the_order_of_rows_does_not_matter() -> None:
    assert xor_of([5, 1, 9]) == xor_of([1, 5, 9]) == row_hash(1) ^ row_hash(5) ^ row_hash(9)
    assert xor_of([]) == 0
