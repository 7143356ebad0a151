use metering_core::{Shape, aws_operation};
use ui::Service;

#[aws_operation(action = "DescribeTable", output = (), waiters(table_exists))]
pub struct DescribeTable {
    table_name: String,
}

#[aws_operation(action = "DescribeBackup", output = (), waiter = "BackupExists")]
pub struct DescribeBackup {
    backup_arn: String,
}

#[derive(Shape)]
#[aws(event_stream)]
pub struct Events {
    record: Option<String>,
}

fn main() {}
