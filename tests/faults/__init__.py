"""The faults that others found, row by row: ``python3 -m tests.faults`` says what each gives now."""
