//! DynamoDB as dynalite plays it: with checksums (`x-amz-crc32`) and namespaces before its error
//! types, as the real one.

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
