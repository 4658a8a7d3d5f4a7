"""The page 参数汇总: figures rolled up by region or pooling area (clause 1.9)."""
