using System.Diagnostics;

namespace Jim.Platform.Tests.Files;

/// <summary>Lets the flow that armed it "die" right after a step of the Files room: nothing that follows in that flow is done.</summary>
internal static class StepBomb
{
    private static readonly AsyncLocal<string?> Step = new();

    static StepBomb() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Jim.Files",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStopped = span =>
        {
            if (Step.Value == span.OperationName)
            {
                Step.Value = null;
                throw new KilledException();
            }
        },
    });

    /// <summary>True: the work died after the step; false: it never came there.</summary>
    public static async Task<bool> KillsAsync(string step, Func<Task> work)
    {
        Step.Value = step;
        try
        {
            await work();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
        finally
        {
            Step.Value = null;
        }
    }

    internal sealed class KilledException : Exception;
}
