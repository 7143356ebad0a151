//! AWS's partitions, from botocore's `partitions.json` (version 1.1).

/// A group of Regions with separate DNS names and accounts. All partitions have FIPS and dual-stack
/// endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// The name in ARNs: `aws`, `aws-cn`, …
    pub id: &'static str,
    /// The suffix of its host names.
    pub dns_suffix: &'static str,
    /// The suffix of its dual-stack host names.
    pub dual_stack_dns_suffix: &'static str,
    /// The Region of its global services.
    pub global_region: &'static str,
    /// The text before the last two parts of its Regions' names: `cn` in `cn-north-1`.
    stems: &'static [&'static str],
}

static ALL: [Partition; 8] = [
    Partition {
        id: "aws",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        global_region: "us-east-1",
        stems: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"],
    },
    Partition {
        id: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        dual_stack_dns_suffix: "api.amazonwebservices.com.cn",
        global_region: "cn-northwest-1",
        stems: &["cn"],
    },
    Partition {
        id: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        dual_stack_dns_suffix: "api.aws",
        global_region: "us-gov-west-1",
        stems: &["us-gov"],
    },
    Partition {
        id: "aws-eusc",
        dns_suffix: "amazonaws.eu",
        dual_stack_dns_suffix: "api.amazonwebservices.eu",
        global_region: "eusc-de-east-1",
        stems: &["eusc-de"],
    },
    Partition {
        id: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        dual_stack_dns_suffix: "api.aws.ic.gov",
        global_region: "us-iso-east-1",
        stems: &["us-iso"],
    },
    Partition {
        id: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        dual_stack_dns_suffix: "api.aws.scloud",
        global_region: "us-isob-east-1",
        stems: &["us-isob"],
    },
    Partition {
        id: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        dual_stack_dns_suffix: "api.cloud-aws.adc-e.uk",
        global_region: "eu-isoe-west-1",
        stems: &["eu-isoe"],
    },
    Partition {
        id: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        dual_stack_dns_suffix: "api.aws.hci.ic.gov",
        global_region: "us-isof-south-1",
        stems: &["us-isof"],
    },
];

impl Partition {
    /// Returns the partition of a Region by its pattern (`{stem}-{word}-{number}`, or
    /// `{id}-global`), or else `aws`, as AWS's endpoint rule sets do.
    #[must_use]
    pub fn of(region: &str) -> &'static Partition {
        let found = match region.strip_suffix("-global") {
            Some(id) => ALL.iter().find(|partition| partition.id == id),
            None => {
                stem(region).and_then(|stem| ALL.iter().find(|partition| partition.stems.contains(&stem)))
            }
        };
        found.unwrap_or(&ALL[0])
    }

    /// Returns a host with the values of its placeholders.
    pub(crate) fn fill(&self, template: &str, region: &str) -> String {
        template
            .replace("{region}", region)
            .replace("{dns_suffix}", self.dns_suffix)
            .replace("{dual_stack_dns_suffix}", self.dual_stack_dns_suffix)
    }

    /// Returns all partitions.
    #[must_use]
    pub fn all() -> &'static [Partition] {
        &ALL
    }
}

/// Returns `us-gov` for `us-gov-west-1`.
fn stem(region: &str) -> Option<&str> {
    let (rest, number) = region.rsplit_once('-')?;
    let (stem, word) = rest.rsplit_once('-')?;
    let all = |part: &str, of: fn(&u8) -> bool| !part.is_empty() && part.bytes().all(|byte| of(&byte));
    (all(number, u8::is_ascii_digit) && all(word, u8::is_ascii_alphanumeric)).then_some(stem)
}
