//! Sends both declarations to a server on loopback, which verifies the signatures.

use extension::cancel_usage::{CancelUsage, CancelUsageOutput};
use extension::parcels::{ParcelsError, SendParcel, SendParcelOutput, UnknownAddress};
use metering_client::{Customer, DateTime, Usage};
use metering_core::testing::{Reply, Server};
use metering_core::{Error, ErrorMetadata};

#[tokio::test]
async fn a_fifth_operation_is_added_to_the_metering_service() {
    let server = Server::start().await.unwrap();
    server.on(|call: CancelUsage| {
        Reply::output(CancelUsageOutput { cancelled: i32::try_from(call.usage_records.len()).ok() })
    });
    let client: metering_client::Client = server.client();
    let buyer = Customer::account("111122223333", "prod-4rcexample");
    let usage = Usage::new(buyer, "requests", DateTime::from_secs(1_795_428_000), 3);
    let call = CancelUsage::builder().product_code("prod-4rcexample").usage_records(vec![usage.into()]).build();
    assert_eq!(client.send(call.clone()).await.unwrap().cancelled, Some(1));

    let received = &server.received()[0];
    assert_eq!(received.header("x-amz-target"), "AWSMPMeteringService.CancelUsage");
    assert!(received.header("authorization").contains("/aws-marketplace/aws4_request"));
    assert_eq!(received.input::<CancelUsage>().unwrap(), call);

    let empty = CancelUsage::builder().product_code("p").usage_records(vec![]).build();
    let error = client.send(empty).await.unwrap_err();
    assert!(error.to_string().contains("UsageRecords: length 0 is outside 1..=25"), "{error}");
}

#[tokio::test]
async fn a_custom_service_is_declared_and_called() {
    let server = Server::start().await.unwrap();
    server.on(|call: SendParcel| {
        if call.address == "Nowhere" {
            let metadata = ErrorMetadata::new("UnknownAddressException", "the street does not exist");
            let members = UnknownAddress { nearest: Some("Somewhere".into()) };
            return Reply::error(ParcelsError::UnknownAddress(members, metadata));
        }
        Reply::output(SendParcelOutput { tracking_id: "t-1".into() })
    });
    let client: extension::parcels::Client = server.client();
    let output = SendParcel::builder().address("Main Street 1").box_code("1234").send(&client).await.unwrap();
    assert_eq!(output.tracking_id, "t-1");
    assert_eq!(server.received()[0].header("content-type"), "application/x-amz-json-1.0");
    assert_eq!(server.received()[0].header("x-amz-target"), "Parcels_20261123.SendParcel");

    let error = client.send(SendParcel::builder().address("Nowhere").build()).await.unwrap_err();
    let Error::Service(ParcelsError::UnknownAddress(members, _)) = error else { panic!("{error}") };
    assert_eq!(members.nearest.as_deref(), Some("Somewhere"));
}
