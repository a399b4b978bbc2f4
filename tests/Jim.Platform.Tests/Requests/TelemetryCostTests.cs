using Jim.Platform.Cache;
using Jim.Platform.Requests;
using Jim.Platform.Subscriptions;
using Jim.Postgres.Diagnostics;

namespace Jim.Platform.Tests.Requests;

/// <summary>Without an exporter nobody listens, and what measures a request allocates nothing.</summary>
[Collection(nameof(Alone))]
public sealed class TelemetryCostTests
{
    [Fact]
    public async Task Without_a_listener_the_steps_of_a_request_allocate_nothing()
    {
        var prepared = new ValueTask<PreparedRequest>(RefusedRequest.Invalid(new GraphQLRequest()));
        await RunAsync(10, prepared); // until the methods are compiled and their statics made
        var before = GC.GetAllocatedBytesForCurrentThread();
        await RunAsync(10_000, prepared); // ends on this thread: nothing in it waits

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static async ValueTask RunAsync(int times, ValueTask<PreparedRequest> prepared)
    {
        for (var i = 0; i < times; i++)
        {
            using var step = JimTelemetry.Start(SpanNames.Prepare);
            using var operation = OperationTelemetry.Start(null!);
            await OperationTelemetry.CountRefusedAsync(prepared);
            CacheTelemetry.RecordLookup(hit: true);
            LiveTelemetry.AddCohorts(0);
            if (step is not null || operation is not null || JimTelemetry.FindCause() is not null)
            {
                Assert.Fail("Somebody listens.");
            }
        }
    }
}
