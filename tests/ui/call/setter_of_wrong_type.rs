use ui::Ping;

fn main() {
    let _ = Ping::builder().name(5).build();
}
