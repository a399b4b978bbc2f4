using System.Runtime.CompilerServices;
using Jim.GraphQL.Operations;
using Jim.Postgres.Planning;
using Jim.Postgres.Planning.Mutations;

namespace Jim.Postgres.Tests.Planning;

/// <summary>
/// Plans outlive the request that they were made for. They must not keep its variables in memory: those are a user's data, and a client
/// decides how large they are.
/// </summary>
public sealed class PlanRetentionTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    private const string Id = "11111111-1111-4111-8111-111111111111";

    public static TheoryData<string, string> Queries => new()
    {
        {
            "query ($id: UUID!) { documentById(id: $id) { title owner { displayName documents: ownerDocuments { nodes { title } } } } }",
            $$"""{"id": "{{Id}}"}"""
        },
        {
            "query ($w: DocumentFilterInput, $o: [DocumentSortInput!]) { documents(where: $w, order: $o, first: 3) { totalCount "
            + "nodes { id } edges { cursor node { title owner { email } } } pageInfo { hasNextPage startCursor endCursor } } }",
            """
            {
              "w": { "and": [{ "title": { "in": ["a", "b"] } }, { "meta": { "path": [{ "path": "a.b", "eq": { "deep": [1, 2] } }] } }] },
              "o": [{ "title": "ASC" }]
            }
            """
        },
        {
            "query ($n: Int, $p: String, $s: Boolean!) { users(first: $n) { nodes { profile(path: $p) @skip(if: $s) email } } }",
            """{"n": 2, "p": "a.b", "s": false}"""
        },
        {
            "query ($v: Any, $unused: Any) { documents(where: { meta: { contains: { of: $v } } }) { nodes { title } } }",
            """{"v": {"some": ["thing"]}, "unused": {"other": "data"}}"""
        },
        {
            "query ($t: [String], $unused: [String]) { documents(where: { title: { in: $t } }) { nodes { ownerId } } }",
            """{"t": ["a", "c"], "unused": ["b"]}"""
        },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_kept_plan_of_a_query_lets_go_of_the_request(string query, string variables)
    {
        var cache = new PlanCache(new QueryPlanner(new PlanOptions()));
        var operation = host.Host.Read(query, variables).Operation;
        var request = Run(operation, variables, values => Plan(cache, operation, values));
        AssertCollected(request.Parts);
        Assert.Same(request.Plan, Plan(cache, operation, Read(operation, variables).Values));
    }

    [Fact]
    public void Kept_plans_of_deferred_parts_let_go_of_the_request()
    {
        const string Query = "query ($t: String!, $d: Boolean!, $n: Int!) { documents(where: { title: { eq: $t } }) { "
            + "nodes @stream(initialCount: $n) { id ... @defer(if: $d) { title owner { email } } } } }";
        const string Variables = """{"t": "a", "d": true, "n": 1}""";
        var cache = new PlanCache(new QueryPlanner(new PlanOptions()));
        var operation = host.Host.Read(Query, Variables).Operation;
        var request = Run(operation, Variables, values => All(OperationSplitter.Split(operation, values)).ToList().ConvertAll(part =>
            (part.Operation, Plan: Plan(cache, part.Operation, values))));
        Assert.InRange(request.Plan.Count, 2, 10);
        AssertCollected(request.Parts);
        Assert.All(request.Plan, part => Assert.Same(part.Plan, Plan(cache, part.Operation, Read(operation, Variables).Values)));

        static IEnumerable<OperationPart> All(OperationPart part) => part.Parts.SelectMany(All).Prepend(part);
    }

    [Theory]
    [InlineData(
        "mutation ($i: CreateDocumentInput!) { createDocument(input: $i) { document { title owner { email } } errors { __typename } } }",
        $$"""{"i": {"ownerId": "{{Id}}", "title": "a", "meta": {"b": 1}, "grade": 1} }""")]
    [InlineData(
        "mutation ($i: UpdateDocumentInput!) { updateDocument(input: $i) { document { title } errors { __typename } } }",
        $$"""{"i": {"id": "{{Id}}", "title": "a", "ifVersion": 3} }""")]
    [InlineData(
        "mutation ($i: DeleteDocumentInput!) { deleteDocument(input: $i) { document { title } } }", $$"""{"i": {"id": "{{Id}}"} }""")]
    public void A_plan_of_a_mutation_lets_go_of_the_request(string mutation, string variables)
    {
        var planner = new MutationPlanner(new PlanOptions());
        var operation = host.Host.Read(mutation, variables).Operation;
        var request = Run(operation, variables, values => planner.Plan(operation, Assert.Single(RootFields(operation, values)), values));
        AssertCollected(request.Parts);
        GC.KeepAlive(request.Plan);
    }

    /// <summary>A variable inside of a JSON literal becomes part of the plan. A client could fill the cache with large ones.</summary>
    [Theory]
    [InlineData(100, 1)]
    [InlineData(100_000, 0)]
    public void A_plan_that_would_hold_a_large_value_is_not_kept(int length, int kept)
    {
        var cache = new PlanCache(new QueryPlanner(new PlanOptions()));
        var (operation, values) = host.Host.Read(
            "query ($v: Any) { documents(where: { meta: { contains: { of: $v } } }) { nodes { title } } }",
            $$"""{"v": "{{new string('x', length)}}"}""");
        Assert.False(Plan(cache, operation, values).IsRefused);
        Assert.Equal(kept, cache.Count);
    }

    /// <summary>Plans with variables that nobody but the planner has seen; a method of its own, so that no local keeps them.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (T Plan, List<(string Name, WeakReference Part)> Parts) Run<T>(
        Operation operation, string variables, Func<VariableValues, T> plan)
    {
        var (values, document) = Read(operation, variables);
        var parts = new List<(string, WeakReference)> { ("the variables", new(values)), ("their JSON text", new(document)) };
        foreach (var (name, value) in values.Values)
        {
            AddParts(parts, "$" + name, value);
        }

        return (plan(values), parts);
    }

    private static void AddParts(List<(string Name, WeakReference Part)> parts, string name, object? value)
    {
        // Boxed numbers and truth values are plain: a guard may hold one. Enum values belong to the schema.
        if (value is not (null or ValueType or EnumValueDefinition))
        {
            parts.Add((name, new(value)));
        }

        switch (value)
        {
            case InputObject input:
                foreach (var (field, inner) in input.Fields)
                {
                    AddParts(parts, $"{name}.{field.Name}", inner);
                }

                break;
            case object?[] items:
                for (var i = 0; i < items.Length; i++)
                {
                    AddParts(parts, $"{name}[{i}]", items[i]);
                }

                break;
        }
    }

    private static void AssertCollected(List<(string Name, WeakReference Part)> parts)
    {
        for (var i = 0; i < 5 && parts.Exists(p => p.Part.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Empty(parts.Where(p => p.Part.IsAlive).Select(p => p.Name));
    }

    private static (VariableValues Values, JsonDocument Document) Read(Operation operation, string variables)
    {
        var document = JsonDocument.Parse(variables);
        return VariableCoercion.Coerce(operation, document.RootElement, out var values, out var errors)
            ? (values, document)
            : throw new GraphQLException([.. errors]);
    }

    private static QueryPlan Plan(PlanCache cache, Operation operation, VariableValues variables)
    {
        var plan = cache.Get(operation, RootFields(operation, variables), variables);
        Assert.Empty(plan.Roots.SelectMany(r => r.Error ?? []));
        return plan;
    }

    private static IReadOnlyList<CollectedField> RootFields(Operation operation, VariableValues variables) =>
        FieldCollector.Collect(operation, operation.RootType, [operation.Definition.SelectionSet], variables);
}
