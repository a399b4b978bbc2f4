using System.Text.Json;
using Jim.GraphQL.Errors;

namespace Jim.Server.Checking;

/// <summary>What Jim answered to an operation.</summary>
/// <param name="Data">The member <c>data</c>; undefined where there is an error.</param>
/// <param name="Code">The code of the first error, with the SQLSTATE behind it and its path; null: there was no error.</param>
/// <param name="Message">Its message, which can quote a variable.</param>
/// <param name="Unanswered">
/// True where nothing is wrong, but the statement took too long, or a cursor or a number in JSON would be too large.
/// </param>
/// <param name="Indistinct">True where rows can't be told apart, which is right only at a relation without a key.</param>
public sealed record Answer(JsonElement Data, string? Code, string? Message, bool Unanswered, bool Indistinct)
{
    public static Answer Found(JsonElement data) => new(data, null, null, false, false);

    public static Answer Refused(GraphQLError error, string? sqlState = null)
    {
        var state = sqlState is null ? string.Empty : $", SQLSTATE {sqlState}";
        var path = error.Path.IsDefaultOrEmpty ? string.Empty : $" at {string.Join('.', error.Path)}";
        return new Answer(
            default, $"{error.Code ?? "an error without code"}{state}{path}", error.Message,
            error.Code is "HC0045" or "JIM_CURSOR_TOO_LARGE" or "JIM_NUMBER_TOO_LARGE",
            error.Code is "JIM_NO_TOTAL_ORDER" or "JIM_AMBIGUOUS_KEY");
    }
}
