"""`madoguchi terminal log` and `madoguchi terminal ports`: what was said, and what is plugged in."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pos.config import load_settings
from pos.devices.conversation_log import (
    FOLDER,
    RecordedConversation,
    conversations_about,
    last_conversations,
)
from pos.devices.link import LinkError, list_ports
from pos.errors import DeviceError, Reason
from pos.system import storage_error
from pos.wording import command_line as words
from pos.wording.conversation import Entry, told

EXIT_NOTHING: Final = 3  # as `last` where the terminal has no transaction


def run(arguments: argparse.Namespace) -> int:
    """Run it; 3 where there is nothing to show. Raises OperatingError."""
    return _log(arguments) if arguments.action == "log" else _ports(arguments)


def _log(arguments: argparse.Namespace) -> int:
    folder = load_settings(data=arguments.data).data / FOLDER
    found = _found(folder, arguments.reference, arguments.last)
    if arguments.json:
        answer = {"conversations": [_as_json(each) for each in found]}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_as_text(each) for each in found) or words.NO_CONVERSATION + "\n")
    return 0 if found else EXIT_NOTHING


def _found(folder: Path, reference: str | None, count: int) -> tuple[RecordedConversation, ...]:
    try:
        if reference is None:
            return last_conversations(folder, count)
        return conversations_about(folder, reference)
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
        lines = [f"{each.address}\n    {each.device} {each.description}\n" for each in ports]
        sys.stdout.write("".join(lines) or words.NO_PORT + "\n")
    return 0 if ports else EXIT_NOTHING
