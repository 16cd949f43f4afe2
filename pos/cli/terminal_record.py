"""`madoguchi terminal log` and `madoguchi terminal ports`: what was said, and what is plugged in."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pos.cli.terminal_reference import payments_meant
from pos.config import Settings, load_settings
from pos.devices.conversation_log import (
    FOLDER,
    RecordedConversation,
    conversations_about,
    last_about_money,
    last_conversations,
    moves_money,
)
from pos.devices.link import LinkError, list_ports
from pos.errors import DeviceError, Reason
from pos.system import storage_error
from pos.wording import command_line as words
from pos.wording.conversation import Entry, brief, told

EXIT_NOTHING: Final = 3  # as `last` where the terminal has no transaction


def run(arguments: argparse.Namespace) -> int:
    """Run it; 3 where there is nothing to show. Raises OperatingError."""
    return _log(arguments) if arguments.action == "log" else _ports(arguments)


def _log(arguments: argparse.Namespace) -> int:
    settings = load_settings(data=arguments.data)
    folder = settings.data / FOLDER
    found = _found(folder, arguments, settings)
    whole = arguments.all or arguments.reference is not None or not any(map(moves_money, found))
    if arguments.json:
        answer = {"conversations": [_as_json(each) for each in found]}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_told(found, whole=whole) or _nothing(folder, arguments) + "\n")
    return 0 if found else EXIT_NOTHING


def _found(
    folder: Path, arguments: argparse.Namespace, settings: Settings
) -> tuple[RecordedConversation, ...]:
    try:
        if arguments.reference is not None:
            meant = payments_meant(arguments.reference, settings)
            return tuple(each for one in meant for each in conversations_about(folder, one))
        if arguments.all:
            return last_conversations(folder, arguments.last)
        return last_about_money(folder, arguments.last)
    except OSError as error:
        raise storage_error(folder, error) from error


def _as_json(conversation: RecordedConversation) -> dict[str, object]:
    return {
        "operation": conversation.operation,
        "reference": conversation.reference,
        "lines": list(told(conversation.entries)),
        "entries": [_entry(each) for each in conversation.entries],
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "name": entry.name,
        "bytes": entry.shown,
        "facts": dict(entry.facts),
    }


def _told(found: tuple[RecordedConversation, ...], *, whole: bool) -> str:
    """Money in full; a question in one line, unless all is wanted."""
    parts = [
        _as_text(each) + "\n" if whole or moves_money(each) else f"{brief(each.entries)}\n" for each in found
    ]
    return "".join(parts).rstrip("\n") + "\n" if parts else ""


def _nothing(folder: Path, arguments: argparse.Namespace) -> str:
    """Where it was looked for, and how a payment is named."""
    said = words.NO_CONVERSATION.format(folder=folder)
    return said if arguments.reference is None else f"{said}{words.REFERENCE_KINDS}"


def _as_text(conversation: RecordedConversation) -> str:
    return "".join(f"{line}\n" for line in told(conversation.entries))


def _ports(arguments: argparse.Namespace) -> int:
    try:
        ports = list_ports()
    except LinkError as error:
        raise DeviceError(Reason.TERMINAL_UNREACHABLE, port="", detail=str(error)) from error
    if arguments.json:
        sys.stdout.write(json.dumps({"ports": [asdict(each) for each in ports]}, ensure_ascii=False) + "\n")
    else:
        lines = [f"{each.address}\n    {each.device} {each.description}".rstrip() + "\n" for each in ports]
        sys.stdout.write("".join(lines) or words.NO_PORT + "\n")
    return 0 if ports else EXIT_NOTHING
