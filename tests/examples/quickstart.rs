//! From a buyer's registration to the bill, in one run: `cargo run --example quickstart`.
//!
//! Without arguments, the example starts the emulator in its process. With `--endpoint URL`, it
//! calls a service that runs elsewhere, such as `metering-emulator`, with credentials from the
//! default AWS provider chain. With `--aws`, it calls AWS and bills: it needs the registration
//! token of a real buyer and two dimensions of the product.
//!
//! ```text
//! quickstart [--endpoint URL | --aws] [--token REGISTRATION_TOKEN] [--dimensions NAME,NAME]
//! ```

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

use metering_client::emulator::Emulator;
use metering_client::{
    BatchMeterUsage, Client, Customer, DateTime, Disposition, Metering, Quantity, ResolveCustomer, Usage,
    UsageRecord, batch_meter_usage_deadline, hour_of, now,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::read()?;
    let service = Service::find(&arguments).await?;
    let client = &service.client;
    println!("calling {}", client.endpoint().url());

    // A buyer subscribed, and posts a registration token to the vendor's registration page.
    let token = match arguments.token {
        Some(token) => token,
        None => service.issue_token()?,
    };
    let resolved = client.send(ResolveCustomer::builder().registration_token(token).build()).await?;
    let buyer = Customer::of(&resolved).ok_or("the response does not identify the buyer")?;
    println!("\nthe token belongs to {buyer}");

    // The buyer uses the product. Each hour is summed when it is over, which gives more records
    // than one call accepts.
    let mut usage = Vec::new();
    for hour in service.hours() {
        for dimension in &arguments.dimensions {
            for quantity in ["1.25", "0.000001", "16"] {
                usage.push(Usage::new(buyer.clone(), dimension.clone(), hour, quantity.parse::<Quantity>()?));
            }
        }
    }
    let mut usage = Usage::hourly(usage)?;
    // Two records that AWS refuses: a buyer who unsubscribed, and an unknown dimension.
    let hour = usage[0].timestamp;
    if let Some(product) = &resolved.product_code {
        let unsubscribed = Customer::account("777788889999", product.clone());
        usage.push(Usage::new(unsubscribed, arguments.dimensions[0].clone(), hour, 1));
    }
    usage.push(Usage::new(buyer, "unknown-dimension", hour, 1));
    println!("\nmetering {} records", usage.len());
    let outcomes = client.meter_all(&usage).await;
    let settled = outcomes.iter().filter(|outcome| outcome.disposition() == Disposition::Settled).count();
    println!("{settled} were accepted");
    for (usage, outcome) in usage.iter().zip(&outcomes) {
        let Usage { dimension, customer, .. } = usage;
        match outcome.disposition() {
            Disposition::Settled => {}
            Disposition::ResendUnchanged => println!("resend later: {dimension} of {customer}: {outcome}"),
            Disposition::NeedsReview => println!("needs review: {dimension} of {customer}: {outcome}"),
        }
    }

    // An invalid call isn't sent. All violations are reported together, with their paths.
    let invalid = BatchMeterUsage::builder()
        .product_code("not a code")
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
    if let Err(metering_client::Error::Invalid(report)) = client.send(invalid).await {
        println!("\nan invalid call was not sent:");
        for violation in report.violations() {
            println!("  {violation}");
        }
    }

    service.print_bill()
}

/// The service that the example calls.
struct Service {
    client: Client,
    /// The emulator in this process.
    emulator: Option<Emulator>,
    /// The URL of an emulator in another process.
    remote_url: Option<String>,
}

impl Service {
    async fn find(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        if arguments.aws {
            return Ok(Service { client: Client::from_env().await?, emulator: None, remote_url: None });
        }
        if let Some(url) = &arguments.endpoint {
            let client = Client::builder().endpoint_url(url).from_env().await?.build()?;
            return Ok(Service { client, emulator: None, remote_url: Some(url.clone()) });
        }
        // A fixed time, so that no month ends during the run.
        let noon = DateTime::from_secs(1_795_435_200);
        let emulator = Emulator::builder().clock(noon).start().await?;
        Ok(Service { client: emulator.client(), emulator: Some(emulator), remote_url: None })
    }

    fn now(&self) -> DateTime {
        self.emulator.as_ref().map_or_else(now, Emulator::now)
    }

    /// Returns the full hours of the last day whose usage AWS still accepts.
    fn hours(&self) -> impl Iterator<Item = DateTime> {
        let now = self.now();
        (1..24)
            .rev()
            .map(move |hours| DateTime::from_secs(hour_of(now).secs() - hours * 3_600))
            .filter(move |&hour| now < batch_meter_usage_deadline(hour))
    }

    fn issue_token(&self) -> Result<String, Box<dyn Error>> {
        match (&self.emulator, &self.remote_url) {
            (Some(emulator), _) => Ok(emulator.issue_token("111122223333")?),
            (None, Some(url)) => {
                let response = call_admin_api(url, "POST", "tokens", r#"{"account":"111122223333"}"#)?;
                let response: serde_json::Value = serde_json::from_str(&response)?;
                Ok(response["registration_token"]
                    .as_str()
                    .ok_or("the endpoint is not an emulator; pass --token")?
                    .to_owned())
            }
            (None, None) => Err("AWS gives registration tokens only to buyers; pass --token".into()),
        }
    }

    fn print_bill(&self) -> Result<(), Box<dyn Error>> {
        match (&self.emulator, &self.remote_url) {
            (Some(emulator), _) => {
                println!("\nbilled, by buyer, dimension and hour:");
                for line in emulator.billed() {
                    println!("  {}  {:<9}  {}  {}", line.account, line.dimension, line.hour, line.quantity);
                }
            }
            (None, Some(url)) => println!("\nbilled: {}", call_admin_api(url, "GET", "billed", "")?),
            (None, None) => println!("\nthe AWS Marketplace Management Portal shows what AWS bills"),
        }
        Ok(())
    }
}

/// Calls the admin API of an emulator in another process.
fn call_admin_api(url: &str, method: &str, path: &str, body: &str) -> Result<String, Box<dyn Error>> {
    let authority = url
        .strip_prefix("http://")
        .ok_or("the URL of the emulator must start with http://")?
        .trim_end_matches('/');
    let length = body.len();
    let mut stream = TcpStream::connect(authority)?;
    write!(
        stream,
        "{method} /_emulator/{path} HTTP/1.1\r\nhost: {authority}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    let (_, body) = response.split_once("\r\n\r\n").ok_or("the emulator sent no response")?;
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
                    return Err(format!(
                        "unknown argument {argument}; use --endpoint, --aws, --token or --dimensions"
                    )
                    .into());
                }
            }
        }
        Ok(read)
    }
}
