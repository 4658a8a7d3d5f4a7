"""The integrated platform's own dialect, turned into rows of this product (SPEC section 4; 数据接收)."""
