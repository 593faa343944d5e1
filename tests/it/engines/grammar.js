// Whether statements are written as a dialect wants them: by the grammars of dt-sql-parser.
//
// Standard input: a list of {"read": "trino" | "spark" | "hive", "sql": STATEMENT}. Prints a list: null,
// or what is wrong. esbuild bundles this to CommonJS, so that node runs it.
import { HiveSQL, SparkSQL, TrinoSQL } from 'dt-sql-parser';
import { readFileSync } from 'node:fs';

const parsers = { trino: new TrinoSQL(), spark: new SparkSQL(), hive: new HiveSQL() };
const faults = JSON.parse(readFileSync(0, 'utf8')).map(({ read, sql }) => {
  const found = parsers[read].validate(sql);
  return found.length === 0 ? null : JSON.stringify(found[0]).slice(0, 600);
});
console.log(JSON.stringify(faults));
