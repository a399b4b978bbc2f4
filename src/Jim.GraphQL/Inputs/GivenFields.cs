namespace Jim.GraphQL.Inputs;

/// <summary>
/// The fields of one input object while it is read, in written order. When there are many, their positions are also kept in a dictionary,
/// because a search through all of them for each field would take quadratic time.
/// </summary>
internal sealed class GivenFields
{
    private const int Few = 16;
    private List<KeyValuePair<InputValueDefinition, object?>>? _fields;
    private Dictionary<InputValueDefinition, int>? _places;

    public IReadOnlyList<KeyValuePair<InputValueDefinition, object?>> Fields => _fields is null ? [] : _fields;

    public bool Contains(InputValueDefinition field) => IndexOf(field) >= 0;

    /// <summary>JSON allows a key to occur twice. The last one counts, as in every JSON reader.</summary>
    public void Set(InputValueDefinition field, object? value)
    {
        var fields = _fields ??= [];
        var index = IndexOf(field);
        if (index >= 0)
        {
            fields[index] = new(field, value);
            return;
        }

        fields.Add(new(field, value));
        if (fields.Count == Few)
        {
            _places = new(fields.Select((f, i) => new KeyValuePair<InputValueDefinition, int>(f.Key, i)));
        }
        else
        {
            _places?.Add(field, fields.Count - 1);
        }
    }

    private int IndexOf(InputValueDefinition field)
    {
        if (_places is not null)
        {
            return _places.GetValueOrDefault(field, -1);
        }

        for (var i = 0; i < _fields?.Count; i++)
        {
            if (ReferenceEquals(_fields[i].Key, field))
            {
                return i;
            }
        }

        return -1;
    }
}
