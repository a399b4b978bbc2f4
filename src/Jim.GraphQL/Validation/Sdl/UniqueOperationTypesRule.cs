using System.Diagnostics;

namespace Jim.GraphQL.Validation.Sdl;

/// <summary>Each kind of operation has one root type (spec 3.3.1, Root Operation Types).</summary>
internal sealed class UniqueOperationTypesRule : ISdlRule
{
    public void Check(SdlContext context)
    {
        var known = new Dictionary<OperationKind, RootTypeNode>();
        foreach (var root in context.SchemaDefinitions.SelectMany(d => d.RootTypes))
        {
            var kind = root.Kind.ToString().ToLowerInvariant();
            if (IsDefined(context.Extended, root.Kind))
            {
                context.Report(SdlErrors.RootTypeExists(context, kind, root));
            }
            else if (!known.TryAdd(root.Kind, root))
            {
                context.Report(SdlErrors.SecondRootType(context, kind, known[root.Kind], root));
            }
        }
    }

    private static bool IsDefined(Schema? extended, OperationKind kind) => extended is not null && kind switch
    {
        OperationKind.Query => extended.Query,
        OperationKind.Mutation => extended.Mutation,
        OperationKind.Subscription => extended.Subscription,
        _ => throw new UnreachableException(kind.ToString()),
    } is not null;
}
