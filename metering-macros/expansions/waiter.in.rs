#[derive(Waiter)]
#[aws(
    operation = DescribeTable,
    delay = 20,
    max_attempts = 25,
    success(table.table_status = TableStatus::Active),
    retry(error = ResourceNotFound)
)]
pub struct TableExists;
