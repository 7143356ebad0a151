use metering_core::aws_operation;
use ui::Service;

#[aws_operation(action = "SubscribeToShard", output = (), event_stream)]
pub struct SubscribeToShard {
    shard_id: String,
}

fn main() {}
