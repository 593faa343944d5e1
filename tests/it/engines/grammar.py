"""Whether statements are written as a dialect wants them: parsed by sqlglot, run by nobody.

Standard input: a list of {"read": DIALECT, "sql": STATEMENT}. Prints a list: null, or what is wrong.
"""

import json
import sys

import sqlglot


def fault(statement):
    try:
        parsed = sqlglot.parse(statement["sql"], read=statement["read"])
    except Exception as error:
        return str(error)[:600]
    return None if len(parsed) == 1 else f"{len(parsed)} statements"


json.dump([fault(statement) for statement in json.load(sys.stdin)], sys.stdout)
