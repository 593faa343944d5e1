//! The tables that statements read, as the statement that makes one.
//!
//! AWS's tables are those of its pages on querying CloudTrail logs in Athena: by hand, with
//! partition projection, and of an organization. Columns that the pages lack and questions need
//! stand in them, too.

use super::{
    Dialect,
    place::{Layout, Place},
};
use crate::{
    event::column::{COLUMNS, Column, Holds},
    wrong::Wrong,
};

impl Place {
    /// The statement that makes the table.
    pub(super) fn ddl(&self) -> Result<String, Wrong> {
        let table = self.table().unwrap_or_else(|| DEFAULT_TABLE.to_owned());
        if self.dialect != Dialect::Athena {
            let columns = if self.has_columns() { "*" } else { "record" };
            let view = match self.dialect {
                Dialect::Spark => "create or replace temporary view",
                _ => "create or replace view",
            };
            return Ok(format!("{view} {table} as\n  select {columns} from {};", self.files()?));
        }
        let location = self.location.as_deref().ok_or_else(|| {
            Wrong::new("--location", "not given").hint(
                "name the directory that holds the logs, such as \
                 s3://BUCKET/AWSLogs/111122223333/CloudTrail/us-east-1",
            )
        })?;
        let root = location.trim_end_matches('/');
        let text = |text: &str| self.dialect.text(text);
        let columns: Vec<String> = COLUMNS
            .iter()
            .map(|column| format!("  {} {}", column.name, self.type_of(column)))
            .chain((self.layout == Layout::Parquet).then(|| "  raw STRING".to_owned()))
            .collect();
        let columns = columns.join(",\n");
        let table = table.replace('"', "`");
        let begin = format!("CREATE EXTERNAL TABLE {table} (\n{columns}\n)\n");
        let reader = "ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'\n\
                      STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'\n\
                      OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'\n";
        let place = format!("LOCATION {}", text(&format!("{root}/")));
        Ok(match self.layout {
            Layout::Flat => format!("{begin}{reader}{place};"),
            Layout::Logs => format!(
                "{begin}PARTITIONED BY (`timestamp` STRING)\n{reader}{place}\nTBLPROPERTIES (\n  \
                 'projection.enabled' = 'true',\n  'projection.timestamp.type' = 'date',\n  \
                 'projection.timestamp.format' = 'yyyy/MM/dd',\n  \
                 'projection.timestamp.interval' = '1',\n  \
                 'projection.timestamp.interval.unit' = 'DAYS',\n  \
                 'projection.timestamp.range' = '2013/01/01,NOW',\n  \
                 'storage.location.template' = {}\n);",
                text(&format!("{root}/${{timestamp}}"))
            ),
            Layout::Organization => format!(
                "{begin}PARTITIONED BY (account STRING, region STRING, year STRING, month STRING, \
                 day STRING)\n{reader}{place};"
            ),
            Layout::Parquet => format!(
                "{begin}PARTITIONED BY (account STRING, region STRING, `date` STRING)\n\
                 STORED AS PARQUET\n{place};"
            ),
        })
    }

    fn type_of(&self, column: &Column) -> String {
        let fields = |columns: &[Column]| {
            let fields: Vec<String> = columns
                .iter()
                .filter(|field| field.is_documented || !self.lacks_columns())
                .map(|field| format!("{}: {}", field.name, self.type_of(field)))
                .collect();
            format!("STRUCT<{}>", fields.join(", "))
        };
        match column.holds {
            Holds::Map if self.layout != Layout::Parquet => "MAP<STRING, STRING>".to_owned(),
            Holds::Text | Holds::Flag | Holds::Json | Holds::Map => "STRING".to_owned(),
            Holds::Struct(columns) => fields(columns),
            Holds::List(columns) => format!("ARRAY<{}>", fields(columns)),
        }
    }
}

/// The name on AWS's pages.
pub(crate) const DEFAULT_TABLE: &str = "cloudtrail_logs";
