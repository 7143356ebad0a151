use metering_core::{Sensitive, Shape};

pub struct Password {
    pub text: String,
}

#[derive(Shape)]
pub struct Login {
    name: String,
    password: Sensitive<Password>,
}

fn main() {
    let password = Password { text: "x7Kd".into() };
    let _ = Login::builder().name("a").password(password).build().password.expose().text;
}
