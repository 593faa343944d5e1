"""Runs statements in Spark, in one session of this machine's.

As `duck.py`: standard input {"before": [...], "statements": [...]}, standard output a list of
{"rows": [...]} or {"error": "..."}.
"""

import json
import os
import sys
import tempfile

from pyspark.sql import SparkSession

asked = json.load(sys.stdin)
# Where it leaves what it keeps.
scratch = tempfile.TemporaryDirectory()
os.chdir(scratch.name)
builder = SparkSession.builder.master("local[2]").appName("trailscan")
for name, value in {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    # There is little to shuffle.
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
}.items():
    builder = builder.config(name, value)
spark = builder.getOrCreate()
answers = []
for statement in asked.get("before", []):
    spark.sql(statement.strip().rstrip(";"))
for statement in asked["statements"]:
    try:
        # As printed, and without the sign behind it, which the API does not take.
        rows = spark.sql(statement.strip().removesuffix(";")).collect()
        answers.append({"rows": [list(row) for row in rows]})
    except Exception as error:
        answers.append({"error": str(error)[:600]})
json.dump(answers, sys.stdout, default=str)
spark.stop()
