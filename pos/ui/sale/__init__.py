"""Selling: the sale, its payment, its result, and 処理未了."""
