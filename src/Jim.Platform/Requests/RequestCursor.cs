using System.Text.Json;
using Jim.Postgres.Changes;

namespace Jim.Platform.Requests;

/// <summary><c>extensions.cursor</c> of a request: the answer must include everything that the answer with this cursor saw.</summary>
public static class RequestCursor
{
    /// <summary>Null: none was sent. Throws <see cref="GraphQLException"/> (JIM_CURSOR) for one that this database did not give.</summary>
    public static PgSnapshot? Read(GraphQLRequest request, CursorTokens cursors) =>
        !TryGet(request, out var cursor) ? null
        : cursor.ValueKind == JsonValueKind.String && cursors.TryDecode(cursor.GetString()!, out var snapshot) ? snapshot
        : throw RequestErrors.UnknownCursor().ToException();

    /// <summary>The text that was sent, which <see cref="Read"/> has found to be good; null: none was.</summary>
    public static string? Find(GraphQLRequest request) => TryGet(request, out var cursor) ? cursor.GetString() : null;

    /// <summary>The mark of the cursor that was sent (<see cref="CursorTokens"/>); empty: there is none.</summary>
    public static string FindMark(GraphQLRequest request, CursorTokens cursors) =>
        Find(request) is { } cursor && cursors.TryDecode(cursor, out _, out var mark) ? mark : string.Empty;

    private static bool TryGet(GraphQLRequest request, out JsonElement cursor)
    {
        cursor = default;
        return request.Extensions is { ValueKind: JsonValueKind.Object } extensions && extensions.TryGetProperty("cursor", out cursor)
            && cursor.ValueKind != JsonValueKind.Null;
    }
}
