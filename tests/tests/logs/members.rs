//! The log event for a member that is probably declared with a wrong name.

use metering_core::{Shape, wire};
use tracing::Level;

use crate::EXCLUSIVE;
use crate::recorder::Recorder;

#[derive(Debug, Shape)]
struct Table {
    table_name: Option<String>,
    #[aws(rename = "ARN")]
    arn: Option<String>,
    parts: Option<Vec<Part>>,
}

#[derive(Debug, Shape)]
struct Part {
    size: Option<i64>,
}

#[tokio::test]
async fn a_member_that_differs_in_case_or_underscores_is_logged() {
    let _exclusive = EXCLUSIVE.lock().await;
    let similar = |found: &str, declared: &str| {
        format!(
            "message=unknown member has the name of a declared one except for case and underscores found={found} declared=\"{declared}\""
        )
    };
    for (json, expected) in [
        (r#"{"TableName":"a","ARN":"b","Parts":[{"Size":1}]}"#, vec![]),
        (r#"{"TableNames":"a","Other":1,"":2}"#, vec![]),
        (r#"{"tableName":"a"}"#, vec![similar("tableName", "TableName")]),
        (
            r#"{"TABLE_NAME":"a-secret","Arn":"b"}"#,
            vec![similar("TABLE_NAME", "TableName"), similar("Arn", "ARN")],
        ),
        (r#"{"Parts":[{"size":1}]}"#, vec![similar("size", "Size")]),
    ] {
        let (recorder, _guard) = Recorder::start("metering_core::wire", Level::DEBUG);
        let read: Table = wire::from_json(json.as_bytes()).unwrap();
        assert_eq!(recorder.events(), expected, "{read:?}");
        // The reader of serde's formats.
        let (recorder, _guard) = Recorder::start("metering_core::wire", Level::DEBUG);
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let _: Table = wire::from_deserializer(&value).unwrap();
        let mut expected = expected;
        expected.sort();
        let mut events = recorder.events();
        events.sort();
        assert_eq!(events, expected, "{json}");
    }
}
