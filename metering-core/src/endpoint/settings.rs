//! Endpoint settings of the environment and the profile.
//!
//! Names and order are those of the AWS SDKs and Tools reference guide: "AWS Region", "Dual-stack
//! and FIPS endpoints", "Service-specific endpoints".

use super::{EndpointError, EndpointParams};
use crate::settings::Settings;

impl EndpointParams {
    /// What the environment and the profile say of the Region, of FIPS and dual stack, and of
    /// custom endpoints for the service with this id (`Marketplace Metering`, as its model's
    /// `serviceId` has it).
    ///
    /// # Errors
    /// If a switch is neither `true` nor `false`, or the profile names a `[services …]` section
    /// that is not there.
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

/// For this service in the environment, for all there, for this service in the profile, for all
/// there.
fn endpoint_url(settings: &Settings, service_id: &str) -> Result<Option<String>, EndpointError> {
    let id = service_id.replace([' ', '-'], "_");
    let environment = settings.environment();
    let of_environment = environment
        .get(&format!("AWS_ENDPOINT_URL_{}", id.to_ascii_uppercase()))
        .or_else(|| environment.get("AWS_ENDPOINT_URL"));
    let (None, Some(profile)) = (&of_environment, settings.profile()) else { return Ok(of_environment) };
    let of_services = match profile.get("services") {
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
    Ok(of_services.or_else(|| profile.get("endpoint_url")).map(str::to_owned))
}
