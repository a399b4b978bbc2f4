using System.Globalization;
using System.Text.Json;
using Jim.GraphQL.Coercion;
using Jim.GraphQL.Json;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// Coerces one JSON value to an input type (spec 3.5 - 3.12, "Input Coercion"). It goes on after an error and collects all of them with
/// their places. The value is only valid when there is no error.
/// </summary>
internal sealed class JsonInputReader(
    SchemaView view, CoercionLimits limits, int faultsMax, int valuesMax, IReadOnlyDictionary<string, object>? uploads, string variable)
{
    private readonly List<object> _path = [];
    private Dictionary<InputValueDefinition, (bool Fits, object? Value)>? _defaults;
    private List<(ImmutableArray<object> Below, string Why)>? _faults;

    public IReadOnlyList<(ImmutableArray<object> Below, string Why)> Faults => _faults ?? [];

    /// <summary>The number of values read so far. When it is greater than the limit, the rest was not read.</summary>
    public int Values { get; private set; }

    private int FaultCount => _faults?.Count ?? 0;

    private bool IsOver => FaultCount >= faultsMax || Values > valuesMax;

    public object? Read(JsonElement json, GraphQLType type)
    {
        if (++Values > valuesMax)
        {
            return AddFault($"There are more than {limits.ValuesMax} values in the variables.");
        }

        if (uploads is not null && type.Named is ScalarType { Coercion: UploadCoercion }
            && uploads.TryGetValue(DescribePlace(), out var file))
        {
            return file;
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            return type.IsNonNull ? AddFault($"A value of type `{type}` cannot be null.") : null;
        }

        if (_path.Count > limits.DepthMax)
        {
            return AddFault($"It is nested deeper than {limits.DepthMax} levels.");
        }

        return type.Nullable switch
        {
            ListType list => ReadList(json, list),
            InputObjectType input => ReadObject(json, input),
            EnumType names => ReadEnum(json, names),
            ScalarType scalar => scalar.Coercion.TryParseJson(json, out var value, out var why)
                ? value
                : AddFault(why ?? "It does not fit."),
            _ => AddFault($"`{type}` is not an input type."),
        };
    }

    private object?[] ReadList(JsonElement json, ListType list)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            // A value that is not a list is coerced to a list with that one item (spec 3.11).
            return [Read(json, list.OfType)];
        }

        var items = new object?[json.GetArrayLength()];
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (IsOver)
            {
                break;
            }

            _path.Add(index);
            items[index++] = Read(item, list.OfType);
            _path.RemoveAt(_path.Count - 1);
        }

        return items;
    }

    private object? ReadObject(JsonElement json, InputObjectType type)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return AddFault($"A value of type `{type}` must be an object.");
        }

        var given = new GivenFields();
        var entries = 0;
        foreach (var member in json.EnumerateObject())
        {
            if (IsOver)
            {
                break;
            }

            entries++;
            ReadMember(member, type, given);
        }

        foreach (var field in type.CompletedFields)
        {
            if (!given.Contains(field))
            {
                AddDefault(field, type, given);
            }
        }

        if (type.IsOneOf)
        {
            CheckOneOf(type, entries, given);
        }

        return new InputObject(type, given.Fields);
    }

    private void ReadMember(JsonProperty member, InputObjectType type, GivenFields given)
    {
        string name;
        try
        {
            name = member.Name;
        }
        catch (InvalidOperationException)
        {
            AddFault("A field name is not text.");
            return;
        }

        if (!view.TryGetInputField(type, name, out var field))
        {
            AddFault($"The specified input object field `{name}` does not exist.");
            return;
        }

        _path.Add(name);
        var value = Read(member.Value, field.Type);
        _path.RemoveAt(_path.Count - 1);

        given.Set(field, value);
    }

    /// <summary>A oneOf input object has exactly one entry, which is not null (spec 3.10.1).</summary>
    private void CheckOneOf(InputObjectType type, int entries, GivenFields given)
    {
        if (entries != 1 || given.Fields.Count != 1)
        {
            AddFault($"`{type}` must have exactly one field.");
        }
        else if (given.Fields[0].Value is null && FaultCount == 0)
        {
            _path.Add(given.Fields[0].Key.Name);
            AddFault($"`{given.Fields[0].Key.Name}` is a field of a oneOf input object and cannot be null.");
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void AddDefault(InputValueDefinition field, InputObjectType type, GivenFields given)
    {
        if (field.DefaultValue is { } literal)
        {
            if (!(_defaults ??= []).TryGetValue(field, out var known))
            {
                var fits = LiteralCoercion.TryCoerce(view, literal, field.Type, VariableValues.None, out var value);
                _defaults[field] = known = (fits, value);
            }

            if (known.Fits)
            {
                given.Set(field, known.Value);
            }
        }
        else if (field.Type.IsNonNull && view.Sees(field.VisibleTo))
        {
            AddFault($"`{type}.{field.Name}` is a required field and must be given.");
        }
    }

    private object? ReadEnum(JsonElement json, EnumType type) =>
        JsonText.TryGet(json, out var name) && type.Values.TryGet(name, out var value) && view.Sees(value.VisibleTo)
            ? value
            : AddFault($"It is not a value of the enum `{type}`.");

    private object? AddFault(string why)
    {
        if (FaultCount < faultsMax)
        {
            (_faults ??= []).Add(([.. _path], why));
        }

        return null;
    }

    private string DescribePlace() =>
        string.Create(CultureInfo.InvariantCulture, $"variables.{variable}")
        + string.Concat(_path.Select(s => string.Create(CultureInfo.InvariantCulture, $".{s}")));
}
