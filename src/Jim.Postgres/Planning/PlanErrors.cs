using Jim.GraphQL.Errors;

namespace Jim.Postgres.Planning;

/// <summary>
/// The refusals of arguments before SQL runs, with the messages and codes of HotChocolate where it has them, so that clients made for it
/// understand them.
/// </summary>
public static class PlanErrors
{
    /// <summary><c>first</c> or <c>last</c> is above <see cref="PlanOptions.PageMax"/>.</summary>
    public static GraphQLException PageTooLarge(string coordinate, int requested, int max) => Refuse(new GraphQLError(
        "The maximum allowed items per page were exceeded.")
    {
        Code = "HC0051", Extensions = [new("coordinate", coordinate), new("requestedItems", requested), new("maxAllowedItems", max)],
    });

    /// <summary><c>first</c> or <c>last</c> is below 0.</summary>
    public static GraphQLException PageNegative(string coordinate, int requested) => Refuse(new GraphQLError(
        "The requested number of values per page must be at least 0.")
    {
        Code = "HC0079", Extensions = [new("coordinate", coordinate), new("requestedItems", requested)],
    });

    /// <summary>HotChocolate has no code for this error; Jim uses that of a page without <c>first</c> and <c>last</c>.</summary>
    public static GraphQLException FirstAndLast(string coordinate, string connection) => Refuse(new GraphQLError(
        $"You must provide a `first` or `last` value, not both, to properly paginate the `{connection}`.")
    {
        Code = "HC0052", Extensions = [new("coordinate", coordinate)],
    });

    /// <summary>A text is no cursor, or one of another order.</summary>
    public static GraphQLException Cursor(string coordinate, string argument, string cursor) => Refuse(new GraphQLError(
        $"The cursor specified in `{argument}` has an invalid format.")
    {
        Code = "HC0078",
        Extensions =
        [
            new("coordinate", coordinate),
            new("argument", argument),
            new("cursor", cursor.Length > 200 ? cursor[..200] : cursor),
        ],
    });

    /// <summary>A member of a filter is null where only a value makes sense.</summary>
    public static GraphQLException FilterNull(InputValueDefinition member, string filterType) => Refuse(new GraphQLError(
        $"The provided value for filter `{member.Name}` of type {filterType} is invalid. Null values are not supported.")
    {
        Code = "HC0026", Extensions = [new("expectedType", $"{member.Type.Nullable}!"), new("filterType", filterType)],
    });

    /// <summary>A member of an order is null.</summary>
    public static GraphQLException OrderNull(InputValueDefinition member, string sortType) => Refuse(new GraphQLError(
        $"The provided value for sorting `{member.Name}` of type {sortType} is invalid. Null values are not supported.")
    {
        Code = "HC0026", Extensions = [new("expectedType", $"{member.Type.Nullable}!"), new("sortType", sortType)],
    });

    /// <summary>A filter has more operators or parts than <see cref="PlanOptions.FilterOperationsMax"/> allows.</summary>
    public static GraphQLException TooManyFilterOperations(int count, int max) => Refuse(new GraphQLError(
        $"The filter argument contains {count} operations, which exceeds the maximum allowed number of {max}.")
    {
        Code = "HC0117", Extensions = [new("filterOperations", count), new("maxAllowedFilterOperations", max)],
    });

    /// <summary>A search has more words than <see cref="PlanOptions.SearchWordsMax"/>.</summary>
    public static GraphQLException TooManyWords(string member, int words, int max) => Refuse(new GraphQLError(
        $"`{member}` has {words} words, but {max} are allowed. Search for fewer words.")
    {
        Code = "JIM_SEARCH_WORDS", Extensions = [new("words", words), new("maxAllowedWords", max)],
    });

    /// <summary>A text to look for is longer than <see cref="PlanOptions.PatternMax"/>.</summary>
    public static GraphQLException PatternTooLong(string member, int length, int max) => Refuse(new GraphQLError(
        $"The text of `{member}` has {length} characters, but {max} are allowed. Look for a shorter piece.")
    {
        Code = "JIM_PATTERN_TOO_LONG", Extensions = [new("characters", length), new("maxAllowedCharacters", max)],
    });

    /// <summary>An order has too many items.</summary>
    public static GraphQLException TooManyOrderTerms(int max) => Refuse(new GraphQLError($"An order has at most {max} columns.")
    {
        Code = "JIM_ORDER_TERMS", Extensions = [new("maxAllowedOrderTerms", max)],
    });

    private static GraphQLException Refuse(GraphQLError error) => new(error);
}
