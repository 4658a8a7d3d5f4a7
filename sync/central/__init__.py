"""The reference central service: serves the contract in sync/README.md."""
