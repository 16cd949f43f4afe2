"""The conversation record: bounded, private, never in the way, and told in words."""

import errno
import json
import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from pos.devices.conversation import Way
from pos.devices.conversation_log import (
    NAME,
    ConversationLog,
    conversations_about,
    last_conversation,
    last_conversations,
    log_state,
)
from pos.wording.conversation import told
from tests.devices.wiring import START, TOUCHED, at_paper, frame, slip


def ticking() -> Iterator[datetime]:
    return (START + timedelta(milliseconds=250 * step) for step in count())


@pytest.fixture
def log(tmp_path: Path) -> ConversationLog:
    times = ticking()
    return ConversationLog(tmp_path / "logs", lambda: next(times))


def pay(log: ConversationLog, reference: str, amount: int = 300) -> None:
    log.begin("subtract_value", {"amount": amount, "reference": reference})
    log.frame(Way.OUT, "B", b"\x02B*", {"amount": amount})
    log.frame(Way.IN, "ACK", b"\x06", {})
    log.end("approved", {"amount": amount, "sequence": "000000000008"})


def test_what_is_written_is_read_again(log: ConversationLog) -> None:
    pay(log, "one")
    pay(log, "two", 500)
    log.note("lost", {})
    folder = log.path.parent
    newest = last_conversation(folder)
    assert newest is not None
    assert [(each.kind, each.name) for each in newest.entries] == [
        ("begin", "subtract_value"), ("out", "B"), ("in", "ACK"), ("end", "approved"), ("note", "lost"),
    ]  # fmt: skip
    assert newest.entries[1].shown == "0242**"
    assert newest.entries[3].facts == {"amount": 500, "sequence": "000000000008"}
    assert newest.entries[2].at == START + timedelta(milliseconds=250 * 6)
    assert [each.reference for each in last_conversations(folder, 2)] == ["one", "two"]
    assert [each.reference for each in conversations_about(folder, "one")] == ["one"]
    assert conversations_about(folder, "") == ()


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_nobody_else_reads_it(log: ConversationLog) -> None:
    before = os.umask(0)
    try:
        pay(log, "one")
    finally:
        os.umask(before)
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.path.parent.stat().st_mode) == 0o700


def test_it_stays_within_its_size_and_keeps_the_newest(tmp_path: Path) -> None:
    times = ticking()
    log = ConversationLog(tmp_path, lambda: next(times), longest=2_000, files=3)
    for number in range(60):
        pay(log, f"p{number}")
    files = sorted(tmp_path.iterdir())
    assert [each.name for each in files] == [NAME, f"{NAME}.1", f"{NAME}.2"]
    assert all(each.stat().st_size <= 2_000 for each in files)
    kept = [each.reference for each in last_conversations(tmp_path, 60)]
    assert kept == [f"p{number}" for number in range(60 - len(kept), 60)]
    assert len(kept) > 5


def test_a_torn_line_costs_only_itself(log: ConversationLog) -> None:
    pay(log, "one")
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + whole[:50])
    pay(log, "two")
    log.path.write_bytes(log.path.read_bytes() + b"[1]\nnull\n{\n\xff\xfe\n")
    assert [each.reference for each in last_conversations(log.path.parent, 9)] == ["one", "two"]
    assert [each.kind for each in last_conversations(log.path.parent)[0].entries].count("end") == 1


def test_a_disk_that_fails_disturbs_nothing_and_is_counted(
    log: ConversationLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    pay(log, "one")
    with monkeypatch.context() as full:
        full.setattr(os, "write", _no_space)
        pay(log, "two")
        assert log.lost == 4
    pay(log, "three")
    assert log.lost == 0
    state = log_state(log.path.parent)
    assert (state.lost, state.writable, state.size) == (4, True, log.path.stat().st_size)
    third = last_conversations(log.path.parent)[0]
    assert (third.entries[0].lost_before, third.reference) == (4, "three")


def _no_space(*_: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_place_that_is_no_folder_disturbs_nothing(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    log = ConversationLog(tmp_path / "logs", lambda: START)
    pay(log, "one")
    assert log.lost == 4


def test_the_second_net_stars_what_a_driver_forgot(log: ConversationLog) -> None:
    log.begin("subtract_value", {"reference": "0b0f4c1e-1111-4222-8333-123456789012"})
    log.end("declined", {"message": "card 4111111111111111 refused"})
    text = log.path.read_text("utf-8")
    assert "411111111111" not in text
    assert "0b0f4c1e-1111-4222-8333-123456789012" in text


def test_nothing_is_there_yet(tmp_path: Path) -> None:
    assert last_conversation(tmp_path) is None
    state = log_state(tmp_path)
    assert (state.size, state.newest, state.lost, state.writable) == (0, None, 0, True)
    assert told(()) == ()


def test_a_technician_follows_a_payment(log: ConversationLog) -> None:
    till, _ = at_paper(B=b"\x06" + TOUCHED + frame("b", slip(8, 300)))
    till.charge(300)
    begun = max(place for place, each in enumerate(till.heard.said) if each[0] == "begin")
    for kind, name, content, facts in till.heard.said[begun:]:
        match kind:
            case "begin":
                log.begin(name, facts)
            case "end":
                log.end(name, facts)
            case "note":
                log.note(name, facts)
            case _:
                log.frame(Way(kind), name, content, facts)
    newest = last_conversation(log.path.parent)
    assert newest is not None
    lines = told(newest.entries)
    text = "\n".join(lines)
    assert lines[0].startswith("2026-11-24 10:15:30 引去り [金額 ¥300")
    for words in ("→ 引去りを求めました (B) [金額 ¥300]", "非接触カードがかざされました (@)",
                  "← 引去りの結果 (b) [内容 承認", "取引前残高 ¥5,000", "カード下4桁 6789",
                  "結果: 成立しました", "かかった時間", "(+0.25秒)"):  # fmt: skip
        assert words in text, text
    for each in log.path.read_text("utf-8").splitlines():
        assert json.loads(each)["at"].endswith("+09:00")


def test_a_conversation_without_an_end_is_said_to_be_cut_off(log: ConversationLog) -> None:
    log.begin("subtract_value", {"amount": 300})
    log.frame(Way.OUT, "06 01", b"\x06\x01", {"amount": 300})
    log.frame(Way.IN, "04 FF 0A", b"", {"code": "0A"})
    log.frame(Way.IN, "80 00 00", b"", {})
    log.frame(Way.IN, "84 9C 00", b"", {"code": "9C"})
    newest = last_conversation(log.path.parent)
    assert newest is not None
    text = "\n".join(told(newest.entries))
    for words in ("引去りを求めました (06 01)", "カードを待っています", "受け付けました (80 00 00)",
                  "受け付けませんでした (84 9C 00) [端末コード 9C 準備中]", "途中で"):  # fmt: skip
        assert words in text, text
