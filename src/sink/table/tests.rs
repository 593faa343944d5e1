//! Tables on terminals of all widths and in pipes.

use super::*;

fn columns(names: &[&str], may_give_way: bool) -> Vec<Column> {
    names.iter().map(|name| Column::text(*name, may_give_way)).collect()
}

struct Drawn {
    text: String,
    shortage: Shortage,
}

fn drawn<'r>(
    columns: &[Column],
    rows: impl Iterator<Item = Row<'r>> + Clone,
    style: Style,
) -> Drawn {
    let mut text = Vec::new();
    let shortage = draw(&mut text, columns, rows, style, None).expect("in memory");
    Drawn { text: String::from_utf8(text).expect("UTF-8"), shortage }
}

fn draw_at(width: Option<u16>, may_give_way: bool) -> Drawn {
    let columns = columns(&crate::event::field::DEFAULT_COLUMNS, may_give_way);
    let row: Row<'_> = [
        "2024-05-01T09:30:00Z",
        "participant-connect.amazonaws.com",
        "GetTranscript",
        "AssumedRole",
        "Auditor/müller-überprüfung",
        "203.0.113.200",
        "eu-central-1",
    ]
    .into_iter()
    .map(|cell| Some(cell.into()))
    .chain([None])
    .collect();
    drawn(&columns, std::iter::once(row), Style { width, color: false })
}

#[test]
fn nothing_is_cut_in_a_pipe() {
    let drawn = draw_at(None, true);
    assert!(drawn.text.contains("participant-connect.amazonaws.com  GetTranscript  AssumedRole"));
    assert!(drawn.text.ends_with("eu-central-1  -\n"), "{}", drawn.text);
    assert!(drawn.shortage.dropped.is_empty());
}

#[test]
fn a_cell_of_any_length_is_whole_in_a_pipe() {
    let columns = columns(&["who", "error"], false);
    let long = "p".repeat(90_000);
    let row: Row<'_> = vec![Some(long.as_str().into()), Some("x".into())];
    let style = Style { width: None, color: false };
    let text = drawn(&columns, std::iter::once(row), style).text;
    assert_eq!(text.lines().nth(1), Some(format!("{long}  x").as_str()));
}

#[test]
fn one_value_of_a_megabyte_takes_no_longer_and_makes_no_other_row_long() {
    let columns = columns(&["who", "agent", "error"], false);
    let long = "word ".repeat(200_000);
    let row = |text: &'static str| -> Row<'_> {
        vec![Some(long.as_str().into()), Some(text.into()), Some(long.as_str().into())]
    };
    let short: Row<'_> = vec![Some("a".into()), Some("b".into()), Some("c".into())];
    for width in [Some(80), None] {
        let style = Style { width, color: false };
        let rows = [row("x"), short.clone()];
        let text = drawn(&columns, rows.into_iter(), style).text;
        assert!(text.lines().nth(2).is_some_and(|line| line.len() < 500));
    }
}

#[test]
fn every_row_fits_the_terminal_on_one_line() {
    for width in [54, 60, 70, 80, 100, 120, 200] {
        let drawn = draw_at(Some(width), true);
        assert_eq!(drawn.text.lines().count(), 2, "{}", drawn.text);
        for line in drawn.text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn columns_that_nobody_asked_for_give_way_and_others_do_not() {
    assert_eq!(draw_at(Some(80), true).shortage.dropped, ["identity", "region"]);
    assert_eq!(draw_at(Some(105), true).shortage.dropped, ["region"]);
    assert_eq!(draw_at(Some(64), true).shortage.dropped, ["identity", "ip", "region"]);
    assert!(draw_at(Some(80), false).shortage.dropped.is_empty());
    assert!(draw_at(Some(140), true).shortage.dropped.is_empty());
}

#[test]
fn an_actor_that_is_too_long_keeps_the_end_of_its_name() {
    let columns = columns(&["who"], false);
    let sso = "AWSReservedSSO_Admin_0123456789abcdef/jane.doe@example.com";
    let rows = [sso, "alice", "role/with-a-session-name-that-is-longer-than-the-room"];
    let rows = rows.into_iter().map(|who| -> Row<'_> { vec![Some(who.into())] });
    let style = Style { width: Some(36), color: false };
    let text = drawn(&columns, rows, style).text;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1], "AWSReservedSSO…/jane.doe@example.com", "{text}");
    assert_eq!(lines[2], "alice");
    assert!(lines[3].starts_with("role/with-a-session"), "{text}");
}

#[test]
fn columns_that_were_asked_for_are_cut_as_far_as_they_must_be_and_that_is_said() {
    for width in [30, 40, 60] {
        let drawn = draw_at(Some(width), false);
        assert!(drawn.shortage.cramped && drawn.shortage.dropped.is_empty());
        for line in drawn.text.lines() {
            assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
        }
    }
    assert!(!draw_at(Some(120), false).shortage.cramped);
}

#[test]
fn a_table_of_many_parts_looks_like_one() {
    let columns = columns(&["event", "who"], false);
    let cell = |number: usize| "x".repeat(1 + number % 7) + &number.to_string();
    let row = |number| -> Row<'static> { vec![Some(cell(number).into()), None] };
    let rows = (0..3 * ROWS_AT_ONCE + 5).map(row);
    for width in [None, Some(40)] {
        let style = Style { width, color: false };
        let text = drawn(&columns, rows.clone(), style).text;
        let widest = 7 + 4;
        for (line, number) in text.lines().skip(1).zip(0..) {
            assert_eq!(line, format!("{:widest$}  -", cell(number)));
        }
        assert_eq!(text.lines().count(), 1 + 3 * ROWS_AT_ONCE + 5);
        assert_eq!(text.lines().next(), Some(format!("{:widest$}  WHO", "EVENT").as_str()));
    }
}

#[test]
fn long_non_ascii_values_are_cut_between_characters() {
    let columns = columns(&["who"], false);
    let row: Row<'_> = vec![Some("ä😀".repeat(30).into())];
    let style = Style { width: Some(20), color: false };
    let drawn = drawn(&columns, std::iter::once(row), style);
    assert!(drawn.text.contains("ä😀ä"));
    assert!(drawn.text.contains('…'), "{}", drawn.text);
}
