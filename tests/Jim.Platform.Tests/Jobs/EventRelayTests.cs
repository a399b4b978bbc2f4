using Jim.Platform.Jobs;
using Jim.Platform.Tests.Files;

namespace Jim.Platform.Tests.Jobs;

public sealed class EventRelayTests(FilesWorld world) : FilesTests(world)
{
    private readonly HandBus _bus = new();

    [Fact]
    public async Task Publishes_each_event_once_in_order_under_its_own_id()
    {
        var file = await World.StoreAsync([1]);

        await RelayAsync();
        await RelayAsync();

        var ours = _bus.Events.Where(e => Subject(e.Body) == file.FileId).ToList();
        Assert.Equal(["doc.file.staged", "doc.file.stored"], ours.Select(e => e.Key));
        Assert.Equal(2, ours.Select(e => e.Id).Distinct().Count());
        using var body = JsonDocument.Parse(ours[1].Body);
        Assert.Equal(file.VersionId, body.RootElement.GetProperty("data").GetProperty("versionId").GetGuid());
        Assert.Equal(FilesWorld.Alice.Subject, body.RootElement.GetProperty("actor").GetString());
        Assert.Equal(ours[1].Id, body.RootElement.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Keeps_an_event_that_the_broker_did_not_take()
    {
        var file = await World.StoreAsync([1]);
        _bus.IsDown = true;
        await Assert.ThrowsAsync<MessageBusException>(RelayAsync);

        _bus.IsDown = false;
        await RelayAsync();

        Assert.Contains(_bus.Events, e => Subject(e.Body) == file.FileId);
    }

    [Fact]
    public async Task Shares_the_work_when_two_run_at_once()
    {
        await World.ExecuteAsync(
            "insert into jim.events (id, kind, subject) select gen_random_uuid(), 'tested', 'thing' from generate_series(1, 350)");

        await Task.WhenAll(RelayAsync(), RelayAsync(), RelayAsync());
        await RelayAsync();

        var sent = _bus.Events.Where(e => e.Key == "doc.thing.tested").Select(e => e.Id).ToList();
        Assert.Equal(350, sent.Count);
        Assert.Equal(350, sent.Distinct().Count());
    }

    private Task RelayAsync() => new EventRelay(World.Gateway, _bus, World.JobsOptions).RunAsync(false, Ct);

    private static Guid? Subject(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("subjectId") is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;
    }
}
