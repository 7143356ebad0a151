//! The endpoint rules of a service, as data.

use super::{Endpoint, EndpointError, EndpointParams, Partition, host_label};

/// The hosts of a service: the standard template with its prefix, and overrides of the template.
/// The [module](super) documents both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndpointRules {
    prefix: &'static str,
    overrides: &'static [EndpointOverride],
}

/// Overrides of the standard template in one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndpointOverride {
    scope: Scope,
    hosts: [Option<&'static str>; 4],
    signing: Option<Signing>,
    dual_stack_only: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Everywhere,
    Partitions(&'static [&'static str]),
    Regions(&'static [&'static str]),
}

impl Scope {
    /// Returns 0 for the narrowest scope that can contain the Region, up to 2 for the widest, or
    /// `None` if the scope doesn't contain it.
    fn width(self, region: &str, partition: &Partition) -> Option<u8> {
        match self {
            Scope::Regions(names) => names.contains(&region).then_some(0),
            Scope::Partitions(ids) => ids.contains(&partition.id).then_some(1),
            Scope::Everywhere => Some(2),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signing {
    /// The partition's main Region, which also replaces `{region}` in hosts.
    Global,
    Region(&'static str),
}

const PLAIN: usize = 0;
const FIPS: usize = 1;
const DUAL_STACK: usize = 2;

impl EndpointOverride {
    const fn of(scope: Scope) -> Self {
        Self { scope, hosts: [None; 4], signing: None, dual_stack_only: false }
    }

    /// Overrides that apply unless a narrower scope has its own.
    #[must_use]
    pub const fn everywhere() -> Self {
        Self::of(Scope::Everywhere)
    }

    /// Overrides for the partitions with these names (`aws`, `aws-cn`, `aws-us-gov`, …).
    #[must_use]
    pub const fn partitions(ids: &'static [&'static str]) -> Self {
        Self::of(Scope::Partitions(ids))
    }

    /// Overrides for these Regions.
    #[must_use]
    pub const fn regions(names: &'static [&'static str]) -> Self {
        Self::of(Scope::Regions(names))
    }

    const fn host(mut self, variant: usize, host: &'static str) -> Self {
        self.hosts[variant] = Some(host);
        self
    }

    /// Sets the host without FIPS and dual stack: a prefix, or a whole host with placeholders.
    #[must_use]
    pub const fn plain(self, host: &'static str) -> Self {
        self.host(PLAIN, host)
    }

    /// Sets the host with FIPS.
    #[must_use]
    pub const fn fips(self, host: &'static str) -> Self {
        self.host(FIPS, host)
    }

    /// Sets the host with dual stack.
    #[must_use]
    pub const fn dual_stack(self, host: &'static str) -> Self {
        self.host(DUAL_STACK, host)
    }

    /// Sets the host with FIPS and dual stack.
    #[must_use]
    pub const fn fips_dual_stack(self, host: &'static str) -> Self {
        self.host(FIPS | DUAL_STACK, host)
    }

    /// Sets the Region that requests are signed for, in every Region.
    #[must_use]
    pub const fn signing_region(mut self, region: &'static str) -> Self {
        self.signing = Some(Signing::Region(region));
        self
    }

    /// Replaces the client's Region by the partition's main Region, in hosts and in the signature.
    #[must_use]
    pub const fn global(mut self) -> Self {
        self.signing = Some(Signing::Global);
        self
    }

    /// Always uses the dual-stack suffix, because no other hosts exist.
    #[must_use]
    pub const fn dual_stack_only(mut self) -> Self {
        self.dual_stack_only = true;
        self
    }
}

impl EndpointRules {
    /// Returns the prefix.
    #[must_use]
    pub const fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// Creates rules that follow the standard template with this prefix.
    #[must_use]
    pub const fn new(prefix: &'static str) -> Self {
        Self { prefix, overrides: &[] }
    }

    /// Sets the overrides of the template.
    #[must_use]
    pub const fn overrides(mut self, overrides: &'static [EndpointOverride]) -> Self {
        self.overrides = overrides;
        self
    }

    /// Determines the endpoint for `params`.
    ///
    /// # Errors
    /// Returns any variant of [`EndpointError`] except `InvalidSetting`.
    pub fn resolve(&self, params: &EndpointParams) -> Result<Endpoint, EndpointError> {
        if let Some(region) = &params.region {
            host_label("the Region", region)?;
        }
        if let Some(url) = &params.endpoint_url {
            if params.use_fips {
                return Err(EndpointError::FipsWithCustomEndpoint);
            }
            if params.use_dual_stack {
                return Err(EndpointError::DualStackWithCustomEndpoint);
            }
            return Endpoint::parse(url, params.region.clone());
        }
        let region = params.region.as_deref().ok_or(EndpointError::MissingRegion)?;
        let partition = Partition::of(region);
        let width = |entry: &&EndpointOverride| entry.scope.width(region, partition);
        let mut overrides: Vec<_> = self.overrides.iter().filter(|it| width(it).is_some()).collect();
        overrides.sort_by_key(width);

        let signing = overrides.iter().find_map(|entry| entry.signing);
        let (region, signing_region) = match signing {
            Some(Signing::Global) => (partition.global_region, partition.global_region),
            Some(Signing::Region(signing_region)) => (region, signing_region),
            None => (region, region),
        };
        let dual_stack = params.use_dual_stack || overrides.iter().any(|entry| entry.dual_stack_only);
        let variant =
            if params.use_fips { FIPS } else { PLAIN } | if dual_stack { DUAL_STACK } else { PLAIN };
        let suffix = if dual_stack { partition.dual_stack_dns_suffix } else { partition.dns_suffix };

        let url = match overrides.iter().find_map(|entry| entry.hosts[variant]) {
            Some(url) if url.contains("://") => url.to_owned(),
            Some(host) if host.contains('{') => format!("https://{}", partition.fill(host, region)),
            Some(prefix) => format!("https://{prefix}.{region}.{suffix}"),
            None if params.use_fips => format!("https://{}-fips.{region}.{suffix}", self.prefix),
            None => format!("https://{}.{region}.{suffix}", self.prefix),
        };
        Endpoint::parse(&url, Some(signing_region.to_owned()))
    }
}
