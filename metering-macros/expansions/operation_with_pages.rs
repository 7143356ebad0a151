/// A builder for [`Scan`].
#[must_use = "a builder does nothing until `build` is called"]
#[allow(deprecated, dead_code, missing_debug_implementations)]
pub(crate) struct ScanBuilder {
    members: <Scan as ::metering_core::__private_0_1_0::Structure>::Members,
}
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
    impl __core::Validate for Scan {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            <Option<
                Key,
            > as __core::Shape>::validate_member(
                &self.exclusive_start_key,
                "ExclusiveStartKey",
                __v,
            );
        }
    }
    #[automatically_derived]
    impl __core::Shape for Scan {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            <Option<
                Key,
            > as __core::Shape>::write_member(
                &self.exclusive_start_key,
                "ExclusiveStartKey",
                &mut __members,
            );
            <Option<
                i32,
            > as __core::Shape>::write_member(&self.segment, "Segment", &mut __members);
            __members.end();
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            let mut __m = __Members__::EMPTY;
            let __set = __from
                .structure(
                    const {
                        __core::MemberNames::new(&["ExclusiveStartKey", "Segment"])
                    },
                    &mut |__index, __value| match __index {
                        0 => {
                            <Option<
                                Key,
                            > as __core::Shape>::read_member(
                                &mut __m.exclusive_start_key,
                                __value,
                            )
                        }
                        1 => {
                            <Option<
                                i32,
                            > as __core::Shape>::read_member(&mut __m.segment, __value)
                        }
                        _ => __core::Ok(()),
                    },
                )?;
            __core::Ok(if __set { __core::Some(__m.finish()) } else { __core::None })
        }
        fn absent() -> Self {
            __Members__::EMPTY.finish()
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new(
                "Scan",
                __core::ShapeKind::Structure(const {
                    &[
                        __core::MemberInfo::new(
                            "ExclusiveStartKey",
                            "exclusive_start_key",
                            <Option<Key> as __core::Shape>::info,
                        ),
                        __core::MemberInfo::new(
                            "Segment",
                            "segment",
                            <Option<i32> as __core::Shape>::info,
                        ),
                    ]
                }),
            )
        }
    }
    /// The members of a `Scan` that are set so far.
    pub struct __Members__ {
        exclusive_start_key: __core::Option<Option<Key>>,
        segment: __core::Option<Option<i32>>,
    }
    impl __Members__ {
        /// The storage without any member.
        const EMPTY: Self = __Members__ {
            exclusive_start_key: __core::None,
            segment: __core::None,
        };
        fn finish(self) -> Scan {
            Scan {
                exclusive_start_key: match self.exclusive_start_key {
                    __core::Some(__value) => __value,
                    __core::None => <Option<Key> as __core::Shape>::absent(),
                },
                segment: match self.segment {
                    __core::Some(__value) => __value,
                    __core::None => <Option<i32> as __core::Shape>::absent(),
                },
            }
        }
    }
    #[automatically_derived]
    impl __core::Structure for Scan {
        type Members = __Members__;
    }
    impl Scan {
        /// Starts a [`Scan`].
        #[inline]
        pub(crate) fn builder() -> ScanBuilder {
            ScanBuilder {
                members: __Members__::EMPTY,
            }
        }
    }
    impl ScanBuilder {
        /// Sets `exclusive_start_key`.
        #[inline]
        pub(crate) fn exclusive_start_key(
            mut self,
            exclusive_start_key: impl __core::Into<Key>,
        ) -> Self {
            self.members.exclusive_start_key = __core::Some(
                __core::Some(__core::Into::into(exclusive_start_key)),
            );
            self
        }
        /// Sets or clears [`exclusive_start_key`](Self::exclusive_start_key).
        #[inline]
        pub(crate) fn set_exclusive_start_key(
            mut self,
            exclusive_start_key: Option<Key>,
        ) -> Self {
            self.members.exclusive_start_key = __core::Some(exclusive_start_key);
            self
        }
        /// Sets `segment`.
        #[inline]
        pub(crate) fn segment(mut self, segment: impl __core::Into<i32>) -> Self {
            self.members.segment = __core::Some(
                __core::Some(__core::Into::into(segment)),
            );
            self
        }
        /// Sets or clears [`segment`](Self::segment).
        #[inline]
        pub(crate) fn set_segment(mut self, segment: Option<i32>) -> Self {
            self.members.segment = __core::Some(segment);
            self
        }
        /// Builds the request. Its constraints are checked when it is sent.
        #[must_use]
        #[inline]
        pub(crate) fn build(self) -> Scan {
            self.members.finish()
        }
        /// Builds the request and sends it.
        pub(crate) fn send(
            self,
            __client: &__core::Client<__Marker>,
        ) -> __core::Call<
            <Scan as __core::Operation>::Output,
            <Scan as __core::Operation>::Error,
        > {
            __client.send(self.members.finish())
        }
    }
    type __Marker = Service;
    #[automatically_derived]
    impl __core::Operation for Scan {
        type Service = __Marker;
        type Output = ScanOutput;
        type Error = <__Marker as __core::Service>::Error;
        const INFO: __core::OperationInfo = __core::OperationInfo::new("Scan")
            .pages(
                __core::PagesInfo::new(
                        &[
                            ("exclusive_start_key", "page.last_evaluated_key"),
                            ("segment", "page.parts[-1].segment"),
                        ],
                    )
                    .items("page.items")
                    .more("truncated"),
            );
    }
    #[automatically_derived]
    impl __core::Paginated for Scan {
        #[inline]
        fn next_page(&mut self, __output: &Self::Output) -> __core::NextPage {
            #[allow(unused_imports)]
            use __core::{OtherToken as _, Reach as _, SameToken as _};
            let mut __page = __core::PageTokens::new();
            __core::Token(
                    &mut self.exclusive_start_key,
                    __core::At(&__output.page)
                        .reach()
                        .and_then(|__inner| {
                            __core::At(&__inner.last_evaluated_key).reach()
                        }),
                )
                .next(&mut __page);
            __core::Token(
                    &mut self.segment,
                    __core::At(&__output.page)
                        .reach()
                        .and_then(|__inner| {
                            __core::At(&__inner.parts)
                                .reach()
                                .and_then(|__inner| {
                                    __core::last(__inner)
                                        .and_then(|__inner| __core::At(&__inner.segment).reach())
                                })
                        }),
                )
                .next(&mut __page);
            __page.more(__core::At(&__output.truncated).reach());
            __page.next_page()
        }
    }
    #[automatically_derived]
    impl __core::DeclaredItems for Scan {
        type Item = Item;
        #[inline]
        fn items(__output: Self::Output) -> __core::Vec<Self::Item> {
            #[allow(unused_imports)]
            use __core::Reach as _;
            let __items = __core::At(__output.page)
                .reach()
                .and_then(|__inner| __core::At(__inner.items).reach());
            __core::items::<_, Self::Item>(__items)
        }
    }
};
