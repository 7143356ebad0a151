//! Marketplace Metering's declarations, compared with botocore's model if `BOTOCORE_DATA` names its
//! folder.

use metering_client::{BatchMeterUsage, MeterUsage, RegisterUsage, ResolveCustomer};
use metering_core::model::{Checker, Model};

/// Everything that is declared is in the model, and every operation is declared. The vectors of
/// `wire.rs` check that every member is declared.
#[test]
fn the_declarations_match_the_model() {
    let Some(data) = tests::botocore_data("the declarations against botocore's model") else { return };
    let path = data.join("meteringmarketplace/2016-01-14/service-2.json.gz");
    let model = Model::read(path).unwrap();
    let checked = Checker::new(&model)
        .operation::<BatchMeterUsage>()
        .operation::<MeterUsage>()
        .operation::<RegisterUsage>()
        .operation::<ResolveCustomer>()
        .finish();
    assert!(checked.is_ok(), "{}", checked.unwrap_err());
    let operations: Vec<_> = model.operations.keys().map(String::as_str).collect();
    assert_eq!(operations, ["BatchMeterUsage", "MeterUsage", "RegisterUsage", "ResolveCustomer"]);
}
