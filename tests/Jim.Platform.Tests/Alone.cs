namespace Jim.Platform.Tests;

/// <summary>Tests that measure the process or its processor time, after all others and one by one.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
