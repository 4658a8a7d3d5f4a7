"""Pinyin initials of Chinese names, so that `qyyl` finds 企业养老 (clause 2, 查询)."""

from app.spelling.initials import initials, is_spelled
from app.spelling.words import matches

__all__ = ["initials", "is_spelled", "matches"]
