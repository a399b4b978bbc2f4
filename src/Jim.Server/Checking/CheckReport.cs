namespace Jim.Server.Checking;

/// <summary>Something that Jim answers otherwise than SQL.</summary>
/// <param name="What">What was compared: <c>filter title eq</c>.</param>
/// <param name="Operation">The text of the operation; values are in its variables.</param>
/// <param name="Sql">The statement that gives what is right; values are its parameters.</param>
/// <param name="Detail">How they differ, without data of rows.</param>
/// <param name="Data">Variables and values that differ, for those who may see them.</param>
public sealed record Difference(string What, string Operation, string Sql, string Detail, string Data);

/// <summary>What was found at one relation.</summary>
public sealed class RelationReport(string relation, string served)
{
    /// <summary>Schema and name.</summary>
    public string Relation { get; } = relation;

    /// <summary>Its type and root field in GraphQL.</summary>
    public string Served { get; } = served;

    /// <summary>How many rows were compared cell by cell.</summary>
    public int Rows { get; set; }

    /// <summary>How many comparisons were made, those that differed included.</summary>
    public int Comparisons { get; set; }

    /// <summary>True where no row could be read, so that hardly anything was compared.</summary>
    public bool IsEmpty { get; set; }

    public List<Difference> Differences { get; } = [];

    /// <summary>What could not be compared, and why.</summary>
    public List<(string What, string Reason)> NotCompared { get; } = [];

    /// <summary>What Jim cannot do with the relation or leaves out, with the reason.</summary>
    public List<string> Limits { get; } = [];
}

/// <summary>The result of a check.</summary>
/// <param name="Role">As whom everything was read.</param>
/// <param name="Relations">Those that the schema serves, in its order, as far as the time sufficed.</param>
/// <param name="NotReached">How many more there are, for which there was no time.</param>
/// <param name="NotServed">Relations of the schemas that are not in the GraphQL schema, each with the reason.</param>
/// <param name="Names">What is left out or has another name than one would expect, because names clash, each with the cure.</param>
public sealed record CheckReport(
    string Role, ImmutableArray<string> Schemas, ImmutableArray<RelationReport> Relations, int NotReached, ImmutableArray<string> NotServed,
    ImmutableArray<string> Names)
{
    public int Differences => Relations.Sum(r => r.Differences.Count);
}
