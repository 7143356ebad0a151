use metering_core::{ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};

#[aws_service(endpoint_prefix = "glue", target_prefix = "AWSGlue", json_version = "1.1", error = GlueError)]
pub struct Service;

#[derive(Debug, ServiceError)]
pub enum GlueError {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[aws_operation(
    action = "GetTables",
    authtype = "none",
    idempotent,
    input = GetTablesRequest,
    paginate(
        input_token = next_token,
        output_token = next_token,
        result_key = table_list,
        item = Table,
        limit_key = max_results
    )
)]
#[derive(Clone)]
pub struct GetTables {
    max_results: Option<i32>,
    next_token: Option<String>,
}

#[derive(Shape)]
pub struct GetTablesOutput {
    table_list: Vec<Table>,
    next_token: Option<String>,
}

#[derive(Shape)]
pub struct Table {
    name: String,
}

fn main() {
    let _ = GetTables::builder().max_results(3).build();
}
