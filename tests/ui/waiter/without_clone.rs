use metering_core::{Waiter, aws_operation};
use ui::Service;

#[aws_operation(action = "DescribeBackup", output = ())]
pub struct DescribeBackup {}

#[derive(Waiter)]
#[aws(operation = DescribeBackup, success(error = false))]
pub struct BackupExists;

fn main() {}
