//! Ten services, emulated by moto: create, read, list in pages, delete, and cause errors of the
//! model.

use std::collections::HashMap;

use metering_core::{Blob, Client, Error, Paginated, ServiceError};
use servers::*;
use tokio::sync::OnceCell;

/// One moto server for all tests, because it takes seconds to start.
async fn client<S: metering_core::service::Service>() -> Client<S> {
    static MOTO: OnceCell<Peer> = OnceCell::const_new();
    MOTO.get_or_init(Peer::moto).await.client()
}

#[tokio::test]
async fn kms() {
    use kms::*;
    let client = client::<Service>().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let output = CreateKey::builder().description("ours").send(&client).await.unwrap();
        ids.push(output.key_metadata.expect("moto returns the metadata").key_id);
    }
    let key = DescribeKey::builder().key_id(&*ids[0]).send(&client).await.unwrap().key_metadata.unwrap();
    assert_eq!((key.description.as_deref(), key.key_state), (Some("ours"), Some(KeyState::Enabled)));

    let sent = Encrypt::builder().key_id(&*ids[0]).plaintext(Blob::new("hush")).send(&client).await.unwrap();
    let back = Decrypt::builder().ciphertext_blob(sent.ciphertext_blob.unwrap()).send(&client).await.unwrap();
    assert_eq!(back.plaintext.unwrap().expose().as_ref(), b"hush");

    // moto gives all keys in one page, whatever the limit.
    let listed = pages(&client, ListKeys::builder().limit(1).build()).await;
    let keys = listed.into_iter().flat_map(|page| page.keys.unwrap_or_default());
    assert_eq!(keys.filter(|key| ids.contains(key.key_id.as_ref().unwrap())).count(), 3);
    let gone = ScheduleKeyDeletion::builder()
        .key_id(&*ids[1])
        .pending_window_in_days(7)
        .send(&client)
        .await
        .unwrap();
    assert!(gone.deletion_date.is_some());

    let unknown = DescribeKey::builder().key_id("00000000-0000-0000-0000-000000000000").send(&client).await;
    assert!(matches!(unknown, Err(Error::Service(KmsError::NotFound(_)))), "{unknown:?}");
}

#[tokio::test]
async fn secretsmanager() {
    use secretsmanager::*;
    let client = client::<Service>().await;
    for name in ["a", "b", "c"] {
        CreateSecret::builder().name(name).secret_string("hush").send(&client).await.unwrap();
    }
    let secret = GetSecretValue::builder().secret_id("a").send(&client).await.unwrap();
    assert_eq!(secret.secret_string.as_ref().unwrap().expose(), "hush");
    assert!(!format!("{secret:?}").contains("hush"));

    let listed = pages(&client, ListSecrets::builder().max_results(2).build()).await;
    assert_eq!(listed.len(), 2);
    let mut items = client.pages(ListSecrets::builder().max_results(2).build()).items();
    let mut names = Vec::new();
    while let Some(item) = items.next().await {
        names.extend(item.unwrap().name);
    }
    names.sort();
    assert_eq!(names, ["a", "b", "c"]);

    DeleteSecret::builder().secret_id("a").force_delete_without_recovery(true).send(&client).await.unwrap();
    assert_eq!(
        code(GetSecretValue::builder().secret_id("a").send(&client).await),
        "ResourceNotFoundException"
    );
    let again = CreateSecret::builder().name("b").secret_string("hush").send(&client).await;
    assert!(matches!(again, Err(Error::Service(SecretsManagerError::ResourceExists(_)))), "{again:?}");
}

#[tokio::test]
async fn ssm() {
    use ssm::*;
    let client = client::<Service>().await;
    for name in ["/ours/a", "/ours/b", "/ours/c"] {
        PutParameter::builder()
            .name(name)
            .value("v")
            .r#type(ParameterType::String)
            .send(&client)
            .await
            .unwrap();
    }
    let parameter = GetParameter::builder().name("/ours/a").send(&client).await.unwrap().parameter.unwrap();
    assert_eq!(parameter.value.unwrap().expose(), "v");
    assert_eq!(
        pages(&client, GetParametersByPath::builder().path("/ours").max_results(2).build()).await.len(),
        2
    );

    DeleteParameter::builder().name("/ours/a").send(&client).await.unwrap();
    let gone = GetParameter::builder().name("/ours/a").send(&client).await;
    assert!(matches!(gone, Err(Error::Service(SsmError::ParameterNotFound(_)))), "{gone:?}");
    let again =
        PutParameter::builder().name("/ours/b").value("v").r#type(ParameterType::String).send(&client).await;
    assert_eq!(code(again), "ParameterAlreadyExists");
}

#[tokio::test]
async fn dynamodb() {
    servers_dynamodb(client().await).await;
}

include!("common/dynamodb.rs");
include!("common/calls.rs");

#[tokio::test]
async fn sqs() {
    use sqs::*;
    let client = client::<Service>().await;
    let mut urls = Vec::new();
    for name in ["a", "b", "c"] {
        urls.push(CreateQueue::builder().queue_name(name).send(&client).await.unwrap().queue_url.unwrap());
    }
    let sent = SendMessage::builder()
        .queue_url(&*urls[0])
        .message_body("hello <&> \u{1f600}")
        .send(&client)
        .await
        .unwrap();
    let got = ReceiveMessage::builder().queue_url(&*urls[0]).send(&client).await.unwrap();
    let message = &got.messages.as_ref().unwrap()[0];
    assert_eq!(message.body.as_deref(), Some("hello <&> \u{1f600}"));
    assert_eq!(message.message_id, sent.message_id);
    assert_eq!(pages(&client, ListQueues::builder().max_results(2).build()).await.len(), 2);

    DeleteQueue::builder().queue_url(&*urls[0]).send(&client).await.unwrap();
    let unknown = GetQueueUrl::builder().queue_name("a").send(&client).await;
    assert!(matches!(unknown, Err(Error::Service(SqsError::QueueDoesNotExist(_)))), "{unknown:?}");
}

#[tokio::test]
async fn kinesis() {
    use kinesis::*;
    let client = client::<Service>().await;
    for name in ["a", "b", "c"] {
        CreateStream::builder().stream_name(name).shard_count(1).send(&client).await.unwrap();
    }
    let put = PutRecord::builder()
        .stream_name("a")
        .data(Blob::new([0, 255]))
        .partition_key("k")
        .send(&client)
        .await;
    assert!(!put.unwrap().sequence_number.is_empty());
    let summary = DescribeStreamSummary::builder().stream_name("a").send(&client).await.unwrap();
    assert_eq!(summary.stream_description_summary.stream_name, "a");
    // moto always reports more shards and starts with the first shard again, so the second page has
    // the same token. That is an error, because a repeated token must not look like the end.
    CreateStream::builder().stream_name("d").shard_count(3).send(&client).await.unwrap();
    let mut described = client.pages(DescribeStream::builder().stream_name("d").limit(2).build());
    for _ in 0..2 {
        let page = described.next().await.expect("a page").unwrap().stream_description;
        assert_eq!((page.shards.len(), page.has_more_shards), (2, true));
    }
    let error = described.next().await.expect("an error").unwrap_err().to_string();
    assert!(error.contains("same page token twice"), "{error}");
    assert!(described.next().await.is_none());
    DeleteStream::builder().stream_name("d").send(&client).await.unwrap();
    // moto supports only the older way to page, by the last name, which the model's paginator
    // doesn't use.
    let first = ListStreams::builder().limit(2).send(&client).await.unwrap();
    assert!(first.has_more_streams);
    let last = first.stream_names.last().unwrap().clone();
    let rest = ListStreams::builder().limit(2).exclusive_start_stream_name(last).send(&client).await.unwrap();
    assert!(!rest.has_more_streams);
    let names = [first.stream_names, rest.stream_names].concat();
    assert_eq!(names, ["a", "b", "c"]);

    DeleteStream::builder().stream_name("c").send(&client).await.unwrap();
    let unknown = DescribeStreamSummary::builder().stream_name("none").send(&client).await;
    assert!(matches!(unknown, Err(Error::Service(KinesisError::ResourceNotFound(_)))), "{unknown:?}");
    assert_eq!(code(CreateStream::builder().stream_name("a").send(&client).await), "ResourceInUseException");
}

#[tokio::test]
async fn logs() {
    use logs::*;
    let client = client::<Service>().await;
    for name in ["a", "b", "c"] {
        CreateLogGroup::builder().log_group_name(name).send(&client).await.unwrap();
    }
    CreateLogStream::builder().log_group_name("a").log_stream_name("s").send(&client).await.unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
    let event = InputLogEvent::builder().timestamp(now).message("line").build();
    PutLogEvents::builder()
        .log_group_name("a")
        .log_stream_name("s")
        .log_events([event])
        .send(&client)
        .await
        .unwrap();
    let got = GetLogEvents::builder().log_group_name("a").log_stream_name("s").send(&client).await.unwrap();
    let event = &got.events.as_ref().unwrap()[0];
    assert_eq!((event.message.as_deref(), event.timestamp), (Some("line"), Some(now)));
    assert_eq!(pages(&client, DescribeLogGroups::builder().limit(2).build()).await.len(), 2);

    DeleteLogGroup::builder().log_group_name("c").send(&client).await.unwrap();
    let gone = DeleteLogGroup::builder().log_group_name("c").send(&client).await;
    assert!(matches!(gone, Err(Error::Service(CloudWatchLogsError::ResourceNotFound(_)))), "{gone:?}");
    assert_eq!(
        code(CreateLogGroup::builder().log_group_name("a").send(&client).await),
        "ResourceAlreadyExistsException"
    );
}

#[tokio::test]
async fn ecs() {
    use ecs::*;
    let client = client::<Service>().await;
    for name in ["a", "b", "c"] {
        let cluster =
            CreateCluster::builder().cluster_name(name).send(&client).await.unwrap().cluster.unwrap();
        assert_eq!(cluster.cluster_name.as_deref(), Some(name));
    }
    let described = DescribeClusters::builder().clusters(["a".to_owned()]).send(&client).await.unwrap();
    assert_eq!(described.clusters.unwrap()[0].status.as_deref(), Some("ACTIVE"));
    let arns: Vec<_> = pages(&client, ListClusters::builder().max_results(2).build())
        .await
        .into_iter()
        .flat_map(|page| page.cluster_arns.unwrap_or_default())
        .collect();
    assert_eq!(arns.len(), 3);

    DeleteCluster::builder().cluster("c").send(&client).await.unwrap();
    let unknown = ListServices::builder().cluster("none").send(&client).await;
    assert!(matches!(unknown, Err(Error::Service(EcsError::ClusterNotFound(_)))), "{unknown:?}");
}

#[tokio::test]
async fn events() {
    use events::*;
    let client = client::<Service>().await;
    for name in ["a", "b", "c"] {
        let rule =
            PutRule::builder().name(name).schedule_expression("rate(5 minutes)").send(&client).await.unwrap();
        assert!(rule.rule_arn.is_some());
    }
    let rule = DescribeRule::builder().name("a").send(&client).await.unwrap();
    assert_eq!((rule.name.as_deref(), rule.state), (Some("a"), Some(RuleState::Enabled)));
    assert_eq!(pages(&client, ListRules::builder().limit(2).build()).await.len(), 2);

    DeleteRule::builder().name("a").send(&client).await.unwrap();
    let gone = DescribeRule::builder().name("a").send(&client).await;
    assert!(matches!(gone, Err(Error::Service(EventBridgeError::ResourceNotFound(_)))), "{gone:?}");
}

#[tokio::test]
async fn stepfunctions() {
    use stepfunctions::*;
    let client = client::<Service>().await;
    let definition = r#"{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}"#;
    let mut arns = Vec::new();
    for name in ["a", "b", "c"] {
        let made = CreateStateMachine::builder()
            .name(name)
            .definition(definition)
            .role_arn("arn:aws:iam::123456789012:role/ours")
            .send(&client)
            .await
            .unwrap();
        arns.push(made.state_machine_arn);
    }
    let described = DescribeStateMachine::builder().state_machine_arn(&*arns[0]).send(&client).await.unwrap();
    assert_eq!((described.name.as_str(), described.definition.expose().as_str()), ("a", definition));
    assert_eq!(pages(&client, ListStateMachines::builder().max_results(2).build()).await.len(), 2);

    DeleteStateMachine::builder().state_machine_arn(&*arns[0]).send(&client).await.unwrap();
    let gone = DescribeStateMachine::builder().state_machine_arn(&*arns[0]).send(&client).await;
    assert!(matches!(gone, Err(Error::Service(SfnError::StateMachineDoesNotExist(_)))), "{gone:?}");
}
