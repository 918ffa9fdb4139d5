"""Answers to questions about policies: the articles found, judged and quoted word by word; no text is generated."""
