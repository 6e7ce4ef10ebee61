"""Small faults, one at a time: each is the source of a module with a single place changed.

What is not changed: docstrings, annotations, and the words of sentences (the tests of wording hold those).
"""

import ast
import copy
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.Mod: ast.Mult,
}  # fmt: skip
# Calls whose words are for people.
WORDED = {"Sentence"}


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what was and what stands there instead, and the whole tree."""

    path: str
    line: int
    was: str
    now: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Name it without its line, so that a reason written for it outlives a line added above."""
        return f"{self.path} : {self.was} -> {self.now}"


def mutants_of(path: str, source: str, only: tuple[str, ...] = ()) -> list[Mutant]:
    """Return every mutant of a module, or of the named functions and classes of it."""
    tree = ast.parse(source)
    wanted = [
        node
        for node in tree.body
        if (not only or getattr(node, "name", "") in only)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    made: list[Mutant] = []
    for place in [node for top in wanted for node in _places(top)]:
        was = _short(place)
        made += [_mutant(path, tree, place, was, change) for change in _changes(place)]
    return made


def by_lot(mutants: list[Mutant], most: int) -> list[Mutant]:
    """Draw some mutants, always the same: by the hash of their names."""
    return sorted(mutants, key=lambda one: hashlib.sha256(f"{one.name}|{one.line}".encode()).digest())[: most or None]


def _places(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WORDED:
            continue
        for child in value if isinstance(value, list) else [value]:
            is_words = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not is_words:
                yield from _places(child)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand instead of a node."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield ast.Compare(node.left, [*node.ops[:place], other(), *node.ops[place + 1 :]], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.Invert, ast.USub)):
        yield node.operand
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
    elif isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        yield ast.AugAssign(node.target, ARITHMETIC[type(node.op)](), node.value)
    elif isinstance(node, ast.Constant):
        yield from map(ast.Constant, _constants(node.value))
    else:
        yield from _statements(node)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield ast.Pass()
    elif isinstance(node, ast.Raise):
        yield ast.Expr(ast.Constant(None))
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Call) and node.args and not isinstance(node.args[0], ast.Starred):
        worded = getattr(node.func, "id", "") in WORDED
        yield from [] if worded or isinstance(node.args[0], ast.GeneratorExp) else [node.args[0]]


def _constants(value: object) -> Iterator[str | int | bytes | float | bool]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, (int, float)):
        yield value + 1
    elif isinstance(value, bytes):
        yield value + b"X"
    elif isinstance(value, str) and _is_table(value):
        yield from _cells(value)
    elif isinstance(value, str):
        yield f"X{value}"


def _cells(table: str) -> Iterator[str]:
    """Yield a table with one right given or taken; the first line and the first column name things."""
    lines = table.strip().splitlines()
    for place, line in enumerate(lines[1:], 1):
        action, *rights = line.split()
        for column, right in enumerate(rights):
            changed = [*rights[:column], "all" if right == "-" else "-", *rights[column + 1 :]]
            yield "\n".join([*lines[:place], " ".join([action, *changed]), *lines[place + 1 :]])


def _is_table(text: str) -> bool:
    return text.lstrip().startswith("action ") and "\n" in text


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _mutant(path: str, tree: ast.Module, place: ast.AST, was: str, change: ast.AST) -> Mutant:
    memo: dict[int, object] = {id(place): copy.deepcopy(change)}
    changed = ast.fix_missing_locations(copy.deepcopy(tree, memo))
    old, new = getattr(place, "value", None), getattr(change, "value", None)
    if isinstance(old, str) and isinstance(new, str) and _is_table(old):
        lines = [" ".join(line.split()) for line in old.splitlines()]
        now = next(line for line in (" ".join(line.split()) for line in new.splitlines()) if line not in lines)
        at = next(n for n, line in enumerate(lines) if line.split()[:1] == now.split()[:1])
        return Mutant(path, getattr(place, "lineno", 0) + at, lines[at], now, changed)
    return Mutant(path, getattr(place, "lineno", 0), was, _short(change), changed)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."
