"""Papers of the counter: what they say (document), how they look (pdf, text), where they go (files)."""
