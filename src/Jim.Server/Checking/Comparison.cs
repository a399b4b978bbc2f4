namespace Jim.Server.Checking;

/// <summary>What Jim gave in one or more operations.</summary>
/// <param name="Rows">The texts of the rows' cells.</param>
/// <param name="Failure">The answer that was an error; null: there was none.</param>
public sealed record Given(List<string?[]> Rows, Answer? Failure = null);

/// <summary>Rows that Jim and SQL must both give.</summary>
/// <param name="What">In words, for the report: <c>filter title eq</c>.</param>
/// <param name="Operation">The text of the operation.</param>
/// <param name="Ask">Runs it, page by page where it is a walk over pages.</param>
/// <param name="Sql">The statement that gives the same rows; all its columns are of type text.</param>
/// <param name="Columns">A name for each column of the rows, and how to read its spellings; null: they have one spelling.</param>
public sealed record Comparison(
    string What, string Operation, Func<CancellationToken, Task<Given>> Ask, string Sql,
    ImmutableArray<(string Name, CellText? Text)> Columns)
{
    /// <summary>The parameters of <see cref="Sql"/>, as <see cref="CheckedDatabase.ReadAsync"/> takes them.</summary>
    public IReadOnlyList<object> Parameters { get; init; } = [];

    /// <summary>False: the rows may come in any order.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>True: the rows of <see cref="Sql"/> are in the opposite order.</summary>
    public bool Reversed { get; init; }

    /// <summary>The operation's variables, for those who may see data of rows.</summary>
    public string Variables { get; init; } = "{}";
}
