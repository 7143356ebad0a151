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
    impl __core::Validate for AttributeValue {
        #[inline]
        fn validate_at(&self, __v: &mut __core::Violations<'_>) {
            match self {
                AttributeValue::Text(__value) => {
                    __core::length(
                        <String as __core::Length>::__length(__value),
                        1,
                        64,
                        &mut __v.member("S"),
                    );
                    <String as __core::Shape>::validate_member(__value, "S", __v);
                }
                AttributeValue::At(__value) => {
                    <DateTime as __core::Shape>::validate_member(__value, "At", __v);
                }
                AttributeValue::Json(__value) => {
                    <Document as __core::Shape>::validate_member(__value, "Json", __v);
                }
                _ => {}
            }
        }
    }
    #[automatically_derived]
    impl __core::Shape for AttributeValue {
        #[inline]
        fn write(&self, __to: &mut __core::Writer) {
            let mut __members = __to.structure();
            match self {
                AttributeValue::Text(__value) => {
                    <String as __core::Shape>::write_member(__value, "S", &mut __members)
                }
                AttributeValue::At(__value) => {
                    <DateTime as __core::Shape>::write_timestamp_member(
                        __value,
                        __core::TimestampFormat::HttpDate,
                        "At",
                        &mut __members,
                    )
                }
                AttributeValue::Json(__value) => {
                    <Document as __core::Shape>::write_json_member(
                        __value,
                        "Json",
                        &mut __members,
                    )
                }
                AttributeValue::Unknown(__unknown) => {
                    __core::write_unknown(__unknown, &mut __members)
                }
            }
            __members.end();
        }
        #[inline]
        fn read(
            __from: &mut dyn __core::Source<'_>,
        ) -> __core::Result<__core::Option<Self>, __core::ReadError> {
            __core::read_union(
                __from,
                &["S", "At", "Json"],
                &mut |__index, __value| __core::Ok(
                    match __index {
                        0 => {
                            <String as __core::Shape>::read(__value)?
                                .map(AttributeValue::Text)
                        }
                        1 => {
                            <DateTime as __core::Shape>::read(__value)?
                                .map(AttributeValue::At)
                        }
                        2 => {
                            <Document as __core::Shape>::read_json(__value)?
                                .map(AttributeValue::Json)
                        }
                        _ => __core::None,
                    },
                ),
                AttributeValue::Unknown,
            )
        }
        fn absent() -> Self {
            AttributeValue::Unknown(__core::no_member())
        }
        fn info() -> __core::ShapeInfo {
            __core::ShapeInfo::new(
                "AttributeValue",
                __core::ShapeKind::Union(const {
                    &[
                        __core::MemberInfo::new(
                                "S",
                                "Text",
                                <String as __core::Shape>::info,
                            )
                            .constrained(__core::Constraints::NONE.length(1, 64)),
                        __core::MemberInfo::new(
                                "At",
                                "At",
                                <DateTime as __core::Shape>::info,
                            )
                            .with(
                                __core::MemberTraits::NONE
                                    .timestamp(__core::TimestampFormat::HttpDate),
                            ),
                        __core::MemberInfo::new(
                                "Json",
                                "Json",
                                <Document as __core::Shape>::info,
                            )
                            .with(__core::MemberTraits::NONE.json_value()),
                    ]
                }),
            )
        }
    }
    impl __core::Event for AttributeValue {}
    const _: () = __core::assert_timestamp::<DateTime>();
};
