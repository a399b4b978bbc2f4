using System.Text;
using System.Text.Json;
using Jim.GraphQL.Execution;

namespace Jim.Platform.Requests;

/// <summary>The answer of a mutation's root field as <c>jim.idempotency</c> keeps it.</summary>
/// <param name="Field">Its response name.</param>
/// <param name="Json">The payload; null for a field of C# code.</param>
/// <param name="Errors">The errors inside the payload.</param>
/// <param name="Value">For a field of C# code: what <see cref="ITransactionField.Keep"/> made of its value.</param>
internal sealed record KeptAnswer(string Field, string? Json, ImmutableArray<KeptError> Errors, string? Value)
{
    public static KeptAnswer Of(string field, CompletedValue value) =>
        new(field, Encoding.UTF8.GetString(value.Json.Span), [.. value.Errors.Select(KeptError.Of)], null);

    public static KeptAnswer Of(string field, string value) => new(field, null, [], value);

    public static byte[] Write(IReadOnlyList<KeptAnswer> answers) => JsonSerializer.SerializeToUtf8Bytes(answers);

    public static ImmutableArray<KeptAnswer> ReadAll(byte[] kept) => JsonSerializer.Deserialize<ImmutableArray<KeptAnswer>>(kept);

    public CompletedValue ToValue() => new(Encoding.UTF8.GetBytes(Json!), [.. Errors.Select(e => e.ToError())]);
}

/// <summary>An error inside of a payload, without its place in the document and its extensions.</summary>
/// <param name="Path">Names, and numbers from 0.</param>
internal sealed record KeptError(string Message, string? Code, ImmutableArray<JsonElement> Path)
{
    public static KeptError Of(GraphQLError error) =>
        new(error.Message, error.Code, [.. error.Path.Select(step => JsonSerializer.SerializeToElement(step, step.GetType()))]);

    public GraphQLError ToError() => new(Message)
    {
        Code = Code,
        Path = [.. Path.Select(step => step.ValueKind == JsonValueKind.Number ? (object)step.GetInt32() : step.GetString()!)],
    };
}
