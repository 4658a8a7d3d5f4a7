"""A staged move and what it sets: the parent, the values of the headings, and a code that follows its parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from app.tree import Node  # noqa: TC001 - the journal reads moves by their types

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from app.catalog import Catalog
    from app.fields import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A node, the node it stood below (with a `label` only: the top), and the one it is to stand below."""

    node: Node
    origin: Node
    target: Node


def is_same_place(one: Node, other: Node) -> bool:
    """Say whether two nodes are the same parent; nodes above all roots are."""
    return one.identity == other.identity


def folded(moves: Sequence[Move], *, more: Sequence[Move]) -> list[Move]:
    """Return the moves with `more` added: a node is moved once, and not at all when it comes back to its origin."""
    found: dict[Hashable, Move] = {move.node.identity: move for move in moves}
    for move in more:
        earlier = found.pop(move.node.identity, None)
        node, origin = (earlier.node, earlier.origin) if earlier else (move.node, move.origin)
        if not is_same_place(origin, move.target):
            found[move.node.identity] = Move(node=node, origin=origin, target=move.target)
    return list(found.values())


def group_values(catalog: Catalog, move: Move) -> dict[str, Value]:
    """Return the grouping values below the target; a region below a type alone becomes an area of its own."""
    values: dict[str, Value] = dict(move.target.groups)
    tree = catalog.tree
    if tree is None or not tree.groups:
        return {}
    if tree.each and tree.groups[-1] not in values:
        values[tree.groups[-1]] = move.node.code
    return {name: values[name] for name in tree.groups if name in values}


def new_code(catalog: Catalog, move: Move) -> str:
    """Return the code after a move: a code that extends its parent's takes the new parent's in place of the old."""
    code, above = move.node.code, move.target.code
    if not catalog.code_extends_parent or not above or above == move.origin.code:
        return code
    old = move.origin.code
    segment = code[len(old) :] if old and code.startswith(old) and code != old else code
    return above + segment


def changes_of(catalog: Catalog, move: Move) -> dict[str, Value]:
    """Return the values that a move sets on its own row."""
    found = group_values(catalog, move)
    if catalog.parent is not None:
        found[catalog.parent.name] = move.target.code
        found[catalog.code] = new_code(catalog, move)
    return {name: value for name, value in found.items() if name != catalog.code or value != move.node.code}


def place_words(node: Node) -> str:
    """Return how a place is called in lists: its label, without the number of rows below a heading."""
    return node.label.rpartition("（")[0] or node.label if node.is_heading else node.label


def in_new_place(catalog: Catalog, move: Move) -> Node:
    """Return the node as it stands in its new place: with its new code, and a word on where it comes from."""
    code = new_code(catalog, move)
    told = f"待应用：从“{place_words(move.origin)}”移到“{place_words(move.target)}”"
    return replace(
        move.node,
        label=f"{code} {move.node.name}".strip(),
        staged=told if code == move.node.code else f"{told}，代码 {move.node.code} → {code}",
        depth=move.target.depth + 1,
    )
