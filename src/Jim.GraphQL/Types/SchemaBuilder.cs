using System.Text;
using Jim.GraphQL.Coercion;

namespace Jim.GraphQL.Types;

/// <summary>
/// A schema under construction, of which <see cref="Build"/> makes the finished schema. Its types may change until then. It is filled by
/// code or read from SDL. Not thread safe.
/// </summary>
public sealed class SchemaBuilder
{
    /// <summary>The description of the schema itself (spec 3.3); null where there is none.</summary>
    public string? Description { get; set; }

    /// <summary>Directives applied to the schema itself.</summary>
    public IList<DirectiveNode> AppliedDirectives { get; } = [];

    /// <summary>The root type of queries, which is also among <see cref="Types"/>; null only for SDL that is not a whole schema.</summary>
    public ObjectTypeBuilder? Query { get; set; }

    /// <summary>The root type of mutations, which is also among <see cref="Types"/>; null: there are none.</summary>
    public ObjectTypeBuilder? Mutation { get; set; }

    /// <summary>The root type of subscriptions, which is also among <see cref="Types"/>; null: there are none.</summary>
    public ObjectTypeBuilder? Subscription { get; set; }

    /// <summary>The named types: builders, and finished types such as those of <see cref="Scalars"/>.</summary>
    public IList<TypeReference> Types { get; } = [];

    /// <summary>The schema's own directives. The built-in ones are added by <see cref="Build"/> unless one of these has the name.</summary>
    public IList<DirectiveBuilder> Directives { get; } = [];

    /// <summary>True when the schema has <c>@defer</c> and <c>@stream</c>.</summary>
    public bool HasIncrementalDirectives { get; set; }

    /// <summary>The type of that name and kind. Throws <see cref="InvalidOperationException"/> when there is none.</summary>
    public T Find<T>(string name)
        where T : NamedTypeBuilder =>
        Types.OfType<T>().Single(t => t.Name == name);

    /// <summary>
    /// Makes the finished schema. Throws <see cref="ArgumentException"/> when two types or two directives have the same name. The builder
    /// can be changed and built again; schemas that were built before stay as they are.
    /// </summary>
    public Schema Build() => new(this);

    /// <summary>
    /// Builds a schema from SDL (spec 3). Extensions in the same document are applied; the built-in directives are always there, as are the
    /// built-in scalars that are used. Throws <see cref="GraphQLException"/> when a name is not defined, is defined twice, or is not of the
    /// kind its place needs.
    /// </summary>
    /// <param name="document">The SDL.</param>
    /// <param name="getCoercion">
    /// Gives the coercion of each scalar that the document defines, by its name; null: <see cref="Scalars.GetCoercion"/>.
    /// </param>
    /// <param name="configure">Changes what was read before the schema is built: adds resolvers, hides members; null: nothing.</param>
    public static Schema FromSdl(
        DocumentNode document, Func<string, ScalarCoercion>? getCoercion = null, Action<SchemaBuilder>? configure = null)
    {
        var builder = SdlReader.Read(document, getCoercion);
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>
    /// As the other overload, from text. Throws <see cref="GraphQLSyntaxException"/> when the text cannot be parsed.
    /// </summary>
    public static Schema FromSdl(string sdl, Action<SchemaBuilder>? configure = null) =>
        FromSdl(Parser.ParseDocument(Encoding.UTF8.GetBytes(sdl), ParserOptions.Unlimited), configure: configure);
}
