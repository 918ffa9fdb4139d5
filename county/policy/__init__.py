"""Policies: documents with articles and validity, and what their texts and the questions about them state."""
