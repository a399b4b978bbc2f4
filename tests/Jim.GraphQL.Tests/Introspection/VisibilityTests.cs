namespace Jim.GraphQL.Tests.Introspection;

/// <summary>What a role does not see answers exactly as what does not exist.</summary>
public sealed class VisibilityTests
{
    private static readonly RoleMask User = new(1);
    private static readonly RoleMask Admin = new(2);

    [Fact]
    public async Task Hidden_types_fields_arguments_and_values_are_not_in_the_schema()
    {
        var view = Masked(User);
        const string Query =
            """{ q: __type(name: "Query") { fields { name args { name } } } c: __type(name: "Color") { enumValues { name } } s: """
                + """__type(name: "Secret") { name } }""";
        Assert.Equal(
            """{"data":{"q":{"fields":[{"name":"open","args":[{"name":"a"}]}]},"c":{"enumValues":[{"name":"RED"}]},"s":null}}""",
            await Engine.ExecuteAsync(view, Query));
        Assert.DoesNotContain("Secret", await Engine.ExecuteAsync(view, "{ __schema { types { name } } }"), StringComparison.Ordinal);
        Assert.Contains("Secret", await Engine.ExecuteAsync(Masked(Admin), "{ __schema { types { name } } }"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ secret { x } }", "{ nothing { x } }")]
    [InlineData("{ open(b: 1) }", "{ open(z: 1) }")]
    [InlineData("{ open(a: BLUE) }", "{ open(a: GREY) }")]
    [InlineData("query ($s: SecretIn) { open }", "query ($s: NothingI) { open }")]
    [InlineData("{ open @hidden @hidden }", "{ open @nobody @nobody }")]
    [InlineData("{ open @hidden(b: BLUE) }", "{ open @nobody(b: BLUE) }")]
    [InlineData("{ open @seen(b: 1) }", "{ open @seen(z: 1) }")]
    public void A_hidden_name_is_refused_as_an_unknown_one(string hidden, string unknown)
    {
        var view = Masked(User);
        var refused = Engine.Validate(view, hidden, new() { Suggestions = true }).Select(e => (e.Rule, e.Locations[0]));
        Assert.NotEmpty(refused);
        Assert.Equal(Engine.Validate(view, unknown, new() { Suggestions = true }).Select(e => (e.Rule, e.Locations[0])), refused);
    }

    [Theory]
    [InlineData("{ secre { x } }", "secret")]
    [InlineData("{ open(bb: 1) }", "\"b\"")]
    [InlineData("{ open(a: BLU) }", "BLUE")]
    public void A_hidden_name_is_never_suggested(string query, string hidden)
    {
        Assert.Contains(hidden, Messages(Masked(Admin), query), StringComparison.Ordinal);
        Assert.DoesNotContain(hidden, Messages(Masked(User), query), StringComparison.Ordinal);
    }

    private static string Messages(SchemaView view, string query) =>
        string.Concat(Engine.Validate(view, query, new() { Suggestions = true }).Select(e => e.Message + string.Concat(e.Extensions)));

    private static SchemaView Masked(RoleMask role)
    {
        var schema = SchemaBuilder.FromSdl(
            """
            enum Color { RED BLUE }
            input SecretIn { x: Int }
            type Secret { x: Int }
            type Query { open(a: Color, b: Int): Int  secret: Secret }
            directive @hidden(b: Int) on FIELD
            directive @seen(b: Int) on FIELD
            """,
            Mask);
        return new SchemaView(schema, role);

        static void Mask(SchemaBuilder schema)
        {
            schema.Find<ObjectTypeBuilder>("Secret").VisibleTo = Admin;
            schema.Find<InputObjectTypeBuilder>("SecretIn").VisibleTo = Admin;
            schema.Query!.Fields["secret"].VisibleTo = Admin;
            schema.Query.Fields["open"].Arguments["b"].VisibleTo = Admin;
            schema.Find<EnumTypeBuilder>("Color").Values["BLUE"].VisibleTo = Admin;
            schema.Directives.Single(d => d.Name == "hidden").VisibleTo = Admin;
            schema.Directives.Single(d => d.Name == "seen").Arguments["b"].VisibleTo = Admin;
        }
    }
}
