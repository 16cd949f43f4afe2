"""Choosing, trying and reading a payment terminal: shared by the assistant and 管理."""
