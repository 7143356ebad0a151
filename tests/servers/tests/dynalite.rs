//! DynamoDB, emulated by dynalite with checksums (`x-amz-crc32`) and namespaces in error types,
//! like the real service.

use std::collections::HashMap;

use metering_core::{Blob, Client, Error, Paginated, ServiceError};
use servers::{Peer, dynamodb};

#[tokio::test]
async fn dynamodb() {
    let dynalite = Peer::dynalite().await;
    servers_dynamodb(dynalite.client()).await;
}

include!("common/dynamodb.rs");
include!("common/calls.rs");
