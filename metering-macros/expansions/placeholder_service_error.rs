#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::ServiceError for MeteringError {
        const ERRORS: &'static [__core::ErrorInfo] = &[];
        fn from_response(_: __core::ErrorMetadata, _: &[__core::u8]) -> Self {
            loop {}
        }
        fn metadata(&self) -> &__core::ErrorMetadata {
            loop {}
        }
        fn as_error(&self) -> &(dyn __core::StdError + 'static) {
            loop {}
        }
    }
    impl __core::fmt::Display for MeteringError {
        fn fmt(&self, _: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
            loop {}
        }
    }
    impl __core::StdError for MeteringError {}
};
::core::compile_error! {
    "`MeteringError` needs a variant for values that AWS adds later; add `#[aws(other)] Unhandled(ErrorMetadata)`"
}
