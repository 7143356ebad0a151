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
    use runtime::__private_0_1_0 as __core;
    #[automatically_derived]
    impl __core::Waiter for ServicesStable {
        type Operation = ecs::DescribeServices;
        const INFO: __core::WaiterInfo = __core::WaiterInfo::new(
                "ServicesStable",
                &[
                    __core::Acceptor::new(
                        __core::WaiterState::Failure,
                        "any(failures[].reason = \"MISSING\")",
                    ),
                    __core::Acceptor::new(
                        __core::WaiterState::Failure,
                        "all(services[].deployments[].ready = false)",
                    ),
                    __core::Acceptor::new(
                        __core::WaiterState::Success,
                        "with = is_stable",
                    ),
                    __core::Acceptor::new(
                        __core::WaiterState::Success,
                        "not_empty(type.events)",
                    ),
                    __core::Acceptor::new(
                        __core::WaiterState::Retry,
                        "error = \"ThrottlingException\"",
                    ),
                    __core::Acceptor::new(__core::WaiterState::Retry, "error = true"),
                    __core::Acceptor::new(__core::WaiterState::Success, "error = false"),
                    __core::Acceptor::new(__core::WaiterState::Failure, "status = 404"),
                ],
            )
            .delay(15u32, 120u32)
            .max_attempts(40u32);
        fn accept(
            __polled: &mut __core::Polled<'_, Self::Operation>,
        ) -> __core::Option<__core::usize> {
            #[allow(unused_imports)]
            use __core::Reach as _;
            if __core::matchers::any(
                __polled,
                "failures[].reason",
                |__output, __values| {
                    if let __core::Some(__inner) = __core::At(&__output.failures).reach()
                    {
                        for __inner in __core::matchers::each(__inner) {
                            if let __core::Some(__inner) = __core::At(__inner).reach() {
                                if let __core::Some(__inner) = __core::At(&__inner.reason)
                                    .reach()
                                {
                                    __values.text(__inner, "MISSING");
                                }
                            }
                        }
                    }
                },
            ) {
                return __core::Some(0);
            }
            if __core::matchers::all(
                __polled,
                "services[].deployments[].ready",
                |__output, __values| {
                    if let __core::Some(__inner) = __core::At(&__output.services).reach()
                    {
                        for __inner in __core::matchers::each(__inner) {
                            if let __core::Some(__inner) = __core::At(__inner).reach() {
                                if let __core::Some(__inner) = __core::At(
                                        &__inner.deployments,
                                    )
                                    .reach()
                                {
                                    for __inner in __core::matchers::each(__inner) {
                                        if let __core::Some(__inner) = __core::At(__inner).reach() {
                                            if let __core::Some(__inner) = __core::At(&__inner.ready)
                                                .reach()
                                            {
                                                __values.flag(__inner, false);
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                },
            ) {
                return __core::Some(1);
            }
            if __core::matchers::with(__polled, is_stable) {
                return __core::Some(2);
            }
            if __core::matchers::any(
                __polled,
                "type.events",
                |__output, __values| {
                    if let __core::Some(__inner) = __core::At(&__output.r#type).reach() {
                        if let __core::Some(__inner) = __core::At(&__inner.events)
                            .reach()
                        {
                            __values.list(__inner);
                        }
                    }
                },
            ) {
                return __core::Some(3);
            }
            if __core::matchers::fails_with(__polled, "ThrottlingException") {
                return __core::Some(4);
            }
            if __core::matchers::has_failed(__polled) {
                return __core::Some(5);
            }
            if __core::matchers::has_succeeded(__polled) {
                return __core::Some(6);
            }
            if __core::matchers::has_status(__polled, 404u16) {
                return __core::Some(7);
            }
            __core::None
        }
    }
    const _: () = __core::matchers::assert_undeclared(
        <<ecs::DescribeServices as __core::Operation>::Error as __core::ServiceError>::ERRORS,
        "ThrottlingException",
        "the service's error enum has a variant for \"ThrottlingException\"; write `error = Variant` without quotes",
    );
};
