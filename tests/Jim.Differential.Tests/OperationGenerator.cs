using System.Globalization;
using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>
/// Documents over a schema from one seed: operations of every kind, fragments, variables with their values, directives. Right but for the
/// slips that the draw allows.
/// </summary>
public sealed class OperationGenerator(Menu menu, Draw draw)
{
    private readonly ValueGenerator _values = new(menu, draw);
    private readonly List<Fragment> _fragments = [];
    private int _names;

    /// <summary>Slips kept for the heads of operations: else bodies, where there are more places, use them up.</summary>
    private int _headSlips;

    private sealed record Fragment(string Name, NamedType On, string Text, VariableScope Scope);

    /// <summary>A document with the request that goes with it.</summary>
    public static Case Make(Menu menu, int seed, int slips)
    {
        var draw = new Draw(seed) { Slips = slips };
        return new OperationGenerator(menu, draw).Document(seed);
    }

    private Case Document(int seed)
    {
        (_headSlips, draw.Slips) = draw.Chance(0.25) ? (draw.Slips, 0) : (0, draw.Slips);
        var count = draw.Chance(0.8) ? 1 : 2 + draw.Below(2);
        var operations = Enumerable.Range(0, count).Select(i => Operation(i, count > 1 && !draw.Slip(0.1))).ToList();
        var chosen = draw.Pick(operations);
        var texts = operations.Select(o => o.Text).Concat(_fragments.Select(f => f.Text)).ToList();
        if (draw.Slip())
        {
            texts.Add(draw.Pick(texts));
        }

        if (draw.Slip(0.1))
        {
            texts.Add($"fragment Unused on {menu.Roots[0].Type.Name} {{ __typename }}");
        }

        var order = texts.ToArray();
        if (draw.Chance(0.3))
        {
            draw.Shuffle(order);
        }

        var sent = new JsonObject(chosen.Scope.All.Where(v => v.IsSent && !draw.Slip(0.2))
            .Select(v => KeyValuePair.Create(v.Name, v.Value?.DeepClone())));
        var name = draw.Slip(0.1) ? "Unknown" : (count == 1 && draw.Chance(0.7)) || draw.Slip(0.2) ? null : chosen.Name;
        return new Case(seed, string.Join('\n', order), sent, name);
    }

    private (string? Name, string Text, VariableScope Scope) Operation(int index, bool needsName)
    {
        var (keyword, root) = draw.Pick(menu.Roots);
        var scope = new VariableScope();
        var body = SelectionSet(root, menu.Depth, scope);
        (_headSlips, draw.Slips) = (0, draw.Slips + _headSlips);
        var directives = Directives(keyword.ToUpperInvariant(), scope, conditional: false);
        var own = draw.Slip(0.1) ? "Same" : string.Create(CultureInfo.InvariantCulture, $"Operation{index}");
        var name = needsName || draw.Chance(0.5) ? own : null;
        if (name is null && scope.All.Count == 0 && directives.Length == 0 && keyword == "query" && draw.Chance(0.6))
        {
            return (null, body, scope);
        }

        var variables = scope.All.Where(_ => !draw.Slip(0.1)).Select(Declaration).ToList();
        if (draw.Slip(0.2))
        {
            variables.Add(variables.Count > 0 && draw.Chance(0.5) ? draw.Pick(variables) : $"$unused: {_values.AnyInput()}");
        }

        var list = variables.Count == 0 ? string.Empty : $"({string.Join(draw.Chance(0.5) ? ", " : "\n  ", variables)})";
        return (name, $"{keyword} {name}{list}{directives} {body}", scope);
    }

    private string Declaration(Variable variable)
    {
        var type = draw.Slip(0.05) ? draw.Pick(["Unknown", menu.Roots[0].Type.Name, "Int", "[String]"]) : variable.Type;
        return $"${variable.Name}: {type}{(variable.Default is { } literal ? $" = {literal}" : string.Empty)}";
    }

    private string SelectionSet(NamedType type, int depth, VariableScope scope)
    {
        var isSubscription = type == menu.View.Schema.Subscription;
        var count = isSubscription && !draw.Slip() ? 1 : 1 + draw.Below(depth > 1 ? 4 : 3);
        var text = new StringBuilder("{");
        for (var i = 0; i < count; i++)
        {
            text.Append(draw.Chance(0.3) ? "\n  " : " ").Append(Selection(type, depth, scope, isSubscription));
        }

        return text.Append(draw.Chance(0.3) ? "\n}" : " }").ToString();
    }

    private string Selection(NamedType type, int depth, VariableScope scope, bool isSubscription)
    {
        if (depth > 0 && draw.Chance(0.12))
        {
            return Spread(type, depth, scope, isSubscription);
        }

        if (depth > 0 && (draw.Chance(0.12) || type is UnionType && draw.Chance(0.8)))
        {
            var on = Condition(type);
            var directives = Directives("INLINE_FRAGMENT", scope, !isSubscription);
            var condition = on == type && draw.Chance(0.3) ? string.Empty : $"on {Named(on)}";
            return $"... {condition}{directives} {SelectionSet(on, depth - 1, scope)}";
        }

        return Field(type, depth, scope, isSubscription);
    }

    private string Spread(NamedType type, int depth, VariableScope scope, bool isSubscription)
    {
        var known = _fragments.Where(f => draw.Slip(0.1) || Overlap(f.On, type)).ToList();
        var fragment = known.Count > 0 && draw.Chance(0.5) ? draw.Pick(known) : NewFragment(type, depth - 1);
        scope.Add(fragment.Scope);
        return $"...{(draw.Slip() ? "Unknown" : fragment.Name)}{Directives("FRAGMENT_SPREAD", scope, !isSubscription)}";
    }

    private Fragment NewFragment(NamedType type, int depth)
    {
        var on = Condition(type);
        var scope = new VariableScope();
        var name = string.Create(CultureInfo.InvariantCulture, $"F{_names++}");
        var body = SelectionSet(on, depth, scope);
        if (draw.Slip(0.2))
        {
            body = $"{body[..^1]} ...{name} }}";
        }

        var made = new Fragment(name, on, $"fragment {name} on {Named(on)}{Directives("FRAGMENT_DEFINITION", scope, false)} {body}", scope);
        _fragments.Add(made);
        return made;
    }

    private string Named(NamedType type) =>
        draw.Slip() ? draw.Pick(["Unknown", "String", draw.Pick(menu.Types).Name, _values.AnyInput()]) : type.Name;

    private string Field(NamedType type, int depth, VariableScope scope, bool isSubscription)
    {
        if (type == menu.View.Schema.Query && depth > 1 && draw.Chance(0.04))
        {
            return Introspection(scope);
        }

        var fields = menu.FieldsOf(type, depth);
        if (fields.Count == 0 || (draw.Chance(0.08) && (!isSubscription || draw.Slip())))
        {
            return $"{OwnName(0.1)}__typename{Directives("FIELD", scope, !isSubscription)}";
        }

        var field = draw.Pick(fields);
        var arguments = Arguments(field, scope);
        var name = !draw.Slip() ? field.Name
            : draw.Chance(0.5) ? $"{field.Name}x" : draw.Pick([.. draw.Pick([.. menu.Types.OfType<FieldsType>()]).Fields]).Name;
        var directives = Directives("FIELD", scope, !isSubscription);
        var isComposite = field.Type.Named is not (ScalarType or EnumType);
        var selections = isComposite != draw.Slip(0.02)
            ? " " + SelectionSet(isComposite ? field.Type.Named : type, depth - 1, scope) : string.Empty;
        return $"{Alias(arguments.Length > 0)}{name}{arguments}{directives}{selections}";
    }

    /// <summary>A response name of its own where arguments differ; now and then one that others have too.</summary>
    private string Alias(bool hasArguments) =>
        OwnName(hasArguments ? menu.OwnNames : 0.05) is { Length: > 0 } own ? own
            : menu.OwnNames < 1 && draw.Chance(0.03) ? draw.Pick(["a: ", "b: ", "id: "]) : string.Empty;

    private string OwnName(double part) => draw.Chance(part) ? string.Create(CultureInfo.InvariantCulture, $"f{_names++}: ") : string.Empty;

    private string Introspection(VariableScope scope)
    {
        var own = OwnName(menu.OwnNames);
        var isType = draw.Chance(0.7);
        var start = isType ? $"{own}__type(name: \"{draw.Pick(menu.Types).Name}\")" : $"{own}__schema";
        return $"{start} {SelectionSet(IntrospectionTypes.Find(isType ? "__Type" : "__Schema")!, 3, scope)}";
    }

    private string Arguments(FieldDefinition field, VariableScope scope)
    {
        var visible = field.Arguments.Where(a => menu.View.Sees(a.VisibleTo) && menu.HasArgument(field, a.Name));
        return Arguments(visible, scope);
    }

    private string Arguments(IEnumerable<InputValueDefinition> arguments, VariableScope? scope)
    {
        var chosen = arguments.Where(a => a.IsRequired ? !draw.Slip() : draw.Chance(menu.Given)).ToList();
        var exclusive = chosen.Where(a => menu.OneArgumentOf.Contains(a.Name)).Skip(1).ToList();
        var given = chosen.Except(exclusive)
            .Select(a => $"{(draw.Slip() ? "unknown" : a.Name)}: {_values.Literal(a.Type, a.Name, 4, scope, a.DefaultValue is not null)}")
            .ToArray();
        draw.Shuffle(given);
        if (given.Length > 0 && draw.Slip())
        {
            given = [.. given, draw.Pick(given)];
        }

        return given.Length == 0 ? string.Empty : $"({string.Join(draw.Chance(0.5) ? ", " : " ", given)})";
    }

    /// <param name="conditional">Whether <c>@skip</c> and <c>@include</c> may stand here: not at a subscription's root.</param>
    private string Directives(string location, VariableScope scope, bool conditional)
    {
        if (!draw.Chance(0.08))
        {
            return string.Empty;
        }

        var known = menu.View.Schema.Directives.Where(d => menu.View.Sees(d.VisibleTo) && menu.HasDirective(d.Name)).ToList();
        var fitting = known.Where(d => d.Locations.Contains(location) && (conditional || d.Name is not ("skip" or "include"))).ToList();
        if (draw.Slip(0.3))
        {
            return draw.Chance(0.5) ? " @unknown" : Directive(draw.Pick(known), scope);
        }

        if (fitting.Count == 0)
        {
            return string.Empty;
        }

        var one = draw.Pick(fitting);
        return Directive(one, scope) + (one.IsRepeatable && draw.Chance(0.3) || draw.Slip() ? Directive(one, scope) : string.Empty);
    }

    private string Directive(DirectiveDefinition directive, VariableScope scope) =>
        $" @{directive.Name}{Arguments(directive.Arguments, scope)}";

    /// <summary>A type that some value of the type has.</summary>
    private NamedType Condition(NamedType type)
    {
        var all = type is ObjectType && draw.Chance(0.6) ? [type] : menu.Types.Where(t => Overlap(t, type)).ToList();
        return all.Count == 0 || draw.Chance(0.2) && type is not UnionType ? type : draw.Slip() ? draw.Pick(menu.Types) : draw.Pick(all);
    }

    private bool Overlap(NamedType a, NamedType b) => a == b || menu.View.PossibleTypes(a).Intersect(menu.View.PossibleTypes(b)).Any();
}
