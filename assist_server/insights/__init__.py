"""What the desk's own tickets say about its service: each figure with its uncertainty, of groups and of no one person.

The job `refresh` reads each ticket once; the pages are made from sums. docs/INSIGHTS.md says what each figure means.
"""
