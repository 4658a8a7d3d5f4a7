"""What crosses the wire: the contract, the round, and the reference central; without Qt."""
