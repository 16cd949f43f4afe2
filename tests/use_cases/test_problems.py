"""Every finding of the verification has a sentence, and every table a name."""

import pytest

from pos.ledger.schema import DERIVED, JOURNAL, RECORDED
from pos.wording import problem_text
from pos.wording.problems import TABLES


def test_every_table_has_a_name() -> None:
    tables = {each.name for each in (*RECORDED, *DERIVED, JOURNAL)}
    assert tables <= TABLES.keys()


@pytest.mark.parametrize(
    ("where", "what", "said"),
    [
        ("journal 7 hash", "the chain breaks here",
         "電子ジャーナル [journal 7 hash] 記録の連鎖がここで切れています"),
        ("sale 01/a total", "is 300, journal record 9 says 200",
         "取引 [sale 01/a total] 値が記録と合いません（300, journal record 9 says 200）"),
        ("payment 01/b", "missing; journal record 9 has it",
         "支払 [payment 01/b] 行が失われています（journal record 9 has it）"),
        ("code 48-363a576642242df9", "another record: here it is 48-0",
         "書類の記録番号 [code 48-363a576642242df9] この台帳では別の記録です。"  # noqa: ISC004
         "台帳が作り直されたか、別の台帳です（here it is 48-0）"),
        ("file", "unreadable: disk image is malformed",
         "台帳のファイル [file] 読み取れません（disk image is malformed）"),
        ("voucher 01/3", "does not sum to zero",
         "仕訳伝票 [voucher 01/3] 帳簿の決まりに反しています（does not sum to zero）"),
    ],
)  # fmt: skip
def test_findings_in_words(where: str, what: str, said: str) -> None:
    assert problem_text(where, what) == said
