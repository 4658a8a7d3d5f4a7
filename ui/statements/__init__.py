"""Windows of the bank statements: import of the banks' files, check and reconciliation (clause 1.6)."""
