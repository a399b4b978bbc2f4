using Jim.GraphQL.Errors;

namespace Jim.Postgres.Sql;

/// <summary>The errors for values that Postgres could not store, which are refused before SQL runs.</summary>
public static class InputErrors
{
    /// <summary>Postgres' texts cannot hold U+0000.</summary>
    public static GraphQLError NulCharacter() =>
        new("A text contains the character U+0000, which cannot be stored.") { Code = "JIM_NUL_CHARACTER" };

    /// <summary>Half of a surrogate pair cannot be written in UTF-8.</summary>
    public static GraphQLError BrokenText() => new("A text contains half of a surrogate pair.") { Code = "JIM_INVALID_TEXT" };

    /// <summary>A number that would become very long where Postgres prints it without exponent.</summary>
    public static GraphQLError NumberTooLarge() =>
        new($"A number in JSON has an exponent beyond {JsonInput.ExponentMax} or more than 1024 characters.")
        {
            Code = "JIM_NUMBER_TOO_LARGE",
        };
}
