"""测算: income, spending, balance and months payable over some years from assumptions one can see (clause 1.8)."""
