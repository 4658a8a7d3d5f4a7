"""The page of 下发与接收: packs to take and to issue, what they change, who has taken them (SPEC section 1)."""
