#[aws_service(
    endpoint_prefix = "metering.marketplace",
    target_prefix = "AWSMPMeteringService",
    json_version = "1.0",
    error = crate::error::MeteringError,
    signing_name = "aws-marketplace",
    id = "Marketplace Metering",
    query_compatible,
    retry(max_attempts = 4, base_ms = 25),
    endpoint(
        fips = "metering.marketplace-fips",
        dual_stack = "metering-marketplace.{region}.{dual_stack_dns_suffix}",
        partition("aws-cn")(global, signing_region = "cn-northwest-1"),
        region("eusc-de-east-1") = "metering-marketplace"
    ),
    crate = crate::metering_core
)]
#[derive(Debug, Clone, Copy)]
pub struct Service;
