/// Creates, uses and deletes a table, on each server that emulates DynamoDB.
async fn servers_dynamodb(client: Client<dynamodb::Service>) {
    use dynamodb::*;
    for name in ["first", "second", "third"] {
        CreateTable::builder()
            .table_name(name)
            .attribute_definitions([AttributeDefinition::builder()
                .attribute_name("id")
                .attribute_type(ScalarAttributeType::S)
                .build()])
            .key_schema([KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build()])
            .billing_mode(BillingMode::PayPerRequest)
            .send(&client)
            .await
            .unwrap_or_else(|error| panic!("{error}"));
    }
    assert_eq!(pages(&client, ListTables::builder().limit(2).build()).await.len(), 2);

    let id = |id: &str| HashMap::from([("id".to_owned(), AttributeValue::builder().s(id).build())]);
    let bytes = AttributeValue::builder().b(Blob::new([0, 1, 254, 255])).build();
    let nested = AttributeValue::builder().l([AttributeValue::builder().m(id("inner")).build()]).build();
    for name in ["x", "y", "z"] {
        let mut item = id(name);
        item.insert("bytes".to_owned(), bytes.clone());
        item.insert("nested".to_owned(), nested.clone());
        PutItem::builder().table_name("first").item(item).send(&client).await.unwrap();
    }
    let got = GetItem::builder().table_name("first").key(id("x")).send(&client).await.unwrap().item.unwrap();
    assert_eq!(got["bytes"], bytes);
    assert_eq!(got["nested"], nested);

    let scanned = pages(&client, Scan::builder().table_name("first").limit(1).build()).await;
    let items: usize = scanned.iter().map(|page| page.items.as_ref().map_or(0, Vec::len)).sum();
    assert_eq!(items, 3);

    let twice = PutItem::builder()
        .table_name("first")
        .item(id("x"))
        .condition_expression("attribute_not_exists(id)")
        .send(&client)
        .await;
    assert!(
        matches!(twice, Err(Error::Service(DynamoDbError::ConditionalCheckFailed(..)))),
        "{twice:?}"
    );
    DeleteTable::builder().table_name("third").send(&client).await.unwrap();
    assert_eq!(
        code(GetItem::builder().table_name("none").key(id("x")).send(&client).await),
        "ResourceNotFoundException"
    );
}
