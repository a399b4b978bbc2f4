using Jim.GraphQL.Language;
using Jim.GraphQL.Types;
using Jim.Platform.Protocol;

namespace Jim.Server.Http;

/// <summary>The types that a schema request names: <c>types=User,Document</c>.</summary>
/// <param name="Names">Empty where the list is refused.</param>
/// <param name="Refusal">Why the list is refused; null: every name is a type that the caller sees.</param>
public sealed record TypeList(IReadOnlySet<string> Names, RequestError? Refusal)
{
    /// <summary>The name under which a browser saves these types; HotChocolate uses the same.</summary>
    public string FileName => Names.Count == 1 ? $"{Names.First()}.graphql" : "types.graphql";

    public static TypeList Read(string text, SchemaView view)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Refused(SchemaDownloadErrors.NoTypes());
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!NameNode.IsName(name))
            {
                return Refused(SchemaDownloadErrors.InvalidTypeName(name));
            }

            if (!view.TryGetType(name, out _))
            {
                return Refused(SchemaDownloadErrors.UnknownType(name));
            }

            names.Add(name);
        }

        return new TypeList(names, null);
    }

    private static TypeList Refused(RequestError error) => new(new HashSet<string>(), error);
}
