using System.Collections;
using System.Reflection;

namespace Jim.GraphQL.Tests.Types;

/// <summary>Requests on many threads read a built schema without locks, so nothing of it may change after it was built.</summary>
public sealed class SealedSchemaTests
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static TheoryData<Type> SealedTypes => [.. typeof(Schema).Assembly.GetExportedTypes().Where(IsSealed)];

    [Fact]
    public void The_types_of_a_schema_are_among_those_that_are_tested() => Assert.Superset(
        new HashSet<Type>
        {
            typeof(Schema), typeof(FieldMap<>), typeof(ObjectType), typeof(InterfaceType), typeof(UnionType), typeof(EnumType),
            typeof(InputObjectType), typeof(ScalarType), typeof(ListType), typeof(NonNullType), typeof(FieldDefinition),
            typeof(InputValueDefinition), typeof(EnumValueDefinition), typeof(DirectiveDefinition),
        },
        SealedTypes.Select(row => row.Data).ToHashSet());

    /// <summary>A private setter is for the one step that completes types which refer to each other.</summary>
    [Theory]
    [MemberData(nameof(SealedTypes))]
    public void Have_no_setters(Type type) =>
        Assert.Empty(type.GetProperties(Members).Where(property => property.SetMethod is { IsPrivate: false }).Select(p => p.Name));

    [Theory]
    [MemberData(nameof(SealedTypes))]
    public void Have_no_fields_that_others_can_assign(Type type) =>
        Assert.Empty(type.GetFields(Members).Where(field => field is { IsPrivate: false, IsInitOnly: false }).Select(f => f.Name));

    [Theory]
    [MemberData(nameof(SealedTypes))]
    public void Hold_immutable_collections_only(Type type) =>
        Assert.Empty(type.GetProperties(Members).Where(property => !IsImmutable(property.PropertyType)).Select(p => p.Name));

    [Fact]
    public void Lists_that_a_schema_computes_cannot_be_changed()
    {
        var schema = SchemaBuilder.FromSdl(
            "type Query implements Node { a: Int } interface Node { a: Int } union Any = Query");

        foreach (var list in new object[]
        {
            schema.PossibleTypes(schema.Query!), schema.PossibleTypes(schema.Types["Node"]), schema.PossibleTypes(schema.Types["Any"]),
            schema.FindImplementations((InterfaceType)schema.Types["Node"]),
        })
        {
            Assert.True(Assert.IsType<IList>(list, exactMatch: false).IsReadOnly, list.GetType().Name);
        }
    }

    [Fact]
    public void A_change_of_the_builder_does_not_reach_a_schema_that_was_built()
    {
        var builder = new SchemaBuilder { Description = "before" };
        var (query, kind) = (new ObjectTypeBuilder("Query"), new EnumTypeBuilder("Kind"));
        var field = new FieldBuilder("a", kind);
        kind.Values.Add(new EnumValueBuilder("A"));
        query.Fields.Add(field);
        builder.Query = query;
        builder.Types.Add(query);
        builder.Types.Add(kind);
        var schema = builder.Build();

        (builder.Description, query.Description, field.DeprecationReason) = ("after", "after", "after");
        field.Type = Scalars.Int;
        field.Arguments.Add(new InputValueBuilder("b", Scalars.Int));
        query.Fields.Add(new FieldBuilder("b", Scalars.Int));
        kind.Values.Add(new EnumValueBuilder("B"));
        builder.Types.Add(new ObjectTypeBuilder("Other"));

        Assert.Equal("before", schema.Description);
        Assert.Equal(["Query", "Kind"], schema.Types.Select(t => t.Name));
        var built = Assert.Single(schema.Query!.Fields);
        Assert.Equal("Kind", built.Type.ToString());
        Assert.Null(schema.Query.Description);
        Assert.Null(built.DeprecationReason);
        Assert.Empty(built.Arguments);
        Assert.Single(((EnumType)schema.Types["Kind"]).Values);
    }

    [Fact]
    public void Extending_a_built_in_scalar_leaves_the_shared_one_as_it_was()
    {
        const string Sdl = "type Query { a: String, b: Int } ";
        var extended = SchemaBuilder.FromSdl(Sdl + "directive @x on SCALAR extend scalar String @x").Types["String"];

        Assert.Equal("x", Assert.Single(extended.AppliedDirectives).Name.Value);
        Assert.Equal(Scalars.String.Description, extended.Description);
        Assert.Empty(Scalars.String.AppliedDirectives);
        Assert.Same(Scalars.String, SchemaBuilder.FromSdl(Sdl).Types["String"]);
    }

    private static bool IsSealed(Type type) => type == typeof(Schema) || type == typeof(DirectiveDefinition) || type == typeof(FieldMap<>)
        || type.IsAssignableTo(typeof(GraphQLType)) || type.IsAssignableTo(typeof(MemberDefinition));

    private static bool IsImmutable(Type type) => type == typeof(string) || !type.IsAssignableTo(typeof(IEnumerable))
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
            || type.GetGenericTypeDefinition() == typeof(FieldMap<>)));
}
