"""`terminal log`: the conversation about money stands in front, payments by the numbers that people use."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pos import cli
from pos.cli.terminal_reference import payments_meant
from pos.devices.conversation import Way
from pos.devices.conversation_log import FOLDER, ConversationLog
from pos.devices.simulator.engine import support_of
from pos.devices.simulator.scenario import ScenarioError
from pos.devices.simulator.scenario_file import load_scenario
from pos.domain.days import Clock
from pos.domain.ids import TerminalId
from pos.domain.payment import Method
from pos.system import now
from pos.wording.conversation import Entry, sentence
from pos.wording.own_notes import in_japanese
from pos.wording.simulator import simulator_problem
from tests.support.till import CLERK, Site, yen_basket


def ticking() -> Clock:
    at = now()

    def clock() -> object:
        nonlocal at
        at += timedelta(seconds=1)
        return at

    return clock  # type: ignore[return-value]


def recorded(data: Path, reference: str = "abc") -> None:
    """A charge that nobody can say about, and three questions about it."""
    log = ConversationLog(data / FOLDER, ticking())
    log.begin("query_last_successful_transaction_result", {})
    log.end("answered", {})
    log.begin("subtract_value", {"amount": 300, "reference": reference})
    log.frame(Way.IN, "04 0F", b"\x04\x0f", {"code": "EE"})
    log.end("unknown", {"cause": "no_answer", "message": "no result after the card was read"})
    for _ in range(3):
        log.begin("query_last_successful_transaction_result", {})
        log.end("unreachable", {"detail": "05 01: no answer"})


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    cli.main(["terminal", "log", *words])
    return capsys.readouterr().out


def test_the_last_conversation_is_the_one_about_money(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(tmp_path)
    told = said(capsys, "--last", "--data", str(tmp_path))
    assert "引去り [金額 ¥300" in told.splitlines()[0]
    assert told.count("端末の直前の取引の照会: 結果: 端末につながりませんでした") == 3
    assert told.count("かかった時間") == 1  # the questions take one line each
    whole = said(capsys, "--all", "--last", "2", "--data", str(tmp_path))
    assert whole.count("かかった時間") == 2
    assert "引去り [" not in whole


def test_our_own_notes_are_not_what_the_terminal_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(tmp_path)
    told = said(capsys, "--data", str(tmp_path))
    assert "端末の言葉" not in told
    assert "詳しく カードを読んだあと、結果が届きません" in told
    assert "詳しく 05 01: 返事がありません" in told
    assert "端末コード EE この表にないコード" in told
    theirs = Entry(now(), "end", "declined", facts={"message": "KARTE GESPERRT", "code": "05"})
    assert "端末の言葉 KARTE GESPERRT" in sentence(theirs)


def test_a_payment_is_found_by_the_numbers_that_people_use(
    opened_site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(opened_site.open()) as counter:
        sale = counter.ledger.promise_sale(
            yen_basket(counter, 300), method=Method.E_MONEY, clerk=CLERK.id, at=counter.clock(),
            terminal_id=TerminalId("T1"),
        )  # fmt: skip
    settings, payment = opened_site.settings, str(sale.payments[0].id)
    assert payments_meant(f"{sale.number}", settings) == (payment,)
    assert payments_meant(f"{sale.number}-1", settings) == (payment,)
    assert payments_meant(f"{sale.number}-2", settings) == ()
    assert payments_meant(payment, settings) == (payment,)
    recorded(settings.data, payment)
    told = said(capsys, "--reference", f"{sale.number}-1", "--data", str(settings.data))
    assert "引去り [金額 ¥300" in told
    assert "8-1" in said(capsys, "--reference", "999", "--data", str(settings.data))


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("/dev/x: [Errno 2] could not open port /dev/x: [Errno 2] No such file or directory: '/dev/x'",
         "その名前のポートはありません。/dev/x を開けませんでした。システムの説明: [Errno 2]"),
        ("socket://h:1: Could not open port socket://h:1: [Errno 111] Connection refused",
         "接続を断られました。socket://h:1 を開けませんでした。システムの説明: [Errno 111]"),
        ("A: refused (NAK)", "A: 端末が受け付けません（NAK）"),
        ("what a terminal says", "what a terminal says"),
    ],
)  # fmt: skip
def test_a_note_is_told_in_japanese_with_the_systems_words_behind_it(note: str, told: str) -> None:
    assert in_japanese(note).startswith(told)


def test_the_parts_of_a_terminal_are_named_in_japanese() -> None:
    parts = {"terminal": "ok", "host": "error", "clock": "unknown", "card": "ok", "van": "ok"}
    told = sentence(Entry(now(), "end", "answered", facts=parts))
    assert "端末本体 正常、決済センターとの通信 異常、時計 不明、カード読取部 正常" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[step]]\nfault = 'nonsense'\n", "[[step]] の1番目: fault 'nonsense' という指定はありません"),
        ("[[step]\n", "1行目"),
        ("delay_s = [3, 1]", "[最短, 最長]"),
        ("speed = 3", "speed = 3 という指定はありません"),
        ("[[step]]\ncard = 'Z'", "使えるもの"),
        ("terminal = 'X'", "数字8桁"),
        ("[[step]]\nfault = 'last_none'", "[[inquiry]] の下に"),
    ],
)
def test_a_wrong_scenario_is_told_in_japanese(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as wrong:
        load_scenario(file, support_of("zvt"))
    assert told in str(wrong.value).removeprefix(f"{file}: ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[Errno 2] No such file or directory: 'x'", "ファイルがありません"),
        ("[Errno 98] Address already in use", "ほかのソフトが使っています"),
        ("x.json is no book of this simulator", "x.json はこの模擬装置の帳簿ではありません"),
    ],
)
def test_a_simulator_that_cannot_start_says_why_in_japanese(text: str, told: str) -> None:
    assert told in simulator_problem(text)
