//! Every name by which a record names a resource, in SQL: what it lists, every string in the
//! request and the response, and of ARNs the parts that people know, as [`crate::arn`] has them.

use super::{
    Dialect,
    draft::Draft,
    pattern::Value,
    term::{Term, sql},
};
use crate::arn::TAILS_BYTES_MAX;

impl Draft<'_> {
    pub(super) fn resources(&mut self) -> Value {
        let dialect = self.dialect;
        let named = self.once("named", |draft| {
            let mut lists = vec![draft.of_resources("ARN"), draft.of_resources("ARNPrefix")];
            for key in ["requestParameters", "responseElements"] {
                lists.push(draft.strings(key));
            }
            let all = dialect.joined_lists(&lists);
            dialect.each("x", &all, |text| dialect.tidy(text))
        });
        let parts = self.once("resource_parts", |draft| {
            let parts = dialect.each("x", &named, |text| draft.resource_part(text));
            dialect.keep("p", &parts, |part| sql!([part], "{part} is not null"))
        });
        let pieces = self.once("resource_pieces", |_| {
            let pieces = dialect
                .each("p", &parts, |part| sql!([part], "split(replace({part}, '/', ':'), ':')"));
            dialect.flat(&pieces)
        });
        let tails = self.once("resource_tails", |_| {
            let divided = dialect.keep("p", &parts, |part| {
                let bytes = dialect.bytes(part);
                sql!([bytes], "{bytes} <= {TAILS_BYTES_MAX}")
            });
            let behind = |from: &str, at: &str| {
                let tails = dialect.each("p", &divided, |part| {
                    let places = dialect.keep("i", &dialect.places(part), |place| {
                        sql!([part, place], "substr({part}, {place}, 1) in ({at})")
                    });
                    dialect.each("i", &places, |place| {
                        sql!([part, place], "substr({part}, {place}{from})")
                    })
                });
                dialect.flat(&tails)
            };
            dialect.joined_lists(&[parts.clone(), behind(" + 1", "':', '/'"), behind("", "'/'")])
        });
        let names = self.once("resources_named", |_| {
            let starred = dialect.keep("t", &tails, |tail| sql!([tail], "{tail} like '%:*'"));
            let bare = dialect
                .each("t", &starred, |tail| sql!([tail], "substr({tail}, 1, length({tail}) - 2)"));
            let all = [named.clone(), pieces, tails.clone(), bare];
            dialect.keep("x", &dialect.joined_lists(&all), |name| sql!([name], "{name} <> ''"))
        });
        self.values("resources_named", &names)
    }

    /// Every string of a value at the top of the record.
    fn strings(&mut self, key: &str) -> Term {
        let text = self.json(key);
        let strings = self.dialect.strings(&text);
        if !self.place.is_of_aws() {
            return strings;
        }
        // A value that is a string itself stands in AWS's table without its quotes.
        let alone = self.dialect.list(std::slice::from_ref(&text));
        let empty = self.dialect.list(&[]);
        let is_json = self.dialect.finds(&text, r#"^\s*[\[{"]"#);
        debug_assert_eq!(self.dialect, Dialect::Athena);
        sql!(
            [text, strings, alone, empty, is_json],
            "case when {text} is null then {empty} when {is_json} then {strings} else {alone} end"
        )
    }
}
