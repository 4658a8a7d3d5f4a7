"""Small sums typed into a number cell: '=100+20*3' becomes 160, exactly; nothing but + - * / and brackets. Pure."""

from __future__ import annotations

import re
from fractions import Fraction

_SIGNS = str.maketrans("０１２３４５６７８９．，＋－＊／（）＝×÷−", "0123456789.,+-*/()=*/-")
_TOKENS = re.compile(r"\s*([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?%?|\.[0-9]+%?|[-+*/()])")
LONGEST = 200
"""Characters of a sum; a longer one is left as it is."""
PLACES = 10
"""Digits after the point of a quotient that does not come out even; the field says when they are too many."""


class _NoSumError(Exception):
    """The text is no sum."""


def calculated(text: str) -> str:
    """Return the result of a text that begins with '=', the text itself where it is no sum."""
    plain = text.strip().translate(_SIGNS)
    if not plain.startswith("=") or len(plain) > LONGEST:
        return text
    try:
        tokens = _tokens(plain[1:])
        value = _total(tokens)
        if tokens:
            return text
    except (_NoSumError, ZeroDivisionError):
        return text
    return _shown(value)


def _tokens(text: str) -> list[str]:
    """Return the parts of a sum, last first, so that the next one is taken from the end."""
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        token = _TOKENS.match(text, place)
        if token is None:
            raise _NoSumError
        found.append(token.group(1))
        place = token.end()
    return found[::-1]


def _total(tokens: list[str]) -> Fraction:
    value = _product(tokens)
    while tokens and tokens[-1] in "+-":
        sign = 1 if tokens.pop() == "+" else -1
        value += sign * _product(tokens)
    return value


def _product(tokens: list[str]) -> Fraction:
    value = _number(tokens)
    while tokens and tokens[-1] in "*/":
        is_quotient = tokens.pop() == "/"
        other = _number(tokens)
        value = value / other if is_quotient else value * other
    return value


def _number(tokens: list[str]) -> Fraction:
    if not tokens:
        raise _NoSumError
    part = tokens.pop()
    if part in ("+", "-"):
        return _number(tokens) if part == "+" else -_number(tokens)
    if part == "(":
        value = _total(tokens)
        if not tokens or tokens.pop() != ")":
            raise _NoSumError
        return value
    if part in ("*", "/", ")"):
        raise _NoSumError
    whole = Fraction(part.replace(",", "").removesuffix("%"))
    return whole / 100 if part.endswith("%") else whole


def _shown(value: Fraction) -> str:
    # whole numbers throughout: a Decimal would round to 28 digits
    whole, rest = divmod(abs(scaled := round(value * 10**PLACES)), 10**PLACES)
    digits = f"{rest:0{PLACES}}".rstrip("0")
    return f"{'-' if scaled < 0 else ''}{whole}{'.' if digits else ''}{digits}"
