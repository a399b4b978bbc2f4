using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Jim.Postgres.Tests.Planning;

/// <summary>
/// Each operation under Cases/ has its answer (.json) and its one statement (.sql) beside it, so that a changed join or a second statement
/// shows in the diff. A first line <c># {…}</c> holds the variables.
/// </summary>
public sealed partial class CaseTests(KitchenSinkHost host) : IClassFixture<KitchenSinkHost>
{
    private const string Folder = "tests/Jim.Postgres.Tests/Cases";
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static TheoryData<string> Cases() => [.. Directory
        .EnumerateFiles(Repository.PathOf(Folder), "*.graphql", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Repository.PathOf(Folder), f)[..^".graphql".Length])
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Answers_as_recorded_with_one_statement(string name)
    {
        var document = await File.ReadAllTextAsync(Repository.PathOf($"{Folder}/{name}.graphql"), TestContext.Current.CancellationToken);
        var variables = document.StartsWith("# {", StringComparison.Ordinal)
            ? document[2..document.IndexOf('\n', StringComparison.Ordinal)]
            : null;
        var answer = await host.Host.RunAsync(document, variables);
        ReviewedText.MatchesFile(Repository.PathOf($"{Folder}/{name}.sql"), Pretty(answer.Sql));
        ReviewedText.MatchesFile(Repository.PathOf($"{Folder}/{name}.json"), JsonSerializer.Serialize(
            answer.Errors.Count == 0
                ? (object)new { data = answer.Data }
                : new { data = answer.Data, errors = answer.Errors.Select(Told) }, Json));
    }

    private static object Told(GraphQL.Errors.GraphQLError error) => new
    {
        error.Message,
        error.Code,
        Path = string.Join('.', error.Path.IsDefault ? [] : error.Path),
        Extensions = string.Join(", ", error.Extensions.IsDefault ? [] : error.Extensions.Select(e => $"{e.Key}={e.Value}")),
    };

    // One clause per line, indented by its depth, reads well in a diff.
    private static string Pretty(string sql)
    {
        var depth = 0;
        return Clause().Replace(sql, match =>
        {
            depth += match.Value switch
            {
                "(" => 1,
                ")" => -1,
                _ => 0,
            };
            return match.Value is "(" or ")" ? match.Value : $"\n{new string(' ', depth)}{match.Value[1..]}";
        });
    }

    [GeneratedRegex(@"[()]|(?<!distinct)( from | left join | join | where | order by )")]
    private static partial Regex Clause();
}
