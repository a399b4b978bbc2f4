using Jim.GraphQL.Types;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// The fields of one input object as they are read, in the order they were written. Of many the places are kept, so that none is looked for
/// twice.
/// </summary>
internal sealed class GivenFields
{
    private const int Few = 16;
    private List<KeyValuePair<InputValueDefinition, object?>>? _fields;
    private Dictionary<InputValueDefinition, int>? _places;

    public IReadOnlyList<KeyValuePair<InputValueDefinition, object?>> Fields => _fields is null ? [] : _fields;

    public bool Contains(InputValueDefinition field) => IndexOf(field) >= 0;

    /// <summary>JSON lets a key stand twice; the last counts, as in every reader of JSON.</summary>
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
