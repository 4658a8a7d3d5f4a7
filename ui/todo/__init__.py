"""待办与消息, 日历, 催报 in the window (SPEC section 3; clauses 1.8, 1.9)."""
