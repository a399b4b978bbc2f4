namespace Jim.Server.Settings;

/// <summary>Limits that are on for everyone (ARCHITECTURE.md, "Limits").</summary>
public sealed record LimitSettings
{
    public static LimitSettings Default { get; } = new();

    public int BodyBytes { get; init; } = 1 << 20;

    public int DocumentBytes { get; init; } = 1 << 16;

    public int Tokens { get; init; } = 10_000;

    public int Fields { get; init; } = 2_048;

    public int Depth { get; init; } = 15;

    public int RootFields { get; init; } = 50;

    public int Aliases { get; init; } = 50;

    /// <summary>At one place.</summary>
    public int Directives { get; init; } = 8;

    /// <summary>Faults of one request that are told.</summary>
    public int Errors { get; init; } = 20;

    /// <summary>In all variables of a request.</summary>
    public int Values { get; init; } = 50_000;

    public int Page { get; init; } = 100;

    /// <summary>In one <c>where</c>.</summary>
    public int FilterOperations { get; init; } = 64;

    public int Cost { get; init; } = 10_000;

    public TimeSpan Operation { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that wait for a connection, for each connection.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>In one upload request.</summary>
    public int Files { get; init; } = 10;

    public long FileBytes { get; init; } = 5L << 30;

    /// <summary>Operations in one request; 0: batching is off.</summary>
    public int Batch { get; init; }

    /// <summary>Operations a second of one user by one client; 0: no limit.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>On one socket.</summary>
    public int Subscriptions { get; init; } = 100;

    internal static LimitSettings From(SettingReader read) => new()
    {
        BodyBytes = read.Count("JIM_LIMIT_BODY_BYTES", Default.BodyBytes),
        DocumentBytes = read.Count("JIM_LIMIT_DOCUMENT_BYTES", Default.DocumentBytes),
        Tokens = read.Count("JIM_LIMIT_TOKENS", Default.Tokens),
        Fields = read.Count("JIM_LIMIT_FIELDS", Default.Fields),
        Depth = read.Count("JIM_LIMIT_DEPTH", Default.Depth),
        RootFields = read.Count("JIM_LIMIT_ROOT_FIELDS", Default.RootFields),
        Aliases = read.Count("JIM_LIMIT_ALIASES", Default.Aliases),
        Directives = read.Count("JIM_LIMIT_DIRECTIVES", Default.Directives),
        Errors = read.Count("JIM_LIMIT_ERRORS", Default.Errors),
        Values = read.Count("JIM_LIMIT_VALUES", Default.Values),
        Page = read.Count("JIM_LIMIT_PAGE", Default.Page),
        FilterOperations = read.Count("JIM_LIMIT_FILTER_OPERATIONS", Default.FilterOperations),
        Cost = read.Count("JIM_LIMIT_COST", Default.Cost),
        Operation = TimeSpan.FromSeconds(read.Count("JIM_LIMIT_OPERATION_SECONDS", (int)Default.Operation.TotalSeconds)),
        Waiting = read.Count("JIM_LIMIT_WAITING", Default.Waiting),
        Files = read.Count("JIM_LIMIT_FILES", Default.Files),
        FileBytes = read.Size("JIM_LIMIT_FILE_BYTES", Default.FileBytes),
        Batch = read.Count("JIM_LIMIT_BATCH", Default.Batch),
        Rate = read.Count("JIM_LIMIT_RATE", Default.Rate),
        Subscriptions = read.Count("JIM_LIMIT_SUBSCRIPTIONS", Default.Subscriptions),
    };
}
