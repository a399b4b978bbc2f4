using Jim.Postgres.Schema;

namespace Jim.Postgres.Tests.Schema;

/// <summary>
/// Names of tables and the names that they get, read by a person: words that are hard to inflect, and the tables of real schemas. Of large
/// schemas only those are listed whose last word no other has.
/// </summary>
public sealed class TableNamesTests
{
    private const string List = "table-names.txt";

    /// <summary>A line is a heading, or a table, its type and its list. A table that is added needs the first of these only.</summary>
    [Fact]
    public void No_name_is_a_word_that_does_not_exist()
    {
        var lines = File.ReadAllLines(Repository.PathOf($"tests/Jim.Postgres.Tests/Schema/Snapshots/{List}"));
        ReviewedText.Matches(List, string.Join('\n', lines.Select(l => l.StartsWith('#') ? l : Describe(l.Split(' ')[0]))));
    }

    [Theory]
    [InlineData("document_meta", "DocumentMeta")]
    [InlineData("survey_quota", "SurveyQuota")]
    [InlineData("orf", "Orf")]
    [InlineData("orves", "Orve")]
    public void A_singular_is_not_invented(string table, string type) => Assert.Equal(type, RowNames.ForTable(table).Type);

    private static string Describe(string table) => $"{table} {RowNames.ForTable(table).Type} {RowNames.ForTable(table).Many}";
}
