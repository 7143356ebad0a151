#[aws_operation(
    action = "Scan",
    output = ScanOutput,
    paginate(
        input_token = (exclusive_start_key, segment),
        output_token = (page.last_evaluated_key, page.parts[-1].segment),
        more = truncated,
        items = page.items,
        item = Item
    )
)]
pub(crate) struct Scan {
    exclusive_start_key: Option<Key>,
    segment: Option<i32>,
}
