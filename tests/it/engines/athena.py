"""Runs statements meant for Athena in DuckDB, since nobody can run Athena here.

Standard input: {"layout": ..., "location": DIR, "always": [FLAG...], "statements": [...]}. The answers are as `duck.py`
prints them. `sqlglot` puts the text into DuckDB's words; the table is a view of the Parquet data
set, or one with the columns that AWS documents, filled from the raw log files. What Athena's own
reader makes of values of odd types is not known, and not imitated.
"""

import glob
import gzip
import ipaddress
import json
import os
import re
import sys
import tempfile

import duckdb
import sqlglot
from sqlglot import exp

TABLE = "cloudtrail_logs"

# AWS's page on querying CloudTrail logs in Athena with partition projection.
DOCUMENTED = {
    "eventversion": "text",
    "useridentity": {
        "type": "text", "principalid": "text", "arn": "text", "accountid": "text",
        "invokedby": "text", "accesskeyid": "text", "username": "text",
        "onbehalfof": {"userid": "text", "identitystorearn": "text"},
        "sessioncontext": {
            "attributes": {"mfaauthenticated": "text", "creationdate": "text"},
            "sessionissuer": {
                "type": "text", "principalid": "text", "arn": "text", "accountid": "text",
                "username": "text",
            },
            "ec2roledelivery": "text",
            "webidfederationdata": {"federatedprovider": "text", "attributes": "map"},
        },
    },
    "eventtime": "text", "eventsource": "text", "eventname": "text", "awsregion": "text",
    "sourceipaddress": "text", "useragent": "text", "errorcode": "text", "errormessage": "text",
    "requestparameters": "text", "responseelements": "text", "additionaleventdata": "text",
    "requestid": "text", "eventid": "text", "readonly": "text",
    "resources": [{"arn": "text", "accountid": "text", "type": "text"}],
    "eventtype": "text", "apiversion": "text", "recipientaccountid": "text",
    "serviceeventdetails": "text", "sharedeventid": "text", "vpcendpointid": "text",
    "vpcendpointaccountid": "text", "eventcategory": "text",
    "addendum": {
        "reason": "text", "updatedfields": "text", "originalrequestid": "text",
        "originaleventid": "text",
    },
    "sessioncredentialfromconsole": "text", "edgedevicedetails": "text",
    "tlsdetails": {
        "tlsversion": "text", "ciphersuite": "text", "clientprovidedhostheader": "text",
    },
}

# What a table may have beside.
EXTRA = {
    "useridentity": {"identityprovider": "text", "credentialid": "text"},
    "sessioncontext": {"sourceidentity": "text"},
    "resources": {"arnprefix": "text"},
}

PARTITIONS = {
    "logs": ["timestamp"],
    "flat": [],
    "organization": ["account", "region", "year", "month", "day"],
}


def sql_type(kind):
    if isinstance(kind, dict):
        return "STRUCT(" + ", ".join(f'"{key}" {sql_type(of)}' for key, of in kind.items()) + ")"
    if isinstance(kind, list):
        return sql_type(kind[0]) + "[]"
    return {"text": "VARCHAR", "map": "MAP(VARCHAR, VARCHAR)"}[kind]


def read(value, kind):
    """A value as a column of that type: objects as their text, what does not fit as nothing."""
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            return None
        folded = {key.lower(): inner for key, inner in value.items()}
        return {key: read(folded.get(key), of) for key, of in kind.items()}
    if isinstance(kind, list):
        return [read(one, kind[0]) for one in value] if isinstance(value, list) else None
    if kind == "map":
        return {key: text(inner) for key, inner in value.items()} if isinstance(value, dict) else None
    return text(value)


def text(value):
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def rows(location):
    for path in sorted(glob.glob(f"{location}/**/CloudTrail*/**/*.json.gz", recursive=True)):
        # A table is not put over these, which stand beside the logs.
        if "/CloudTrail-Aggregated/" in path or "/CloudTrail-Digest/" in path:
            continue
        account, _, region, year, month, day = path.split("/")[-7:-1]
        place = {"account": account, "region": region, "year": year, "month": month, "day": day}
        place["timestamp"] = f"{year}/{month}/{day}"
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for record in json.load(file)["Records"]:
                row = read(record, DOCUMENTED)
                # Its ID is what an event is known by here.
                is_known = isinstance(record.get("eventID"), str)
                yield row | ({} if is_known else {"eventid": None}), place


def fill(connection, layout, location):
    columns = {name: sql_type(kind) for name, kind in DOCUMENTED.items()}
    columns |= {name: "VARCHAR" for name in PARTITIONS[layout]}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as lines:
        for row, place in rows(location):
            row |= {name: place[name] for name in PARTITIONS[layout]}
            lines.write(json.dumps(row) + "\n")
        lines.flush()
        listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        connection.execute(
            f"create table {TABLE} as select * from read_json('{lines.name}',"
            f" format='newline_delimited', columns={{{listed}}}, maximum_object_size=67108864)"
        )


def view(connection, location):
    connection.execute(
        f"create view {TABLE} as select * from read_parquet('{location}/**/*.parquet',"
        " hive_partitioning=true, hive_types_autocast=false)"
    )


def translated(statement):
    """The text in DuckDB's words, with what sqlglot leaves as Trino has it."""
    tree = sqlglot.parse_one(statement, read="athena")
    # What is inside first, since the outside is put together from it.
    for node in reversed(list(tree.dfs())):
        other = in_other_words(node)
        if other is not node:
            node.replace(other)
    return tree.sql("duckdb")


def in_other_words(node):
    if isinstance(node, exp.JSONExtractScalar):
        # Of an object or an array Trino has no scalar, DuckDB the text.
        value, path = node.this.sql("duckdb"), node.expression.sql("duckdb")
        return parsed(f"scalar_at(({value}), {path})")
    if isinstance(node, exp.Cast) and node.to.is_type("json"):
        # Trino makes a JSON string of a text, where DuckDB would parse it.
        return parsed(f"to_json({node.this.sql('duckdb')})")
    if isinstance(node, exp.Length) and isinstance(node.this, exp.Encode):
        return parsed(f"strlen({node.this.this.sql('duckdb')})")
    if isinstance(node, exp.RegexpReplace):
        value, pattern = (part.sql("duckdb") for part in (node.this, node.expression))
        by = re.sub(r"\$(\d)", r"\\\1", node.args["replacement"].sql("duckdb"))
        return parsed(f"regexp_replace({value}, {pattern}, {by}, 'g')")
    if isinstance(node, exp.Literal) and node.is_string:
        return exp.Literal.string(re.sub(r"\\u([0-9A-Fa-f]{4})", r"\\x{\1}", node.this))
    if isinstance(node, exp.Anonymous) and node.name.lower() == "any_match":
        values, condition = (part.sql("duckdb") for part in node.expressions)
        holds = f"list_bool_or(list_transform({values}, {condition}))"
        return parsed(f"coalesce({holds}, case when len({values}) = 0 then false end)")
    if isinstance(node, exp.Anonymous) and node.name.lower() == "to_base":
        return parsed("lower(" + node.sql("duckdb").replace("TO_BASE", "to_base_of", 1) + ")")
    return node


def parsed(text):
    return sqlglot.parse_one(text, read="duckdb")


MACROS = [
    "create macro to_base_of(number, base) as to_base(number, base)",
    """create macro scalar_at(value, path) as case when json_type(value, path) not in
       ('OBJECT', 'ARRAY', 'NULL') then json_extract_string(value, path) end""",
]

asked = json.load(sys.stdin)
connection = duckdb.connect(config={"threads": 2})
connection.execute("set TimeZone = 'UTC'")
# It is drawn on standard output.
connection.execute("set enable_progress_bar = false")
for macro in MACROS:
    connection.execute(macro)
if "--extra-columns" in asked["always"]:
    DOCUMENTED["useridentity"] |= EXTRA["useridentity"]
    DOCUMENTED["useridentity"]["sessioncontext"] |= EXTRA["sessioncontext"]
    DOCUMENTED["resources"][0] |= EXTRA["resources"]
if asked["layout"] == "parquet":
    view(connection, asked["location"])
else:
    fill(connection, asked["layout"], asked["location"])
answers = []
for statement in asked["statements"]:
    try:
        found = connection.execute(translated(statement)).fetchall()
        answers.append({"rows": [list(row) for row in found]})
    except Exception as error:
        answers.append({"error": str(error)[:600]})
json.dump(answers, sys.stdout, default=str)
