/// Posts metering records.
#[aws_operation(action = "BatchMeterUsage")]
#[aws(check = crate::rules::batch_meter_usage)]
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BatchMeterUsage {
    /// At most 25 records, all of one product.
    #[aws(length = ..=25)]
    pub usage_records: Vec<UsageRecord>,
    /// The product; left out by integrations whose records have a `license_arn`.
    pub product_code: Option<ProductCode>,
}
