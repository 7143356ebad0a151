#[aws_operation(
    action = "PutThing",
    service = crate::things::Service,
    output = (),
    error = crate::things::PutThingError,
    host_prefix = "{Account}.data.",
    unsigned,
    compressed,
    long_polling,
    refuses(EksPodIdentity, Environment),
    crate = crate::metering_core
)]
pub struct PutThing {
    #[aws(host_label)]
    pub account: String,
    #[aws(idempotency_token)]
    pub client_token: Option<String>,
}
