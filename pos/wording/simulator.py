"""What the simulated terminal says to the person who starts it."""

from typing import Final

LINK_TAKEN: Final = (
    "{path} にはほかのファイルがあるため、使いません。--link には、まだない名前を指定してください。"
)
ADDRESS_EXPECTED: Final = (
    "--listen には ホスト:ポート（ポートは0から{last}まで）を指定してください。「{text}」は使えません。"
)
