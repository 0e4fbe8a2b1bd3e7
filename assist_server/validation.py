"""Validate what a caller sends, and name what was passed over.

Fields that are not known are no error: a newer export or a newer client must not break. They are named in hints
instead, each with the known field that is nearest. A request without a mistake pays nothing: it is validated once,
strictly; only what fails is looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from typing_extensions import TypeAliasType

from assist_server.results import Hint, HintPlace

MOST = 20  # hints of one answer
MOST_POINTER = 200  # characters
CLOSE = 0.7  # share of two names that is alike, from which on one is taken for the other misspelt
DEPTH = 5  # of models within models
UNKNOWN = "extra_forbidden"
EACH = "*"  # any item of a list, in a location

Location = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)
Validate = Callable[..., Model]


class InvalidRequest(Exception):
    """What was sent is not as documented: what is wrong with it, and where it names what is not known."""

    def __init__(self, cause: ValidationError, hints: Sequence[Hint] = (), unknown: Sequence[Location] = ()) -> None:
        super().__init__()
        self.cause, self.hints, self.unknown = cause, list(hints), list(unknown)


def read_json(model: type[Model], data: bytes) -> tuple[Model, list[Hint]]:
    """Return the value and hints at what is not known. Raises InvalidRequest, UnicodeDecodeError."""
    return _with_hints(model, "body", lambda **how: model.model_validate_json(data, **how))


def read_fields(model: type[Model], given: Mapping[str, Any], place: HintPlace) -> tuple[Model, list[Hint]]:
    """Do the same with fields that are no JSON, such as the parameters of an address. Raises InvalidRequest."""
    return _with_hints(model, place, lambda **how: model.model_validate(given, **how))


def read_line(model: type[Model], line: bytes) -> tuple[Model, list[Location]]:
    """Return the value of one line of many, and where it names what is not known. Raises InvalidRequest."""
    return _leniently(lambda **how: model.model_validate_json(line, **how))


def _with_hints(model: type[Model], place: HintPlace, validate: Validate[Model]) -> tuple[Model, list[Hint]]:
    try:
        value, unknown = _leniently(validate)
    except InvalidRequest as exc:
        raise InvalidRequest(exc.cause, hints_at(model, exc.unknown, place)) from exc.cause
    return value, hints_at(model, unknown, place)


def _leniently(validate: Validate[Model]) -> tuple[Model, list[Location]]:
    """Validate strictly; where something is not known, once more without minding that."""
    try:
        return validate(extra="forbid"), []
    except ValidationError as exc:
        unknown = list(unknown_locations(exc))
        if not unknown:
            raise InvalidRequest(exc) from exc
    try:
        return validate(), unknown
    except ValidationError as exc:
        raise InvalidRequest(exc, unknown=unknown) from exc


def hints_at(model: type[BaseModel], unknown: Sequence[Location], place: HintPlace = "body") -> list[Hint]:
    """Return a hint for each field that the model does not know, the first ones."""
    return [hint_at(model, location, place) for location in unknown[:MOST]] + _more(len(unknown) - MOST, place)


def unknown_locations(exc: ValidationError) -> Iterator[Location]:
    """Yield where a strict validation met fields that are not known."""
    for error in exc.errors(include_url=False, include_context=False, include_input=False):
        if error["type"] == UNKNOWN:
            yield error["loc"]


def counted(model: type[BaseModel], lines: Counter[Location]) -> list[Hint]:
    """Return a hint for each place that lines of a bulk request name and the model does not know, the first ones."""
    hints = [hint_at(model, location, "body", count) for location, count in list(lines.items())[:MOST]]
    return hints + _more(len(lines) - MOST, "body")


def of_any_item(location: Location) -> Location:
    """Return a location with the numbers of list items left open, so that those of many items are one."""
    return tuple(EACH if isinstance(part, int) else part for part in location)


def hint_at(model: type[BaseModel], location: Location, place: HintPlace, lines: int | None = None) -> Hint:
    """Return a hint at a field that is not known, with the known one that may be meant."""
    name = str(location[-1])
    names = _names_at(model, location[:-1])
    what = "This parameter is" if place == "query" else "This field is"
    return Hint(
        place=place,
        pointer=pointer(location),
        code="unknown_field",
        detail=f"{what} not known and was not read. {_meant(model, name, names)}",
        lines=lines,
    )


def unknown_brand(brand: str, known: Iterable[str], at: str, place: HintPlace = "body") -> Hint:
    """Return a hint at a brand under which nothing is stored."""
    names = sorted(known)
    meant = f"Did you mean {near}?" if (near := nearest(brand, names)) else f"Known here: {', '.join(names[:MOST])}."
    detail = f"Nothing is stored under this brand. {meant if names else 'No brand is known here.'}"
    return Hint(place=place, pointer=at, code="unknown_brand", detail=detail)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is nearest to a misspelt one, None where none is near."""
    plain = {_plain(one): one for one in known}
    close = get_close_matches(_plain(name[:100]), plain, n=1, cutoff=CLOSE)
    return plain[close[0]] if close else None


def pointer(location: Location) -> str:
    """Return a location as a JSON pointer."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)[:MOST_POINTER]


def _more(count: int, place: HintPlace) -> list[Hint]:
    detail = f"{count} more that are not known were not read."
    return [Hint(place=place, pointer="", code="unknown_field", detail=detail)] if count > 0 else []


def _meant(model: type[BaseModel], name: str, names: Sequence[str]) -> str:
    near = nearest(name, names)
    if near is None and (elsewhere := _places(model).get(_plain(name))):
        near = elsewhere
    if near is not None:
        return f"Did you mean {near}?"
    return f"Known here: {', '.join(names)}." if names else "Nothing is read here."


def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _names_at(model: type[BaseModel], location: Location) -> list[str]:
    """Return the names of the fields that are known at a location."""
    models = [model]
    for part in location:
        fields = [
            one.model_fields[part].annotation for one in models if isinstance(part, str) and part in one.model_fields
        ]
        models = [inner for field in fields for inner in _models(field)] if fields else models if _is_item(part) else []
    return sorted({name for one in models for name in one.model_fields})


def _is_item(part: int | str) -> bool:
    return isinstance(part, int) or part == EACH


@lru_cache(maxsize=100)
def _places(model: type[BaseModel], depth: int = DEPTH) -> dict[str, str]:
    """Return where the model's fields are, by their names; the outer one of two of one name."""
    found = {_plain(name): f"/{name}" for name in model.model_fields}
    for name, field in model.model_fields.items():
        for inner in _models(field.annotation) if depth else ():
            for plain, place in _places(inner, depth - 1).items():
                found.setdefault(plain, f"/{name}{place}")
    return found


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that a type is made of."""
    if isinstance(annotation, TypeAliasType):
        yield from _models(annotation.__value__)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, UnionType, list):
        for part in get_args(annotation):
            yield from _models(part)
