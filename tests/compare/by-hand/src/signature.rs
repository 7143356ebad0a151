//! Signature Version 4 with a cached signing key and a canonical request for the one form of
//! request that is sent.

use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use harness::workload;
use sha2::{Digest, Sha256};

pub struct Signer {
    /// The day since 1970, and its key.
    kept: Mutex<Option<(u64, Vec<u8>)>>,
}

pub struct Signed {
    pub date: String,
    pub authorization: String,
}

impl Signer {
    pub fn new() -> Self {
        Signer { kept: Mutex::new(None) }
    }

    pub fn sign(&self, host: &str, content_type: &str, target: &str, body: &[u8]) -> Signed {
        const SIGNED: &str = "content-type;host;x-amz-date;x-amz-target";
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        let date = stamp(now);
        let canonical = format!(
            "POST\n/\n\ncontent-type:{content_type}\nhost:{host}\nx-amz-date:{date}\nx-amz-target:{target}\n\n\
             {SIGNED}\n{}",
            hash(body)
        );
        let scope = format!("{}/{}/aws-marketplace/aws4_request", &date[..8], workload::REGION);
        let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hash(canonical.as_bytes()));
        let signature = self.with_key(now, |key| calculate_signature(key, text.as_bytes()));
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={SIGNED}, Signature={signature}",
            workload::ACCESS_KEY_ID
        );
        Signed { date, authorization }
    }

    fn with_key<T>(&self, now: Duration, work: impl FnOnce(&[u8]) -> T) -> T {
        let day = now.as_secs() / 86_400;
        let mut kept = self.kept.lock().expect("no panic");
        match &*kept {
            Some((of, key)) if *of == day => work(key),
            _ => {
                let key = generate_signing_key(
                    workload::SECRET_ACCESS_KEY,
                    UNIX_EPOCH + now,
                    workload::REGION,
                    "aws-marketplace",
                );
                let result = work(key.as_ref());
                *kept = Some((day, key.as_ref().to_vec()));
                result
            }
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        hex.push(digit(byte >> 4));
        hex.push(digit(byte & 15));
    }
    hex
}

/// Formats a time as `YYYYMMDDTHHMMSSZ` with Howard Hinnant's civil_from_days.
fn stamp(now: Duration) -> String {
    let seconds = now.as_secs();
    let days = (seconds / 86_400) as i64 + 719_468;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + days / 146_097 * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}
