using System.Globalization;
using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>Values of input types: literals with variables inside, and the JSON of variables.</summary>
public sealed class ValueGenerator(Menu menu, Draw draw)
{
    private const string BlockString = "\"\"\"\n    block\n      \"text\"\n    \"\"\"";

    private readonly NamedType[] _inputs = [.. menu.View.Schema.Types.Where(t => t.IsInput && menu.View.Sees(t.VisibleTo))];
    private int _variables;

    /// <summary>A literal of the type; where a scope is given, also a variable.</summary>
    /// <param name="member">The argument or member that it is given to.</param>
    /// <param name="hasDefault">The place has a default, so that a nullable variable may stand at it.</param>
    public string Literal(GraphQLType type, string member, int depth, VariableScope? scope, bool hasDefault = false)
    {
        if (draw.Slip())
        {
            return draw.Chance(0.3) ? "UNKNOWN" : Written(JsonNode.Parse(draw.Pick(ScalarTexts.Odd)));
        }

        if (scope is not null && draw.Chance(0.2))
        {
            return Variable(type, member, depth, scope, hasDefault);
        }

        if (!type.IsNonNull && draw.Chance(menu.Nulls))
        {
            return "null";
        }

        if (menu.Also(type.Named, member) is { Count: > 0 } also && draw.Chance(0.3))
        {
            return draw.Pick(also);
        }

        return type.Nullable switch
        {
            ListType list when draw.Chance(0.15) => Literal(list.OfType, member, depth - 1, null),
            ListType list => $"[{string.Join(Separator(), Several(depth).Select(_ => Literal(list.OfType, member, depth - 1, scope)))}]",
            InputObjectType input => Object(input, depth, scope),
            EnumType names => ValuesOf(names)[draw.Below(ValuesOf(names).Length)],
            ScalarType { Name: "String" } when menu.Texts("String", member) is null && draw.Chance(0.1) => BlockString,
            var scalar => Written(Scalar(scalar.Named.Name, member)),
        };
    }

    /// <summary>The JSON of a type's value.</summary>
    public JsonNode? Json(GraphQLType type, string member, int depth)
    {
        if (draw.Slip(0.2))
        {
            return JsonNode.Parse(draw.Pick(ScalarTexts.Odd));
        }

        if (!type.IsNonNull && draw.Chance(menu.Nulls))
        {
            return null;
        }

        switch (type.Nullable)
        {
            case ListType list when draw.Chance(0.15):
                return Json(list.OfType, member, depth - 1);
            case ListType list:
                return new JsonArray([.. Several(depth).Select(_ => Json(list.OfType, member, depth - 1))]);
            case InputObjectType input:
                var result = new JsonObject(
                    Members(input, depth).Select(f => KeyValuePair.Create(f.Name, Json(Required(input, f), f.Name, depth - 1))));
                if (draw.Slip())
                {
                    result["unknown"] = 1;
                }

                return result;
            case EnumType names:
                return draw.Pick(ValuesOf(names));
            case var scalar:
                return Scalar(scalar.Named.Name, member);
        }
    }

    /// <summary>A name of an input type, as a wrong declaration has it.</summary>
    public string AnyInput() => draw.Pick(_inputs).Name;

    /// <summary>A JSON value as a literal.</summary>
    public static string Written(JsonNode? json) => json switch
    {
        JsonObject o => $"{{{string.Join(", ", o.Select(m => $"{m.Key}: {Written(m.Value)}"))}}}",
        JsonArray a => $"[{string.Join(", ", a.Select(Written))}]",
        null => "null",
        _ => json.ToJsonString(),
    };

    private JsonNode? Scalar(string name, string member) => JsonNode.Parse(draw.Pick(menu.Texts(name, member) ?? ScalarTexts.Of(name)));

    private string Variable(GraphQLType type, string member, int depth, VariableScope scope, bool hasDefault)
    {
        var declared = type.IsNonNull ? type.Nullable.ToString()! : type.ToString()!;
        var isNonNull = type.IsNonNull ? !hasDefault || draw.Chance(0.7) : draw.Chance(0.3);
        var byDefault = type.IsNonNull && draw.Chance(0.2);
        if (draw.Slip())
        {
            (declared, isNonNull) = draw.Chance(0.5) ? (AnyInput(), isNonNull) : (declared, !isNonNull);
        }

        isNonNull = isNonNull && !byDefault;
        declared = isNonNull ? $"{declared}!" : declared;
        if (draw.Chance(0.3) && scope.All.FirstOrDefault(v => v.Type == declared) is { } same)
        {
            return $"${same.Name}";
        }

        var plain = new NonNullType(type.Nullable);
        var literal = byDefault || draw.Chance(0.2) ? Literal(plain, member, depth - 1, null) : null;
        var mayBeAbsent = (!isNonNull || literal is not null) && draw.Chance(menu.LeftOut);
        var made = new Variable(
            string.Create(CultureInfo.InvariantCulture, $"v{_variables++}"), declared, literal,
            !isNonNull && draw.Chance(menu.Nulls) ? null : Json(plain, member, depth - 1), !mayBeAbsent);
        scope.Add(made);
        return $"${made.Name}";
    }

    private string Object(InputObjectType input, int depth, VariableScope? scope)
    {
        var members = Members(input, depth).Select(f => (draw.Slip() ? "unknown" : f.Name) + ": "
            + Literal(Required(input, f), f.Name, depth - 1, scope, f.DefaultValue is not null)).ToList();
        if (members.Count > 0 && draw.Slip())
        {
            members.Add(draw.Pick(members));
        }

        return $"{{{string.Join(Separator(), members)}}}";
    }

    /// <summary>A member of a oneOf object is never null.</summary>
    private static GraphQLType Required(InputObjectType input, InputValueDefinition field) =>
        input.IsOneOf && !field.Type.IsNonNull ? new NonNullType(field.Type) : field.Type;

    private List<InputValueDefinition> Members(InputObjectType input, int depth)
    {
        var fields = input.Fields.Where(f => menu.View.Sees(f.VisibleTo) && menu.Has(input, f.Name)).ToArray();
        if (input.IsOneOf && !draw.Slip())
        {
            return [draw.Pick(fields)];
        }

        var part = depth <= 0 ? 0 : Math.Min(0.5, 2.0 / fields.Length);
        var chosen = fields.Where(f => f.IsRequired ? !draw.Slip() : draw.Chance(part)).ToArray();
        draw.Shuffle(chosen);
        if (chosen.Length == 0 && draw.Chance(menu.Filled))
        {
            return [draw.Pick(fields)];
        }

        return [.. chosen.Take(menu.MembersMax(input))];
    }

    private string Separator() => draw.Pick([", ", " ", "\n  "]);

    private IEnumerable<int> Several(int depth) => Enumerable.Range(0, depth <= 0 ? 0 : draw.Below(3));

    private string[] ValuesOf(EnumType type) => [.. type.Values.Where(v => menu.View.Sees(v.VisibleTo)).Select(v => v.Name)];
}
