"""What is said of a port that is named by what is plugged in."""

from typing import Final

NONE: Final = "この装置はつながっていません"
SEVERAL: Final = "当てはまる装置がいくつもあります ({devices})。SER= か LOCATION= を書き足してください"
REGISTRATION_REFUSED: Final = "登録を断られました。係員パスワードが違うことがあります"
NOT_IN_YEN: Final = "端末の通貨が円ではありません（通貨番号{currency}）"
