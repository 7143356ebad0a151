#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Service for Service {
        type Error = KmsError;
        const INFO: __core::ServiceInfo = __core::ServiceInfo::new(
            "",
            "",
            __core::JsonVersion::V1_1,
        );
    }
};
::core::compile_error! {
    "`target_prefix` must not end with `.`; remove the dot"
}
