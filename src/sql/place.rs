//! Where the events are: tables and files, and which of their rows may hold what is asked.
//!
//! Files as AWS writes them are read as JSON, record by record. AWS's own table for Athena, and
//! what `trailscan export` writes, have columns. How a field is read there, [`draft`](super::draft)
//! knows.

use super::Dialect;
use crate::{time::TimeRange, wrong::Wrong};

/// How the events lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Files as AWS writes them; of Athena AWS's table of them, partitioned by the day of delivery.
    Logs,
    /// AWS's table without partitions.
    Flat,
    /// AWS's table of an organization's logs.
    Organization,
    /// What `trailscan export` wrote.
    Parquet,
}

/// Where a statement finds the events.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) dialect: Dialect,
    pub(crate) layout: Layout,
    /// The root of the files.
    pub(crate) location: Option<String>,
    /// The table, where they are not read as files.
    pub(crate) table: Option<String>,
    /// Whether a table of AWS's has the columns that its page lacks.
    pub(crate) has_extra_columns: bool,
}

/// Files as rows of one column, `record`. A document is an object of records, as AWS writes it, or
/// a record.
const DUCKDB_FILES: &str = "(
  select unnest(case
    when json_type(json, '$.Records') = 'ARRAY' then json_extract(json, '$.Records[*]')
    when json_exists(json, '$.eventSource') or json_exists(json, '$.eventName') then [json]
  end) as record
  from read_json_objects({files}, format = 'auto', maximum_object_size = 268435456)
) as records";

/// The same. The document is read in brackets, since Spark passes over whatever stands behind a
/// whole value in silence; so it is an error.
const SPARK_FILES: &str = "(
  select explode(case
    when document.Records is not null then document.Records
    when document.eventSource is not null or document.eventName is not null
      then array(parse_json(value))
  end) as record
  from (
    select value, from_json(
      concat('[', value, ']'),
      'array<struct<eventSource: string, eventName: string, Records: array<variant>>>',
      map('mode', 'FAILFAST')
    )[0] as document
    from text.{files} with (
      wholetext = 'true', recursiveFileLookup = 'true', pathGlobFilter = '*.json.gz'
    )
  )
) as records";

/// The column that AWS's page on Athena writes in quotes, since it is a word of SQL, too.
const DELIVERY_DAY: &str = "\"timestamp\"";

impl Place {
    /// Whether fields are columns, and not keys of a record that is JSON.
    pub(super) fn has_columns(&self) -> bool {
        self.layout == Layout::Parquet || self.dialect == Dialect::Athena
    }

    /// Whether it is a table of AWS's, which has not all that trailscan reads.
    pub(super) fn is_of_aws(&self) -> bool {
        self.layout != Layout::Parquet && self.dialect == Dialect::Athena
    }

    /// Whether it lacks some of what trailscan reads.
    pub(super) fn lacks_columns(&self) -> bool {
        self.is_of_aws() && !self.has_extra_columns
    }

    /// Refuses what cannot be asked for without the columns that AWS's table lacks.
    pub(super) fn needs(&self, columns: &str, instead: &str) -> Result<(), Wrong> {
        if !self.lacks_columns() {
            return Ok(());
        }
        Err(Wrong::new("over AWS's table", format!("it has no {columns}")).hint(format!(
            "{instead}make a table that has them with --ddl --extra-columns, and say \
             --extra-columns here, too"
        )))
    }

    /// The table's name, as the dialect writes it.
    pub(super) fn table(&self) -> Option<String> {
        let table = self.table.as_ref()?;
        Some(table.split('.').map(|part| self.dialect.name(part)).collect::<Vec<_>>().join("."))
    }

    /// What stands behind `from`: a table, or files.
    pub(super) fn rows(&self) -> Result<String, Wrong> {
        match self.table() {
            Some(table) => Ok(table),
            None => self.files(),
        }
    }

    /// The files as rows: a record each, or with columns.
    pub(super) fn files(&self) -> Result<String, Wrong> {
        let Some(root) = self.location.as_deref().map(|root| root.trim_end_matches('/')) else {
            return Err(Wrong::new("--location", "not given").hint(
                "name the directory that holds the files, or with --table a table that there is",
            ));
        };
        Ok(match (self.dialect, self.layout) {
            (Dialect::DuckDb, Layout::Parquet) => {
                let files = self.dialect.text(&format!("{root}/**/*.parquet"));
                format!(
                    "read_parquet({files}, hive_partitioning = true, hive_types_autocast = false)"
                )
            }
            (Dialect::DuckDb, _) => {
                let files = self.dialect.text(&format!("{root}/**/*.json.gz"));
                DUCKDB_FILES.replace("{files}", &files.text)
            }
            (_, Layout::Parquet) => format!("parquet.{}", self.dialect.quoted(root)),
            _ => SPARK_FILES.replace("{files}", &self.dialect.quoted(root)),
        })
    }

    /// What rows must hold to be events, and to be of a time: a partition is never taken to be
    /// exact, since it is named for the day of delivery. So it is widened by a day on either side.
    pub(super) fn bounds(&self, range: Option<TimeRange>) -> Vec<String> {
        let mut bounds = Vec::new();
        // Aggregates, which AWS puts beside the logs, count calls and are none.
        let kind = match (self.dialect, self.layout) {
            (Dialect::DuckDb, Layout::Logs) => Some("json_extract_string(found[1], '$')"),
            (Dialect::Spark, Layout::Logs) => {
                Some("try_variant_get(record, '$.eventType', 'string')")
            }
            _ => None,
        };
        bounds.extend(kind.map(|kind| format!("coalesce({kind}, '') <> 'AwsAggregatedEvent'")));
        let (day, form) = match (self.dialect, self.layout) {
            (Dialect::Athena, Layout::Logs) => (DELIVERY_DAY, "%Y/%m/%d"),
            (Dialect::Athena, Layout::Organization) => {
                ("year || '/' || month || '/' || day", "%Y/%m/%d")
            }
            (Dialect::Spark, Layout::Parquet) => ("`date`", "%Y-%m-%d"),
            (_, Layout::Parquet) => ("\"date\"", "%Y-%m-%d"),
            _ => return bounds,
        };
        let (since, until) = range.map(TimeRange::bounds).unwrap_or_default();
        let a_day = chrono::TimeDelta::days(1);
        if let Some(first) = since.and_then(|since| since.checked_sub_signed(a_day)) {
            bounds.push(format!("{day} >= '{}'", first.format(form)));
        }
        if let Some(last) = until.and_then(|until| until.checked_add_signed(a_day)) {
            bounds.push(format!("{day} <= '{}'", last.format(form)));
        }
        bounds
    }
}
