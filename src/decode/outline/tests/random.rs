//! Records at random, as they are and with damage.

use proptest::{collection::vec, prelude::*};

use super::{
    super::obvious::{Obvious, obvious},
    Outlined, check,
};
use crate::decode::tests::generated::{damage, damaged, object, value};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_record_has_the_end_and_the_commas_that_serde_json_and_a_slow_walk_find(
        record in object(value(), 24),
        behind in vec(any::<u8>(), 0..70),
    ) {
        let text = [record.as_bytes(), &behind].concat();
        let (end, is_promised) = match obvious(&text) {
            Obvious::Record { end, .. } => (end, true),
            Obvious::Large { end, .. } => (end, false),
            other => return Err(TestCaseError::fail(format!("{other:?}"))),
        };
        prop_assert_eq!(end, record.len());
        let outlined = check(&text);
        prop_assert!(outlined == Outlined::Record(end) || !is_promised);
    }

    #[test]
    fn a_damaged_record_has_an_outline_if_serde_json_takes_it_and_not_otherwise(
        record in object(value(), 8),
        damages in vec(damage(), 1..30),
    ) {
        let mut worse = record.clone().into_bytes();
        for damage in damages {
            let once = damaged(record.as_bytes(), &damage);
            // Nobody asks for the outline of anything but an object.
            if once.first() == Some(&b'{') {
                check(&once);
            }
            if !worse.is_empty() {
                worse = damaged(&worse, &damage);
            }
            if worse.first() == Some(&b'{') {
                check(&worse);
            }
        }
    }
}
