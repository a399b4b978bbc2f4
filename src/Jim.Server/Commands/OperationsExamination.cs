using Jim.Platform.Persisted;
using Jim.Server.Settings;

namespace Jim.Server.Commands;

/// <summary>
/// What <c>doctor</c> says of the trusted operations. It reads them as the gateway does, which does not start with a file that it cannot
/// use.
/// </summary>
public static class OperationsExamination
{
    public static Finding Run(JimSettings settings)
    {
        if (settings.Operations is not { } path)
        {
            return new("operations", true, "JIM_OPERATIONS is not set: no trusted operations", string.Empty);
        }

        try
        {
            var trusted = TrustedOperationsReader.Read(path, settings.BuildParserOptions());
            var others = settings.OnlyPersisted ? "nothing else runs but for administrators" : "other texts run too";
            return new("operations", true, $"{trusted.Count} trusted in {path}; {others}", string.Empty);
        }
        catch (InvalidDataException e)
        {
            return new("operations", false, "cannot be used: the gateway does not start", e.Message);
        }
    }
}
