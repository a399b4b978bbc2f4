using Jim.Conformance;
using Jim.GraphQL.Validation.TypeSystem;

namespace Jim.GraphQL.Tests.Validation;

/// <summary>The "Type Validation" sections of the specification: each rule with what it refuses and what stands beside it.</summary>
public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("type Q { a: Int }", "RootTypesRule", "Query root type must be provided.")]
    [InlineData(
        "schema { query: Q mutation: Q } type Q { a: Int }", "RootTypesRule",
        "All root types must be different, `Q` is the root of several operations.")]
    [InlineData(
        "type Query { __a: Int }", "ReservedNamesRule", "Name `__a` must not begin with `__`, which is reserved by GraphQL introspection.")]
    [InlineData(
        "type Query { a(__b: Int): Int }", "ReservedNamesRule",
        "Name `__b` must not begin with `__`, which is reserved by GraphQL introspection.")]
    [InlineData(
        "type Query { a: __T } type __T { a: Int }", "ReservedNamesRule",
        "Name `__T` must not begin with `__`, which is reserved by GraphQL introspection.")]
    [InlineData(
        "type Query { a: E } enum E { __A }", "ReservedNamesRule",
        "Name `__A` must not begin with `__`, which is reserved by GraphQL introspection.")]
    [InlineData(
        "type Query { a(i: I): Int } input I { __a: Int }", "ReservedNamesRule",
        "Name `__a` must not begin with `__`, which is reserved by GraphQL introspection.")]
    [InlineData(
        "directive @__d on FIELD type Query { a: Int }", "ReservedNamesRule",
        "Name `__d` must not begin with `__`, which is reserved by GraphQL introspection.")]
    [InlineData("type Query { a: T } type T", "FieldsRule", "Type `T` must define one or more fields.")]
    [InlineData("type Query { a: T } interface T", "FieldsRule", "Type `T` must define one or more fields.")]
    [InlineData("type Query { a: [I!] } input I { a: Int }", "FieldsRule", "The type of `Query.a` must be an output type but is `[I!]`.")]
    [InlineData("type Query { a(b: Query): Int }", "FieldsRule", "The type of `Query.a(b:)` must be an input type but is `Query`.")]
    [InlineData("type Query { a(b: Int! @deprecated): Int }", "FieldsRule", "`Query.a(b:)` is required and cannot be deprecated.")]
    [InlineData(
        "type Query implements A & A { a: Int } interface A { a: Int }", "InterfacesRule", "Type `Query` can only implement `A` once.")]
    [InlineData("type Query { a: A } interface A implements A { a: Int }", "InterfacesRule", "Type `A` cannot implement itself.")]
    [InlineData(
        "type Query implements A { a: Int } interface A implements B { a: Int } interface B { a: Int }", "InterfacesRule",
        "Type `Query` must implement `B` because `A` does.")]
    [InlineData(
        "type Query implements A { b: Int } interface A { a: Int }", "ImplementedFieldsRule",
        "Interface field `A.a` expected but `Query` does not provide it.")]
    [InlineData(
        "type Query implements A { a: Int } interface A { a: Int! }", "ImplementedFieldsRule",
        "Interface field `A.a` expects type `Int!` but `Query.a` is of type `Int`.")]
    [InlineData(
        "type Query implements A { a: [Int] } interface A { a: Int }", "ImplementedFieldsRule",
        "Interface field `A.a` expects type `Int` but `Query.a` is of type `[Int]`.")]
    [InlineData(
        "type Query implements A { a: String } interface A { a: Int }", "ImplementedFieldsRule",
        "Interface field `A.a` expects type `Int` but `Query.a` is of type `String`.")]
    [InlineData(
        "type Query implements A { a: Int } interface A { a(b: Int): Int }", "ImplementedFieldsRule",
        "Interface field argument `A.a(b:)` expected but `Query.a` does not provide it.")]
    [InlineData(
        "type Query implements A { a(b: Int!): Int } interface A { a(b: Int): Int }", "ImplementedFieldsRule",
        "Interface field argument `A.a(b:)` expects type `Int` but `Query.a(b:)` is of type `Int!`.")]
    [InlineData(
        "type Query implements A { a(c: Int!): Int } interface A { a: Int }", "ImplementedFieldsRule",
        "`Query.a(c:)` must not be required, because `A.a` does not have it.")]
    [InlineData(
        "type Query implements A { a: Int @deprecated } interface A { a: Int }", "ImplementedFieldsRule",
        "Interface field `A.a` is not deprecated, so `Query.a` must not be.")]
    [InlineData("type Query { u: U } union U", "UnionMembersRule", "Union type `U` must define one or more member types.")]
    [InlineData("type Query { u: U } union U = Query | Query", "UnionMembersRule", "Union type `U` can only include type `Query` once.")]
    [InlineData("type Query { e: E } enum E", "EnumValuesRule", "Enum type `E` must define one or more values.")]
    [InlineData("type Query { a(i: I): Int } input I", "InputFieldsRule", "Input Object type `I` must define one or more fields.")]
    [InlineData(
        "type Query { a(i: I): Int } input I { q: Query }", "InputFieldsRule", "The type of `I.q` must be an input type but is `Query`.")]
    [InlineData(
        "type Query { a(i: I): Int } input I { a: Int! @deprecated }", "InputFieldsRule", "`I.a` is required and cannot be deprecated.")]
    [InlineData("type Query { a(i: I): Int } input I @oneOf { a: Int! }", "OneOfFieldsRule", "OneOf input field `I.a` must be nullable.")]
    [InlineData(
        "type Query { a(i: I): Int } input I @oneOf { a: Int = 1 }", "OneOfFieldsRule",
        "OneOf input field `I.a` cannot have a default value.")]
    [InlineData(
        "type Query { a(i: I): Int } input I { self: I! }", "FiniteInputObjectsRule",
        "Input Object `I` cannot be given a finite value: its non-null fields lead back to it.")]
    [InlineData(
        "type Query { a(i: I): Int } input I @oneOf { self: I }", "FiniteInputObjectsRule",
        "Input Object `I` cannot be given a finite value: its non-null fields lead back to it.")]
    [InlineData("type Query { a(b: Int = \"x\"): Int }", "DefaultValuesRule", "The default of `Query.a(b:)` is not a value of type `Int`.")]
    [InlineData(
        "type Query { a(i: I): Int } input I { a: [Int!] = [null] }", "DefaultValuesRule",
        "The default of `I.a` is not a value of type `[Int!]`.")]
    [InlineData(
        "type Query { a(i: I): Int } input I { i: I = {} }", "DefaultValueCyclesRule",
        "The defaults of Input Object `I` refer to themselves.")]
    [InlineData(
        "directive @d(a: Query) on FIELD type Query { a: Int }", "DirectivesRule",
        "The type of `@d(a:)` must be an input type but is `Query`.")]
    [InlineData(
        "directive @d(a: Int! @deprecated) on FIELD type Query { a: Int }", "DirectivesRule",
        "`@d(a:)` is required and cannot be deprecated.")]
    public void Refuses(string sdl, string rule, string message)
    {
        var error = Assert.Single(SchemaValidator.Validate(SchemaBuilder.FromSdl(sdl)));
        Assert.Equal((rule, message), (error.Rule, error.Message));
    }

    [Theory]
    [InlineData("type Query implements A { a: [Query!]! } interface A { a: [A] }")]
    [InlineData("type Query implements A { a: Query } union U = Query interface A { a: U }")]
    [InlineData(
        "type Query implements A & B { a(b: Int, c: Int! = 1, d: Int): Int } interface A implements B { a(b: Int): Int } interface "
            + "B { a(b: Int): Int }")]
    [InlineData("type Query implements A { a: Int @deprecated } interface A { a: Int @deprecated }")]
    [InlineData("type Query { a(i: I): Int } input I { self: I list: [I!]! nested: J! } input J { i: I }")]
    [InlineData("type Query { a(i: I): Int } input I @oneOf { self: I other: J } input J { n: Int! i: [I!]! }")]
    [InlineData("type Query { a(i: I = {j: {}}): Int } input I { j: J = {} } input J { i: I = {j: null} n: Int! = 3 @deprecated }")]
    [InlineData("type Query { a: Int } type Mutation { a: Int } type Subscription { a: Int }")]
    public void Accepts(string sdl) => Assert.Empty(SchemaValidator.Validate(SchemaBuilder.FromSdl(sdl)));

    [Fact]
    public void Refuses_what_no_document_can_say()
    {
        var query = new ObjectTypeBuilder("Query");
        query.Fields.Add(new FieldBuilder("a b", Scalars.Int));
        var values = new EnumTypeBuilder("E");
        values.Values.Add(new EnumValueBuilder("true"));
        var schema = new SchemaBuilder
        {
            Query = query, Types = { query, values, Scalars.Int }, Directives = { new DirectiveBuilder("d") },
        };
        Assert.Equal(
            ["`a b` is not a name.", "Enum type `E` cannot have the value `true`.", "Directive `@d` must include one or more locations."],
            SchemaValidator.Validate(schema.Build()).Select(e => e.Message));
    }

    /// <summary>Parts of schemas, for cases that need no more. validateSchema of graphql 16.15 refuses the same 23 of 138.</summary>
    [Fact]
    public void Of_the_corpus_the_whole_schemas_are_valid()
    {
        var schemas = SchemaLibrary.Load(Path.Combine(TestServices.Shared, "conformance"));
        Assert.Equal(
            "cs-04 cs-05 cs-06 cs-09 cs-10 cs-11 cs-12 ss-04 ss-05 ss-06 ss-07 ss-10 ss-11 ss-13 ss-14 ss-15 ss-16 ss-17 ss-18 "
                + "ss-19 ss-20 ss-21 ss-22",
            string.Join(
                ' ', schemas.Keys.Where(key => SchemaValidator.Validate(schemas.Schema(key)).Count > 0).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void The_introspection_types_are_valid()
    {
        var errors = SchemaValidator.Validate(SchemaBuilder.FromSdl("type Query { schema: __Schema type: __Type }"));
        Assert.Empty(errors);
    }
}
