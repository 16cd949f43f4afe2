"""Frozen dataclasses to canonical JSON and back: the same value always gives the same bytes.

Keys sorted, no blanks, UTF-8, no floats. Stored snapshots and journal bodies are these bytes,
verbatim; they are never rebuilt from live objects to check a hash.
"""

import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union
from uuid import UUID

from pos.domain.money import Yen

T = TypeVar("T")
CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical_bytes(value: object) -> bytes:
    """Canonical JSON of dataclasses, tuples, dicts with str keys, Yen, dates, enums, ids, int, str.

    Raises TypeError for anything else, floats in particular.
    """
    return CANONICAL.encode(plain(value)).encode()


def plain(value: object) -> Any:
    """The value as JSON's own types; a dataclass becomes an object of its fields."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Yen):
        return value.amount
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if is_dataclass(value) and not isinstance(value, type):
        named = {name: plain(getattr(value, name)) for name in _names(type(value))}
        return {"": type(value).__name__, **named}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(plain(each) for each in value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    raise TypeError(f"{type(value).__name__} has no canonical form")


def revive(kind: type[T], data: bytes) -> T:
    """The dataclass that `canonical_bytes` wrote. Raises ValueError where it does not fit."""
    try:
        return typing.cast(T, _revive(kind, json.loads(data)))
    except (KeyError, TypeError, AttributeError) as cause:
        raise ValueError(f"not a stored {kind.__name__}") from cause


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _revive(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        return _revive_one_of(typing.get_args(kind), value)
    if origin is tuple:
        return _revive_tuple(typing.get_args(kind), value)
    if origin is frozenset:
        return frozenset(_revive(typing.get_args(kind)[0], each) for each in value)
    kind = getattr(kind, "__supertype__", kind)  # NewType
    if is_dataclass(kind) and kind is not Yen:
        hints, make = _hints(typing.cast(type, kind)), typing.cast(Any, kind)
        return make(**{key: _revive(hints[key], each) for key, each in value.items() if key})
    if kind is UUID:
        return UUID(hex=value)
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return value if kind in (int, str, bool) else kind(value)


def _revive_one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    kinds = tuple(kind for kind in kinds if kind is not type(None))
    if isinstance(value, dict) and "" in value:
        kinds = tuple(kind for kind in kinds if kind.__name__ == value[""])
    return _revive(kinds[0], value)


def _revive_tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_revive(kinds[0], each) for each in value)
    return tuple(_revive(kind, each) for kind, each in zip(kinds, value, strict=True))
