"""账户查询: accounts of own level and below with balance, lines and receipts (clause 1.6)."""
