namespace Jim.Platform.Requests;

/// <summary><c>subscription @live(diff: true)</c>: later answers are told by what has changed in them.</summary>
internal static class LiveDirective
{
    /// <summary>False without the directive, too.</summary>
    public static bool AsksForPatches(OperationInput input) =>
        OperationDirective.Read(input, "live")?.GetValueOrDefault("diff") is true;
}
