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
    impl __core::ServiceError for MeteringError {
        const ERRORS: &'static [__core::ErrorInfo] = &[
            __core::ErrorInfo::new("ThrottlingException", "Throttling")
                .retry(__core::RetryKind::Throttling),
            __core::ErrorInfo::new("InternalServiceErrorException", "Internal")
                .retry(__core::RetryKind::Transient)
                .server_fault(),
            __core::ErrorInfo::new("CancelledException", "Cancelled")
                .shape(<CancellationReasons as __core::Structure>::error_info),
        ];
        #[inline]
        fn from_response(
            __metadata: __core::ErrorMetadata,
            __body: &[__core::u8],
        ) -> Self {
            match __core::position(Self::ERRORS, &__metadata) {
                __core::Some(0) => MeteringError::Throttling(__metadata),
                __core::Some(1) => MeteringError::Internal(__metadata),
                __core::Some(2) => {
                    MeteringError::Cancelled(
                        <CancellationReasons as __core::Structure>::read_error_members(
                            __body,
                        ),
                        __metadata,
                    )
                }
                _ => MeteringError::Unhandled(__metadata),
            }
        }
        #[inline]
        fn metadata(&self) -> &__core::ErrorMetadata {
            match self {
                MeteringError::Throttling(__metadata)
                | MeteringError::Internal(__metadata)
                | MeteringError::Cancelled(_, __metadata)
                | MeteringError::Unhandled(__metadata) => __metadata,
            }
        }
        #[inline]
        fn members(&self) -> __core::Vec<__core::u8> {
            match self {
                MeteringError::Cancelled(__shape, _) => {
                    <CancellationReasons as __core::Structure>::write_error_members(
                        __shape,
                    )
                }
                _ => __core::From::from(*b"{}"),
            }
        }
        #[inline]
        fn as_error(&self) -> &(dyn __core::StdError + 'static) {
            self
        }
    }
    #[automatically_derived]
    impl __core::fmt::Display for MeteringError {
        #[inline]
        fn fmt(&self, f: &mut __core::fmt::Formatter<'_>) -> __core::fmt::Result {
            __core::fmt::Display::fmt(__core::ServiceError::metadata(self), f)
        }
    }
    #[automatically_derived]
    impl __core::StdError for MeteringError {}
};
