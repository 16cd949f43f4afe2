"""What is said of a port that is named by what is plugged in."""

from typing import Final

NONE: Final = "この装置はつながっていません"
SEVERAL: Final = "当てはまる装置がいくつもあります ({devices})。SER= か LOCATION= を書き足してください"
