#[derive(Waiter)]
#[aws(
    operation = ecs::DescribeServices,
    delay = 15,
    max_delay = 120,
    max_attempts = 40,
    failure(any(failures[].reason = "MISSING")),
    failure(all(services[].deployments[].ready = false)),
    success(with = is_stable),
    success(not_empty(r#type.events)),
    retry(error = "ThrottlingException"),
    retry(error = true),
    success(error = false),
    failure(status = 404),
    crate = runtime
)]
pub(crate) struct ServicesStable;
