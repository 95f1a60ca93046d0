"""The figures of docs/scaling.md, measured as ratios inside one run; see docs/decisions/0006.

`make bench` runs all of it, `python -m tests.bench cpu search --quick` a part of it, less often.
"""
