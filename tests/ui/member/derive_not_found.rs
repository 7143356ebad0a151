use metering_core::Shap;

#[derive(Shap)]
pub struct Resource {
    name: String,
}

fn main() {}
