using System.Globalization;
using System.Text;
using System.Text.Json;
using Jim.GraphQL.Execution;

namespace Jim.Conformance;

/// <summary>A world of execution.json: a schema over JSON data, its fields resolved by the four rules of the README.</summary>
public sealed class World(JsonElement? data)
{
    public static World None { get; } = new(null);

    /// <summary>The root value of queries.</summary>
    public object? Query => data?.Member("query") is { } query ? query : null;

    public static (Schema Schema, World World) Load(JsonElement json)
    {
        var world = new World(json.GetProperty("data"));
        var document = Parser.ParseDocument(Encoding.UTF8.GetBytes(json.Text("sdl")!), ParserOptions.Unlimited);
        return (SchemaLibrary.Build(document, world.Resolve), world);
    }

    /// <summary>Gives every field a resolver of the world.</summary>
    public void Resolve(SchemaBuilder schema)
    {
        foreach (var type in schema.Types.OfType<ObjectTypeBuilder>())
        {
            var resolver = ReferenceEquals(type, schema.Mutation) && IsStateful
                ? new FieldResolver(MutateAsync)
                : context => new(Resolve(context));
            foreach (var field in type.Fields)
            {
                field.Binding = resolver;
            }
        }
    }

    /// <summary>The counter that the mutations of one request work on; null where the world has none.</summary>
    public object? NewState() =>
        IsStateful ? new Counter { Value = data!.Value.GetProperty("mutation").GetProperty("value").GetInt32() } : null;

    private bool IsStateful => data?.Member("mutation") is { } mutation && mutation.Member("value") is not null;

    private async ValueTask<object?> MutateAsync(ResolveContext context)
    {
        var counter = (Counter)context.RequestState!;
        await Task.Delay(context.Arguments.GetValueOrDefault("delayMs") as int? ?? 0, context.Cancellation);
        counter.Calls++;
        var previous = counter.Value;
        switch (context.Field.Definition!.Name)
        {
            case "add":
                counter.Value += (int)context.Arguments["by"]!;
                break;
            case "set":
                counter.Value = (int)context.Arguments["value"]!;
                break;
            case "fail" or "failNonNull":
                throw Error((string)context.Arguments["message"]!);
            default:
                return null;
        }

        return new Dictionary<string, object?> { ["value"] = counter.Value, ["calls"] = counter.Calls, ["previous"] = previous };
    }

    private object? Resolve(ResolveContext context)
    {
        var schema = context.Operation.View.Schema;
        var field = context.Field.Definition!;
        if (data is not null && context.Arguments.TryGetValue("id", out var id))
        {
            return ById(schema, field, (string?)id);
        }

        if (data is not null && context.Arguments.TryGetValue("ids", out var ids) && ids is object?[] many)
        {
            return many.Select(one => (object?)ById(schema, field, (string?)one)).ToArray();
        }

        var value = context.Source is JsonElement source ? source.Member(field.Name)
            : context.Source is IReadOnlyDictionary<string, object?> entries ? entries.GetValueOrDefault(field.Name)
            : null;
        return Follow(value) switch
        {
            Exception fault => throw fault,
            object?[] items when data is not null && field.Arguments.Count > 0 => Select(items, context.Arguments),
            var followed => followed,
        };
    }

    private JsonElement? ById(Schema schema, FieldDefinition field, string? id)
    {
        if (id is null || !data!.Value.GetProperty("objects").TryGetProperty(id, out var found))
        {
            return null;
        }

        var isPossible = schema.TryGetType(found.Text("__typename")!, out var type) && type is ObjectType objectType
            && schema.IsPossible(field.Type.Named, objectType);
        return isPossible ? found : null;
    }

    /// <summary>References and errors in place of values, also as list items.</summary>
    private object? Follow(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Object } json when json.TryGetProperty("$ref", out var key) && data is not null =>
            data.Value.GetProperty("objects").GetProperty(key.GetString()!),
        JsonElement { ValueKind: JsonValueKind.Object } json when json.TryGetProperty("$error", out var message) =>
            Error(message.GetString()!),
        JsonElement { ValueKind: JsonValueKind.Array } json => json.EnumerateArray().Select(item => Follow(item)).ToArray(),
        _ => value,
    };

    private object?[] Select(IEnumerable<object?> items, IReadOnlyDictionary<string, object?> arguments)
    {
        foreach (var (name, wanted) in arguments)
        {
            if (name == "where" && wanted is InputObject where)
            {
                foreach (var (field, value) in where.Fields)
                {
                    items = Matching(items, field.Name, value);
                }
            }
            else if (name is not ("first" or "offset" or "where"))
            {
                items = Matching(items, name, wanted);
            }
        }

        if (arguments.GetValueOrDefault("offset") is int offset)
        {
            items = items.Skip(offset);
        }

        if (arguments.GetValueOrDefault("first") is int first)
        {
            items = first < 0 ? throw Error("first must not be negative") : items.Take(first);
        }

        return [.. items];
    }

    private static IEnumerable<object?> Matching(IEnumerable<object?> items, string property, object? wanted) =>
        wanted is null ? items : items
        .Where(item => item is JsonElement { ValueKind: JsonValueKind.Object } json && json.Member(property) is { } value
            && value.ToString() == Text(wanted));

    private static string? Text(object wanted) => wanted switch
    {
        EnumValueDefinition name => name.Name,
        _ => Convert.ToString(wanted, CultureInfo.InvariantCulture),
    };

    private static GraphQLException Error(string message) => new(new GraphQLError(message));

    private sealed class Counter
    {
        public long Value { get; set; }

        public int Calls { get; set; }
    }
}
