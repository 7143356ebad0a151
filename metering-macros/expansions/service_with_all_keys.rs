#[allow(
    deprecated,
    dead_code,
    non_camel_case_types,
    non_snake_case,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
const _: () = {
    use crate::metering_core::__private_0_1_0 as __core;
    #[automatically_derived]
    impl __core::Service for Service {
        type Error = crate::error::MeteringError;
        const INFO: __core::ServiceInfo = __core::ServiceInfo::new(
                "metering.marketplace",
                "AWSMPMeteringService",
                __core::JsonVersion::V1_0,
            )
            .signing_name("aws-marketplace")
            .id("Marketplace Metering")
            .query_compatible()
            .retry(4u32, 25u32)
            .endpoint(
                __core::EndpointRules::new("metering.marketplace")
                    .overrides(const {
                        &[
                            __core::EndpointOverride::everywhere()
                                .fips("metering.marketplace-fips")
                                .dual_stack(
                                    "metering-marketplace.{region}.{dual_stack_dns_suffix}",
                                ),
                            __core::EndpointOverride::partitions(&["aws-cn"])
                                .global()
                                .signing_region("cn-northwest-1"),
                            __core::EndpointOverride::regions(&["eusc-de-east-1"])
                                .plain("metering-marketplace"),
                        ]
                    }),
            );
    }
};
