#[derive(Shape)]
#[aws(
    exactly_one_of(customer_identifier, customer_aws_account_id),
    at_most_one_of(customer_identifier, license_arn),
    at_least_one_of(customer_aws_account_id, license_arn),
    check = allocations_add_up
)]
struct UsageRecord {
    customer_identifier: Option<CustomerIdentifier>,
    customer_aws_account_id: Option<CustomerAwsAccountId>,
    license_arn: Option<LicenseArn>,
}
