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
    impl __core::Waiter for TableExists {
        type Operation = DescribeTable;
        const INFO: __core::WaiterInfo = __core::WaiterInfo::new(
                "TableExists",
                &[
                    __core::Acceptor::new(
                        __core::WaiterState::Success,
                        "table.table_status = TableStatus::Active",
                    ),
                    __core::Acceptor::new(
                        __core::WaiterState::Retry,
                        "error = ResourceNotFound",
                    ),
                ],
            )
            .delay(20u32, 20u32)
            .max_attempts(25u32);
        fn accept(
            __polled: &mut __core::Polled<'_, Self::Operation>,
        ) -> __core::Option<__core::usize> {
            #[allow(unused_imports)]
            use __core::Reach as _;
            if __core::matchers::any(
                __polled,
                "table.table_status",
                |__output, __values| {
                    if let __core::Some(__inner) = __core::At(&__output.table).reach() {
                        if let __core::Some(__inner) = __core::At(&__inner.table_status)
                            .reach()
                        {
                            __values
                                .variant(
                                    __inner,
                                    match __inner {
                                        TableStatus::Active => true,
                                        _ => false,
                                    },
                                );
                        }
                    }
                },
            ) {
                return __core::Some(0);
            }
            if __core::matchers::fails_as(__polled, "ResourceNotFound") {
                return __core::Some(1);
            }
            __core::None
        }
    }
    const _: () = __core::matchers::assert_variant(
        <<DescribeTable as __core::Operation>::Error as __core::ServiceError>::ERRORS,
        "ResourceNotFound",
        "the service's error enum has no variant `ResourceNotFound`; add it to the enum, or write a code in quotes",
    );
};
