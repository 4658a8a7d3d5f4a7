"""Receipts of the fund accounts: files by their content, attached to lines and days of accounts (clause 1.6)."""
