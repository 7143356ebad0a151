//! Endpoint settings of the environment and the profile.
//!
//! The AWS SDKs and Tools reference guide defines the names and their order: "AWS Region",
//! "Dual-stack and FIPS endpoints", "Service-specific endpoints".

use super::Settings;
use crate::endpoint::{EndpointError, EndpointParams};

impl EndpointParams {
    /// Reads the Region, FIPS, dual stack, and the custom endpoint of the service with this id
    /// (`Marketplace Metering`, the `serviceId` of its model) from the environment and the profile.
    ///
    /// # Errors
    /// Returns an error if a switch is neither `true` nor `false`, or if the profile names a
    /// `[services …]` section that does not exist.
    pub fn from_settings(settings: &Settings, service_id: &str) -> Result<Self, EndpointError> {
        let switch = |variable, key| Ok(settings.switch(variable, key)?.unwrap_or(false));
        Ok(Self {
            region: settings.region(),
            use_fips: switch("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint")?,
            use_dual_stack: switch("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint")?,
            endpoint_url: if switch("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")?
            {
                None
            } else {
                endpoint_url(settings, service_id)?
            },
        })
    }
}

/// Returns the first custom endpoint: for this service in the environment, for all services there,
/// for this service in the profile, for all services there.
fn endpoint_url(settings: &Settings, service_id: &str) -> Result<Option<String>, EndpointError> {
    let id = service_id.replace([' ', '-'], "_");
    let environment = settings.environment();
    let from_environment = environment
        .get(&format!("AWS_ENDPOINT_URL_{}", id.to_ascii_uppercase()))
        .or_else(|| environment.get("AWS_ENDPOINT_URL"));
    let (None, Some(profile)) = (&from_environment, settings.profile()) else { return Ok(from_environment) };
    let from_services = match profile.get("services") {
        None => None,
        Some(name) => settings
            .profiles()
            .services(name)
            .ok_or_else(|| EndpointError::InvalidSetting {
                name: "services (in the profile)".to_owned(),
                expected: "the name of a [services …] section",
            })?
            .nested(&id.to_ascii_lowercase(), "endpoint_url"),
    };
    Ok(from_services.or_else(|| profile.get("endpoint_url")).map(str::to_owned))
}
