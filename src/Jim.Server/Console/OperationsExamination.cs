using Jim.Platform.Persisted;
using Jim.Server.Health;
using Jim.Server.Hosting;
using Jim.Server.Settings;

namespace Jim.Server.Console;

/// <summary>The trusted operations: read as the gateway reads them at its start, which a file that cannot be used would end.</summary>
public static class OperationsExamination
{
    public static ServiceCheck Run(JimSettings settings)
    {
        if (settings.Operations is not { } path)
        {
            return new("operations", false, true, "JIM_OPERATIONS is not set: no trusted operations", string.Empty);
        }

        try
        {
            var trusted = TrustedOperationsReader.Read(path, RequestsRegistration.ParserOf(settings.Limits));
            var others = settings.OnlyPersisted ? "nothing else runs but for administrators" : "other texts run too";
            return new("operations", true, true, $"{trusted.Count} trusted in {path}; {others}", string.Empty);
        }
        catch (InvalidDataException e)
        {
            return new("operations", true, false, "cannot be used: the gateway does not start", e.Message);
        }
    }
}
