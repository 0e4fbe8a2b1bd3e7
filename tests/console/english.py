"""The English sentences that a page of the console may show and that are written elsewhere: found in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator
from functools import cache

from tests.test_layers import modules

ROOTS = {"AssistError", "EmbeddingError"}
TOLD = {"HealthCheck": ("detail", "mend"), "Unread": ("reason",)}  # what else holds sentences: its fields that do
PLACES = {  # and which of their arguments are sentences
    "HealthCheck": (2, 3),
    "Unread": (1,),
    "Unheard": (0,),
    "_fine": (1,),
    "_end": (3,),
    "end_job": (3,),
    "note_job": (2,),
    "fail_generation": (2,),
}
JUDGES = ("assist_server.checking", "assist_server.comparing", "assist_server.erasure")  # whose sentences are reasons
APART = (  # what answers no page: the command line, the API's own answers, what a process says when it does not start
    "assist_server.api.customers",
    "assist_server.api.drafts",
    "assist_server.api.events",
    "assist_server.api.keys",
    "assist_server.api.knowledge",
    "assist_server.api.operations",
    "assist_server.cli",
    "assist_server.cache",
    "assist_server.demo",
    "assist_server.console.demo_page",
    "assist_server.listener",
    "assist_server.problems",
    "assist_server.server_lock",
    "assist_server.serving",
    "assist_server.worker",
)
AT_START = {  # of settings: no page is there yet
    "{0} is {1}: it {2}.",
    "REDIS_URL is not usable: it must be {0}.",
    "an address like redis://:PASSWORD@HOST:6379/0, rediss://… or unix://PATH",
    "must be yes or no",
    "not usable",
    "Correct the variable and start again.",
}
NAMES = {"", "Redis"}
HELD_APART = {"what it answers is not JSON", "Cancelled"}  # a reason in a tuple, the name of an exception
TICKET = "assist_server.ticket"  # whose ValueErrors are told by pydantic
SENTENCE = re.compile(r"[A-Z{].* .*[.}]", re.DOTALL)
COMMAND = re.compile(r"Run: .*", re.DOTALL)


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax trees of the modules by their names."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules().items()}


@cache
def errors() -> frozenset[str]:
    """Return the names of all classes of errors that a person can act on."""
    bases = {
        node.name: {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found: set[str] = set(ROOTS)
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


@cache
def english() -> dict[str, str]:
    """Return every sentence, its blanks numbered, with the name of a module that says it."""
    found: dict[str, str] = {}
    for name, tree in trees().items():
        if name.startswith(APART):
            continue
        raised = errors() | ({"ValueError"} if name == TICKET else set())
        said = {template for scope in _scopes(tree) for template in _of_calls(tree, scope, raised)}
        said |= _judged(tree) if name in JUDGES else set()
        found |= {COMMAND.sub("Run: {0}", template): name for template in said - AT_START - NAMES}
    return found | dict.fromkeys(_strings() & HELD_APART, "")


def _strings() -> set[str]:
    """Return every string and every name of a class that there is."""
    nodes = [node for tree in trees().values() for node in ast.walk(tree)]
    return {str(node.value) for node in nodes if isinstance(node, ast.Constant)} | {
        node.name for node in nodes if isinstance(node, ast.ClassDef)
    }


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the module and each function."""
    yield tree
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _of_calls(tree: ast.Module, scope: ast.AST, raised: Container[str]) -> Iterator[str]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Call):
            for spoken in _spoken(node, raised):
                yield from _templates(spoken, tree, scope)


def _spoken(call: ast.Call, raised: Container[str]) -> Iterator[ast.expr]:
    """Yield what a call says to a person."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    places, names = PLACES.get(name, ()), TOLD.get(name, ())
    if name in raised or _is_super(call):
        places, names = (0,), ("detail", "mend")
    yield from (call.args[place] for place in places if place < len(call.args))
    yield from (keyword.value for keyword in call.keywords if keyword.arg in names)


def _is_super(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "super()"


def _templates(spoken: ast.expr, tree: ast.Module, scope: ast.AST) -> Iterator[str]:
    """Yield the sentences that an expression may be, and those that stand in its blanks."""
    if isinstance(spoken, ast.Constant) and isinstance(spoken.value, str):
        yield spoken.value.replace("{", "{{").replace("}", "}}")
    elif isinstance(spoken, ast.JoinedStr):
        yield _numbered(spoken, tree)
        for part in spoken.values:
            if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
                yield from (one for one in _templates(part.value, tree, scope) if " " in one)
    else:
        for inner in _meant(spoken, tree, scope):
            yield from _templates(inner, tree, scope)


def _meant(spoken: ast.expr, tree: ast.Module, scope: ast.AST) -> list[ast.expr]:
    """Return what a name, a choice or a function of the same module stands for."""
    if isinstance(spoken, ast.IfExp):
        return [spoken.body, spoken.orelse]
    if isinstance(spoken, ast.BoolOp):
        return spoken.values
    if isinstance(spoken, ast.Name):
        return [*_assigned(spoken.id, scope), *_assigned(spoken.id, _home(spoken.id, tree))]
    if isinstance(spoken, ast.Call) and isinstance(spoken.func, ast.Name):
        called = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == spoken.func.id]
        return [n.value for one in called for n in ast.walk(one) if isinstance(n, ast.Return) and n.value]
    return []


def _home(name: str, tree: ast.Module) -> ast.Module:
    """Return the tree of the module that a constant comes from."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            return trees().get(node.module or "", tree)
    return tree


def _assigned(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    nodes = scope.body if isinstance(scope, ast.Module) else ast.walk(scope)
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _paired(name, target, node.value)


def _paired(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _paired(name, one, other)


def _numbered(spoken: ast.JoinedStr, tree: ast.Module) -> str:
    """Return an f-string with its blanks numbered; a constant word of the module is no blank."""
    told, count = "", 0
    for part in spoken.values:
        if isinstance(part, ast.Constant):
            told += str(part.value).replace("{", "{{").replace("}", "}}")
            continue
        word = next(_words(part, tree), "")
        told, count = (told + word, count) if word else (f"{told}{{{count}}}", count + 1)
    return told


def _words(part: ast.expr, tree: ast.Module) -> Iterator[str]:
    if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
        for value in _assigned(part.value.id, _home(part.value.id, tree)):
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and " " not in value.value:
                yield value.value


def _judged(tree: ast.Module) -> set[str]:
    """Return whatever is a sentence in a module, but what describes it."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    inner -= {id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)}
    inner |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    told = [node for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inner]
    found = {template for node in told for template in _templates(node, tree, tree)}
    return {template for template in found if SENTENCE.fullmatch(template)}
