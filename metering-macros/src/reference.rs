//! Holds the tables in `docs/*.md` equal to the table of keys.
//!
//! After a change of keys: `UPDATE_EXPECT=1 cargo test -p metering-macros reference`.

use std::fs;
use std::path::Path;

use crate::attr::Place;
use crate::attr::keys::{Form, Key};

const PLACES: [Place; 17] = [
    Place::Service,
    Place::Retry,
    Place::Endpoint,
    Place::Operation,
    Place::Paginate,
    Place::Structure,
    Place::Newtype,
    Place::StringEnum,
    Place::IntEnum,
    Place::Union,
    Place::ServiceError,
    Place::Member,
    Place::StringVariant,
    Place::IntVariant,
    Place::UnionVariant,
    Place::ErrorVariant,
    Place::Waiter,
];

/// The table of a place's keys.
fn table(place: Place) -> String {
    let rows = place
        .keys()
        .map(|key| format!("| `{}` | {} | {} | `{}` |\n", key.name, value(key), key.default, key.example()));
    format!("| key | value | default | example |\n|---|---|---|---|\n{}", rows.collect::<String>())
}

fn value(key: &Key) -> String {
    match key.form {
        Form::Flag => format!("Flag. {}", key.docs),
        _ => key.docs.to_owned(),
    }
}

/// Replaces the table after each `<!-- keys: Place -->`.
fn with_tables(text: &str) -> String {
    let mut parts = text.split("<!-- keys: ");
    let mut updated = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(" -->").expect("a marker ends");
        let (_, rest) = rest.split_once("<!-- end -->").expect("a table has an end");
        let place = PLACES.iter().find(|place| format!("{place:?}") == name);
        let table = table(*place.expect("a marker names a place"));
        updated += &format!("<!-- keys: {name} -->\n{table}<!-- end -->{rest}");
    }
    updated
}

#[test]
fn reference_tables_match_the_keys() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    for file in fs::read_dir(docs).expect("the reference exists").flatten() {
        let text = fs::read_to_string(file.path()).expect("a page is text");
        let updated = with_tables(&text);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(file.path(), updated).expect("a page can be written");
        } else {
            assert!(
                text == updated,
                "{} is stale; run `UPDATE_EXPECT=1 cargo test -p metering-macros reference`",
                file.path().display()
            );
        }
    }
}
