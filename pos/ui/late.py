"""What a late answer of the terminal means, in words for the clerk."""

from pos.domain.sale import Sale, SaleKind, SaleState


def settled_words(sale: Sale) -> str:
    """One sale or 取消 that was open and now is not."""
    cancels = sale.kind is SaleKind.CANCELLATION
    if sale.state is SaleState.SETTLED:
        if cancels:
            return f"取引番号 {sale.number}の取消は終わっていました。"
        return f"取引番号 {sale.number}は成立していました。もう一度引き去らないでください。"
    if cancels:
        return f"取引番号 {sale.number}の取消は行われていません。取消をやり直せます。"
    return f"取引番号 {sale.number}は引き去られていません。会計をやり直せます。"


def late_words(sales: tuple[Sale, ...]) -> str:
    """All of them, told beside whatever the clerk is doing now."""
    words = "".join(settled_words(sale) for sale in sales)
    paper = any(sale.state is SaleState.SETTLED for sale in sales)
    return f"処理未了の結果が分かりました。{words}" + ("書類は F2 取引一覧で出せます。" if paper else "")
