//! Prints the declarations of the operations that the tests call.

use std::path::Path;

use metering_core::model::{DeclareOptions, Model, declare};

/// The services, the versions of their models, and the operations.
const SERVICES: [(&str, &str, &str); 11] = [
    ("dynamodb", "2012-08-10", "CreateTable DescribeTable PutItem GetItem Scan ListTables DeleteTable"),
    (
        "ecs",
        "2014-11-13",
        "CreateCluster DescribeClusters ListClusters DeleteCluster ListServices DescribeServices DescribeTasks",
    ),
    ("events", "2015-10-07", "PutRule DescribeRule ListRules DeleteRule"),
    ("kinesis", "2013-12-02", "CreateStream DescribeStream DescribeStreamSummary ListStreams PutRecord DeleteStream"),
    ("kms", "2014-11-01", "CreateKey DescribeKey ListKeys Encrypt Decrypt ScheduleKeyDeletion"),
    (
        "logs",
        "2014-03-28",
        "CreateLogGroup CreateLogStream DescribeLogGroups PutLogEvents GetLogEvents DeleteLogGroup",
    ),
    ("secretsmanager", "2017-10-17", "CreateSecret GetSecretValue ListSecrets DeleteSecret"),
    ("sqs", "2012-11-05", "CreateQueue GetQueueUrl SendMessage ReceiveMessage ListQueues DeleteQueue"),
    ("ssm", "2014-11-06", "PutParameter GetParameter GetParametersByPath DeleteParameter"),
    (
        "stepfunctions",
        "2016-11-23",
        "CreateStateMachine DescribeStateMachine ListStateMachines DeleteStateMachine",
    ),
    ("transcribe", "2017-10-26", "GetTranscriptionJob GetVocabulary"),
];

fn main() {
    println!("cargo::rerun-if-env-changed=BOTOCORE_DATA");
    let data = std::env::var("BOTOCORE_DATA").expect("BOTOCORE_DATA names the `data` folder of botocore");
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    for (service, version, operations) in SERVICES {
        let folder = Path::new(&data).join(service).join(version);
        let model = Model::read(&folder).unwrap_or_else(|error| panic!("{service}: {error}"));
        let mut options = DeclareOptions::default();
        options.operations = operations.split(' ').map(str::to_owned).collect();
        options.module_docs = false;
        options.brief = true;
        let source = declare(&model, &options).unwrap_or_else(|error| panic!("{service}: {error}"));
        std::fs::write(Path::new(&out).join(format!("{service}.rs")), source)
            .expect("OUT_DIR can be written");
    }
}
