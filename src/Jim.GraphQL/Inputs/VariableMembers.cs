using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Jim.GraphQL.Inputs;

/// <summary>
/// The members of a request's <c>variables</c> that the operation declares. They are found in one pass, because a separate search for each
/// variable would take time in proportion to the product of variables and members.
/// </summary>
internal readonly struct VariableMembers
{
    private readonly Dictionary<string, JsonElement> _members;

    private VariableMembers(Dictionary<string, JsonElement> members) => _members = members;

    /// <summary>False when the name of a member is not valid text because it contains half of a surrogate pair.</summary>
    public static bool TryRead(JsonElement? variables, ImmutableArray<VariableDefinitionNode> definitions, out VariableMembers members)
    {
        var found = new Dictionary<string, JsonElement>(definitions.Length, StringComparer.Ordinal);
        members = new VariableMembers(found);
        if (variables is not { } json)
        {
            return true;
        }

        foreach (var definition in definitions)
        {
            found[definition.Variable.Name] = default;
        }

        var names = found.GetAlternateLookup<ReadOnlySpan<char>>();
        var longest = definitions.Max(d => d.Variable.Name.Length);
        var rented = ArrayPool<char>.Shared.Rent(longest);
        var isText = true;
        foreach (var member in json.EnumerateObject())
        {
            if (!TryGetName(member, rented.AsSpan(0, longest), out var length))
            {
                isText = false;
                break;
            }

            // JSON allows a key to occur twice. The last one counts, as in every JSON reader.
            if (length >= 0 && names.ContainsKey(rented.AsSpan(0, length)))
            {
                names[rented.AsSpan(0, length)] = member.Value;
            }
        }

        ArrayPool<char>.Shared.Return(rented);
        return isText;
    }

    /// <summary>The value of a variable. False when it is not given.</summary>
    public bool TryGet(string name, out JsonElement value) =>
        _members.TryGetValue(name, out value) && value.ValueKind != JsonValueKind.Undefined;

    /// <summary>
    /// Copies the name of a member. The length is negative when it cannot be the name of a declared variable. False when it is not valid
    /// text.
    /// </summary>
    private static bool TryGetName(JsonProperty member, Span<char> name, out int length)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        length = -1;
        if (raw.Contains((byte)'\\'))
        {
            try
            {
                var text = member.Name;
                length = text.TryCopyTo(name) ? text.Length : -1;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
        else if (raw.Length <= name.Length)
        {
            length = Encoding.UTF8.GetChars(raw, name);
        }

        return true;
    }
}
