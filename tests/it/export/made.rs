//! Parquet files as another tool might make them.

use std::sync::Arc;

use parquet::{
    data_type::{ByteArray, ByteArrayType},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};

/// A file of text columns, each with a value in every row.
pub(super) fn file(schema: &str, columns: &[&[&str]]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let mut bytes = Vec::new();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a writer");
    let mut group = file.next_row_group().expect("a group");
    for values in columns {
        let mut column = group.next_column().expect("no fault").expect("a column");
        let writer = column.typed::<ByteArrayType>();
        let levels = vec![1; values.len()];
        let levels = (writer.get_descriptor().max_def_level() > 0).then_some(levels.as_slice());
        let values: Vec<ByteArray> = values.iter().map(|value| ByteArray::from(*value)).collect();
        writer.write_batch(&values, levels, None).expect("written");
        column.close().expect("closed");
    }
    group.close().expect("closed");
    file.close().expect("closed");
    bytes
}
