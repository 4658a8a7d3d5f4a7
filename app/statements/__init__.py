"""Bank statements of the fund accounts: import, balance check, reconciliation, receipts (clause 1.6)."""
