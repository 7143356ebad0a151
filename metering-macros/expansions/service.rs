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
    use ::metering_core::__private_0_1_0 as __core;
    #[automatically_derived]
    impl __core::Service for Service {
        type Error = KmsError;
        const INFO: __core::ServiceInfo = __core::ServiceInfo::new(
            "kms",
            "TrentService",
            __core::JsonVersion::V1_1,
        );
    }
};
