using System.Text.Json;
using Jim.Postgres.Changes;

namespace Jim.Platform.Requests;

/// <summary><c>extensions.cursor</c> of a request: the answer must include everything that the answer with this cursor saw.</summary>
public static class RequestCursor
{
    /// <summary>Null: none was sent. Throws <see cref="GraphQLException"/> (JIM_CURSOR) for one that this database did not give.</summary>
    public static PgSnapshot? Read(GraphQLRequest request, CursorTokens cursors)
    {
        if (request.Extensions is not { ValueKind: JsonValueKind.Object } extensions || !extensions.TryGetProperty("cursor", out var cursor)
            || cursor.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return cursor.ValueKind == JsonValueKind.String && cursors.TryDecode(cursor.GetString()!, out var snapshot)
            ? snapshot
            : throw RequestErrors.UnknownCursor().ToException();
    }
}
