//! From a buyer's registration to the bill, in one run: `cargo run --example quickstart`.
//!
//! Without arguments it starts the emulator in the process. `--endpoint URL` does the same against
//! a service that runs elsewhere, such as `metering-emulator`, with the credentials that are found
//! as by every AWS tool. `--aws` does it against AWS, and bills: it needs a token of a real buyer
//! and two dimensions of the product.
//!
//! ```text
//! quickstart [--endpoint URL | --aws] [--token REGISTRATION_TOKEN] [--dimensions NAME,NAME]
//! ```

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::SystemTime;

use metering_client::emulator::Emulator;
use metering_client::{
    BatchMeterUsage, Client, Customer, DateTime, Metering, Outcome, Quantity, ResolveCustomer, Usage,
    UsageRecord, batch_meter_usage_deadline,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read()?;
    let service = Service::find(&arguments).await?;
    let client = &service.client;
    println!("calling {}", client.endpoint().url());

    // A buyer has subscribed, and comes to the vendor's page with a registration token. Who is it?
    let token = match arguments.token {
        Some(token) => token,
        None => service.issue_token()?,
    };
    let resolved = client.send(ResolveCustomer::builder().registration_token(token).build()).await?;
    let buyer = Customer::of(&resolved).ok_or("the service did not say who the buyer is")?;
    println!("\nthe token stands for {buyer}");

    // Time goes by, and things are used. Each hour is summed up once it is over: more records than
    // one call takes.
    let mut usage = Vec::new();
    for hour in service.hours() {
        for dimension in &arguments.dimensions {
            for quantity in ["1.25", "0.000001", "16"] {
                usage.push(Usage::new(buyer.clone(), dimension.clone(), hour, quantity.parse::<Quantity>()?));
            }
        }
    }
    let mut usage = Usage::hourly(usage)?;
    // Two that the service won't take: one of a buyer that has left, one of something that is not
    // for sale.
    let hour = usage[0].timestamp;
    if let Some(product) = &resolved.product_code {
        let left = Customer::account("777788889999", product.clone());
        usage.push(Usage::new(left, arguments.dimensions[0].clone(), hour, 1));
    }
    usage.push(Usage::new(buyer, "unheard-of", hour, 1));
    println!("\nmetering {} records", usage.len());
    let outcomes = client.meter_all(usage.clone()).await;
    let taken = outcomes.iter().filter(|outcome| outcome.is_settled()).count();
    println!("{taken} were taken");
    for (usage, outcome) in usage.iter().zip(&outcomes) {
        match outcome {
            Outcome::Accepted { .. } => {}
            Outcome::Refused(reason) => {
                println!("refused: {} of {}: {reason}", usage.dimension, usage.customer)
            }
            Outcome::Undecided(why) => {
                println!("to be sent again: {} at {}: {why}", usage.dimension, usage.timestamp)
            }
        }
    }

    // Mistakes never leave the machine: all of them are reported, before anything is signed.
    let broken = BatchMeterUsage::builder()
        .product_code("no code at all")
        .usage_records(vec![
            UsageRecord::builder()
                .timestamp(service.now())
                .dimension("")
                .customer_aws_account_id("one")
                .license_arn("arn:aws:license-manager::294406891311:license:l-0a1b")
                .quantity_as_decimal("1.")
                .build(),
        ])
        .build();
    if let Err(metering_client::Error::Invalid(report)) = client.send(broken).await {
        println!("\nan invalid call was not sent:");
        for violation in report.violations() {
            println!("  {violation}");
        }
    }

    service.print_bill()
}

/// Where the calls go.
struct Service {
    client: Client,
    /// The emulator in the process, or the address of one elsewhere.
    emulator: Option<Emulator>,
    elsewhere: Option<String>,
}

impl Service {
    async fn find(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        if arguments.aws {
            return Ok(Service { client: Client::from_env().await?, emulator: None, elsewhere: None });
        }
        if let Some(url) = &arguments.endpoint {
            let client = Client::builder().endpoint_url(url).from_env().await?.build()?;
            return Ok(Service { client, emulator: None, elsewhere: Some(url.clone()) });
        }
        // At a time of its own, so that no month ends in the middle of this.
        let noon = DateTime::from_secs(1_795_435_200);
        let emulator = Emulator::builder().clock(noon).start().await?;
        Ok(Service { client: emulator.client(), emulator: Some(emulator), elsewhere: None })
    }

    fn now(&self) -> DateTime {
        self.emulator.as_ref().map_or_else(|| DateTime::from(SystemTime::now()), Emulator::now)
    }

    /// The full hours of the last day whose usage is still taken.
    fn hours(&self) -> impl Iterator<Item = DateTime> {
        let now = self.now();
        let this_hour = now.secs() - now.secs() % 3_600;
        (1..24)
            .rev()
            .map(move |hours| DateTime::from_secs(this_hour - hours * 3_600))
            .filter(move |&hour| now < batch_meter_usage_deadline(hour))
    }

    fn issue_token(&self) -> Result<String, Box<dyn Error>> {
        match (&self.emulator, &self.elsewhere) {
            (Some(emulator), _) => Ok(emulator.issue_token("111122223333")?),
            (None, Some(url)) => {
                let answer = ask(url, "POST", "tokens", r#"{"account":"111122223333"}"#)?;
                let answer: serde_json::Value = serde_json::from_str(&answer)?;
                Ok(answer["registration_token"].as_str().ok_or("no emulator: give a --token")?.to_owned())
            }
            (None, None) => Err("AWS gives registration tokens to buyers alone: give a --token".into()),
        }
    }

    fn print_bill(&self) -> Result<(), Box<dyn Error>> {
        match (&self.emulator, &self.elsewhere) {
            (Some(emulator), _) => {
                println!("\nbilled, by buyer, dimension and hour:");
                for line in emulator.billed() {
                    println!("  {}  {:<9}  {}  {}", line.account, line.dimension, line.hour, line.quantity);
                }
            }
            (None, Some(url)) => println!("\nbilled: {}", ask(url, "GET", "billed", "")?),
            (None, None) => println!("\nwhat AWS bills is shown in the AWS Marketplace Management Portal"),
        }
        Ok(())
    }
}

/// Asks an emulator that runs elsewhere for what no client of the service can ask.
fn ask(url: &str, method: &str, what: &str, body: &str) -> Result<String, Box<dyn Error>> {
    let authority =
        url.strip_prefix("http://").ok_or("the emulator speaks plain http")?.trim_end_matches('/');
    let length = body.len();
    let mut stream = TcpStream::connect(authority)?;
    write!(
        stream,
        "{method} /_emulator/{what} HTTP/1.1\r\nhost: {authority}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("the emulator did not answer")?;
    Ok(body.to_owned())
}

struct Arguments {
    endpoint: Option<String>,
    aws: bool,
    token: Option<String>,
    dimensions: Vec<String>,
}

impl Arguments {
    fn read() -> Result<Self, Box<dyn Error>> {
        let mut read = Arguments {
            endpoint: None,
            aws: false,
            token: None,
            dimensions: vec!["requests".to_owned(), "gigabytes".to_owned()],
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--endpoint" => read.endpoint = Some(value()?),
                "--aws" => read.aws = true,
                "--token" => read.token = Some(value()?),
                "--dimensions" => read.dimensions = value()?.split(',').map(str::to_owned).collect(),
                _ => {
                    return Err(
                        format!("{argument} is none of --endpoint, --aws, --token, --dimensions").into()
                    );
                }
            }
        }
        Ok(read)
    }
}
