#[derive(Shape)]
#[aws(length = ..=4096)]
pub struct Ciphertext(Blob);
