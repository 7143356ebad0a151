#[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService.", json_version = "1.1", error = KmsError)]
pub struct Service;
