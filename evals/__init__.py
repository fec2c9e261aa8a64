"""How right the extractor is, how sure that is, and what to fix next: run as `python -m evals`."""
