"""Runs statements in DuckDB.

Standard input: {"before": [STATEMENT...], "statements": [STATEMENT...]}. Prints a list: for each of
the statements {"rows": [[value...]...]}, or {"error": "..."}. What is asked, and what is right, is
not known here.
"""

import json
import sys

import duckdb

asked = json.load(sys.stdin)
connection = duckdb.connect(config={"threads": 2})
connection.execute("set TimeZone = 'UTC'")
# It is drawn on standard output.
connection.execute("set enable_progress_bar = false")
answers = []
for statement in asked.get("before", []):
    connection.execute(statement)
for statement in asked["statements"]:
    try:
        rows = connection.execute(statement).fetchall()
        answers.append({"rows": [list(row) for row in rows]})
    except Exception as error:
        answers.append({"error": str(error)[:600]})
json.dump(answers, sys.stdout, default=str)
