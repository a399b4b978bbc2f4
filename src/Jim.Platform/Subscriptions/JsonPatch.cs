using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Jim.GraphQL.Json;

namespace Jim.Platform.Subscriptions;

/// <summary>
/// Makes a JSON Patch (RFC 6902) of two answers to one operation. Values are the same where their bytes are: both were written in one way.
/// </summary>
internal sealed class JsonPatch
{
    /// <summary>Below it a value that differs is replaced whole; only columns of JSON are so deep.</summary>
    private const int DepthMax = 100;

    private static readonly JsonDocumentOptions options = new() { MaxDepth = int.MaxValue };

    private readonly JsonBuffer _output;
    private readonly int _lengthMax;
    private readonly List<string> _path = [];
    private int _count;

    private JsonPatch(JsonBuffer output, int lengthMax) => (_output, _lengthMax) = (output, lengthMax);

    /// <summary>
    /// The patch as JSON, whose paths begin at <c>data</c>. One that would be longer than what it leads to replaces all of it.
    /// </summary>
    public static byte[] Make(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        using var old = JsonDocument.Parse(before, options);
        using var now = JsonDocument.Parse(after, options);
        using var output = new JsonBuffer(512);
        var patch = new JsonPatch(output, after.Length);
        output.WriteByte((byte)'[');
        patch.Compare(old.RootElement, now.RootElement);
        if (patch.IsTooLong)
        {
            output.Truncate(1);
            patch.Restart();
            patch.Write("replace", now.RootElement);
        }

        output.WriteByte((byte)']');
        return output.WrittenSpan.ToArray();
    }

    private bool IsTooLong => _output.Length > _lengthMax;

    private void Restart()
    {
        _path.Clear();
        _count = 0;
    }

    private void Compare(JsonElement before, JsonElement after)
    {
        if (IsTooLong || IsSame(before, after))
        {
            return;
        }

        if (_path.Count < DepthMax && before.ValueKind == after.ValueKind)
        {
            if (after.ValueKind == JsonValueKind.Array)
            {
                CompareItems([.. before.EnumerateArray()], [.. after.EnumerateArray()]);
                return;
            }

            if (after.ValueKind == JsonValueKind.Object && FindMembers(before) is { } old && FindMembers(after) is { } now)
            {
                CompareMembers(old, now);
                return;
            }
        }

        Write("replace", after);
    }

    /// <summary>Null: a path does not name one member of it for sure, because two have one name, or names with escapes may be the same.</summary>
    private static Dictionary<string, JsonElement>? FindMembers(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(member);
            if (name.Contains((byte)'\\') || !members.TryAdd(member.Name, member.Value))
            {
                return null;
            }
        }

        return members;
    }

    private void CompareMembers(Dictionary<string, JsonElement> before, Dictionary<string, JsonElement> after)
    {
        foreach (var name in before.Keys.Where(name => !after.ContainsKey(name)))
        {
            At(name, () => Write("remove", null));
        }

        foreach (var (name, value) in after)
        {
            if (before.TryGetValue(name, out var old))
            {
                At(name, () => Compare(old, value));
            }
            else
            {
                At(name, () => Write("add", value));
            }
        }
    }

    /// <summary>What is the same at the beginning and at the end stays: so a row that came or went between costs one operation.</summary>
    private void CompareItems(JsonElement[] before, JsonElement[] after)
    {
        var (shorter, start, end) = (Math.Min(before.Length, after.Length), 0, 0);
        while (start < shorter && IsSame(before[start], after[start]))
        {
            start++;
        }

        while (end < shorter - start && IsSame(before[^(end + 1)], after[^(end + 1)]))
        {
            end++;
        }

        var both = shorter - start - end;
        for (var i = start; i < start + both; i++)
        {
            At(Index(i), () => Compare(before[i], after[i]));
        }

        for (var i = before.Length - end - 1; i >= start + both; i--)
        {
            At(Index(i), () => Write("remove", null));
        }

        for (var i = start + both; i < after.Length - end; i++)
        {
            At(Index(i), () => Write("add", after[i]));
        }
    }

    private static bool IsSame(JsonElement one, JsonElement other) =>
        JsonMarshal.GetRawUtf8Value(one).SequenceEqual(JsonMarshal.GetRawUtf8Value(other));

    /// <summary>RFC 6901, 3.</summary>
    private static string Escape(string step) =>
        step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Index(int i) => i.ToString(CultureInfo.InvariantCulture);

    private void At(string step, Action act)
    {
        _path.Add(step);
        act();
        _path.RemoveAt(_path.Count - 1);
    }

    private void Write(string operation, JsonElement? value)
    {
        if (IsTooLong)
        {
            return;
        }

        _output.WriteRaw(_count++ > 0 ? ","u8 : default);
        _output.WriteRaw("{\"op\":"u8);
        _output.WriteString(operation);
        _output.WriteRaw(",\"path\":"u8);
        _output.WriteString(string.Concat(_path.Select(step => $"/{Escape(step)}")));
        if (value is { } told)
        {
            _output.WriteRaw(",\"value\":"u8);
            _output.WriteRaw(JsonMarshal.GetRawUtf8Value(told));
        }

        _output.WriteByte((byte)'}');
    }
}
