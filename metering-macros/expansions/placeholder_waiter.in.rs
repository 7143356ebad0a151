#[derive(Waiter)]
#[aws(operation = DescribeTable, retry(error = ResourceNotFound))]
pub struct TableExists;
