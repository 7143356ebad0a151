#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Waiter for TableExists {
        type Operation = DescribeTable;
        const INFO: __core::WaiterInfo = __core::WaiterInfo::new("", &[]);
        fn accept(
            _: &mut __core::Polled<'_, DescribeTable>,
        ) -> __core::Option<__core::usize> {
            loop {}
        }
    }
};
::core::compile_error! {
    "missing `success(…)`; add the state to wait for, such as `success(table.status = Status::Active)`"
}
