namespace Jim.Server.Tests;

/// <summary>Tests that measure the whole process, after all others and one by one.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
