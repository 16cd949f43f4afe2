"""Looking back: the list of sales, reprints, 取消."""
