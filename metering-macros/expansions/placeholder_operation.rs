#[doc(hidden)]
#[allow(warnings)]
pub struct ListThingsBuilder(());
#[allow(warnings, clippy::all, clippy::pedantic)]
const _: () = {
    use ::metering_core::__private_0_1_0 as __core;
    impl __core::Length for ListThings {
        fn __length(&self) -> __core::Option<__core::usize> {
            loop {}
        }
    }
    impl __core::Number for ListThings {
        const LIMITS: __core::Limits = <__core::i64 as __core::Number>::LIMITS;
        fn __range(
            &self,
            _: __core::Option<__core::Bound>,
            _: __core::Option<__core::Bound>,
            _: __core::bool,
            _: &mut __core::Violations<'_>,
        ) {}
    }
    impl __core::Text for ListThings {
        fn __text(&self) -> __core::Option<&__core::str> {
            loop {}
        }
    }
    impl __core::Items for ListThings {
        type Item = Self;
        fn __each(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&Self::Item, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Keys for ListThings {
        fn __keys(
            &self,
            _: &mut __core::Violations<'_>,
            _: &mut dyn __core::FnMut(&__core::str, &mut __core::Violations<'_>),
        ) {}
    }
    impl __core::Timestamp for ListThings {}
    impl __core::Validate for ListThings {
        fn validate_at(&self, _: &mut __core::Violations<'_>) {}
    }
    impl __core::Shape for ListThings {
        fn write(&self, _: &mut __core::Writer) {}
        fn read(
            _: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            loop {}
        }
        fn absent() -> Self {
            loop {}
        }
        fn info() -> __core::ShapeInfo {
            loop {}
        }
    }
    const _: __core::PhantomData<Service> = __core::PhantomData;
    impl __core::Operation for ListThings {
        type Service = Service;
        type Output = ListThingsOutput;
        type Error = <Service as __core::Service>::Error;
        const INFO: __core::OperationInfo = __core::OperationInfo::new("");
    }
    impl __core::Paginated for ListThings {
        fn next_page(&mut self, _: &Self::Output) -> __core::NextPage {
            loop {}
        }
    }
    impl __core::DeclaredItems for ListThings {
        type Item = Thing;
        fn items(_: Self::Output) -> __core::Vec<Self::Item> {
            loop {}
        }
    }
    impl __core::Structure for ListThings {
        type Members = ();
    }
    impl ListThings {
        pub fn builder() -> ListThingsBuilder {
            loop {}
        }
    }
    impl ListThingsBuilder {
        pub fn account(self, _: impl __core::Into<String>) -> Self {
            self
        }
        pub fn next_token(self, _: impl __core::Into<String>) -> Self {
            self
        }
        pub fn set_next_token(self, _: Option<String>) -> Self {
            self
        }
        pub fn build(self) -> ListThings {
            loop {}
        }
        pub fn send(
            self,
            _: &__core::Client<Service>,
        ) -> __core::Call<
            <ListThings as __core::Operation>::Output,
            <ListThings as __core::Operation>::Error,
        > {
            loop {}
        }
    }
};
::core::compile_error! {
    "`listThings` is not an AWS operation name; expected PascalCase, such as \"ListThings\""
}
::core::compile_error! {
    "no field `next_tokn` on `ListThings`, did you mean `next_token`?"
}
