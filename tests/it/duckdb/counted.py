"""Counts the events of a directory with DuckDB, as `trailscan count` and `timeline` should.

Arguments: the directory, the questions as JSON, and a file for the records, which nobody needs
afterwards. Prints an object: the files that were read, and the rows that answer each question.

Python finds the records, DuckDB works out the rest. Only files that are one JSON document are read,
and of these the ones where nobody doubts what the events are: `{"Records": [...]}`, an array of
events, or a single one. What else logs may look like, other tests tell of.
"""

import decimal
import gzip
import json
import os
import sys

import duckdb

# What Unicode calls white space.
BLANKS = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
BLANKS += "\u2028\u2029\u202f\u205f\u3000"

STEPS = {"5m": "5 minutes", "1h": "1 hour", "1d": "1 day"}

DENIED = "accessdenied|unauthorized|notauthorized|authorizationerror"


def records(path):
    """The events of a file; nothing if it is none of those that are read."""
    with open(path, "rb") as file:
        content = file.read()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except ValueError:
        return []
    if isinstance(document, dict):
        document = document.get("Records", [document])
    return document if isinstance(document, list) and all(map(is_event, document)) else []


def is_event(value):
    is_record = isinstance(value, dict) and "eventVersion" in value
    # An aggregated one counts calls and is none.
    return is_record and value.get("eventCategory") != "Aggregated"


def field(path):
    """The value at a path as a text without blanks around it; an empty one is none."""
    return f"nullif(trim(record->>'$.{path}', getvariable('blanks')), '')"


def plain(value):
    """Numbers as trailscan writes them: without a fraction, where they have none."""
    if isinstance(value, (float, decimal.Decimal)):
        return int(value) if value == int(value) else float(value)
    return value


def shown(time):
    if time is None:
        return None
    digits = "seconds" if not time.microsecond else "milliseconds"
    if time.microsecond % 1000:
        digits = "microseconds"
    return time.isoformat(timespec=digits) + "Z"


def groups(by, distinct=(), sums=()):
    worked_out = [f"count(distinct {field(path)})" for path in distinct]
    worked_out += [f"sum(try_cast({field(path)} as decimal(38, 9)))" for path in sums]
    selected = [*map(field, by), "count(*)", "min(time)", "max(time)", *worked_out]
    rows = duckdb.sql(f"select {', '.join(selected)} from events group by all").fetchall()
    events = sum(row[len(by)] for row in rows)
    rows.sort(key=lambda row: (-row[len(by)], [(key is None, key) for key in row[: len(by)]]))
    answer = []
    for row in rows:
        keys, (count, first, last, *numbers) = row[: len(by)], row[len(by) :]
        share = decimal.Decimal(count) / decimal.Decimal(events)
        share = share.quantize(decimal.Decimal("1e-6"), decimal.ROUND_HALF_UP)
        titles = [f"distinct_{path}" for path in distinct] + [f"sum_{path}" for path in sums]
        answer.append(
            {
                "count": count,
                "first_seen": shown(first),
                "last_seen": shown(last),
                **({"share": float(share)} if by else {}),
                **dict(zip(by, keys)),
                **dict(zip(titles, numbers)),
            }
        )
    return [{key: plain(value) for key, value in row.items()} for row in answer]


def stretches(every, since=None, until=None):
    between = f"time >= timestamp '{since}' and time < timestamp '{until}'" if since else "true"
    step = f"interval '{STEPS[every]}'"
    start = lambda time: f"time_bucket({step}, {time}, timestamp '1970-01-01')"
    first = start(f"timestamp '{since}'") if since else "min(start)"
    last = start(f"timestamp '{until}' - interval '1 microsecond'") if until else "max(start)"
    rows = duckdb.sql(f"""
        with counted as (
            select {start("time")} as start, count(*) as all_of_them,
                count(*) filter (ended = 'failed') as failed,
                count(*) filter (ended = 'denied') as denied
            from events where time is not null and {between} group by all
        ), starts as (
            select unnest(generate_series({first}, {last}, {step})) as start
            from counted having count(*) > 0
        )
        select start, coalesce(all_of_them, 0), coalesce(failed, 0), coalesce(denied, 0)
        from starts left join counted using (start) order by start
    """).fetchall()
    titles = ["time", "count", "failed", "denied"]
    return [dict(zip(titles, [shown(row[0]), *row[1:]])) for row in rows]


def main():
    directory, questions, scratch = sys.argv[1:]
    files = []
    with open(scratch, "w") as lines:
        for parent, _, names in os.walk(directory):
            for path in (os.path.join(parent, name) for name in names):
                found = records(path)
                lines.writelines(json.dumps(record) + "\n" for record in found)
                files += [path] if found else []
    duckdb.sql("set variable blanks = $blanks", params={"blanks": BLANKS})
    time = f"try_cast({field('eventTime')} as timestamptz)"
    duckdb.sql(f"""
        create table events as
        select record, make_timestamp(epoch_us({time})) as time, case
            when regexp_matches(lower({field("errorCode")}), '{DENIED}') then 'denied'
            when {field("errorCode")} is not null then 'failed'
            when {field("errorMessage")} is not null then 'failed'
            when {field("responseElements.ConsoleLogin")} = 'Failure' then 'failed'
            else 'ok' end as ended
        from (select json as record from read_ndjson_objects($scratch))
    """, params={"scratch": scratch})
    answers = [
        stretches(**question) if "every" in question else groups(**question)
        for question in json.loads(questions)
    ]
    json.dump({"files": files, "answers": answers}, sys.stdout)


main()
