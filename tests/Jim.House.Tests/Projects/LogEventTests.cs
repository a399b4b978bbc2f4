using System.Reflection;
using Jim.Postgres.Diagnostics;
using Jim.Server.Commands;

namespace Jim.House.Tests.Projects;

/// <summary>Every event that Jim logs has an id and a name from one list, and stands on the page of log events.</summary>
public sealed class LogEventTests
{
    private static readonly Dictionary<int, string> listed = typeof(LogEvents).GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => (int)field.GetRawConstantValue()!, field => field.Name);

    [Fact]
    public void Every_message_has_its_id_and_name_from_the_list() => Assert.All(LogEventsPage.FindMessages(), message =>
    {
        Assert.True(listed.TryGetValue(message.EventId, out var name), $"{message.EventId} is not in LogEvents: {message.Message}");
        Assert.Equal(name, message.EventName);
    });

    [Fact]
    public void Every_event_of_the_list_is_logged() =>
        Assert.Equal(listed.Keys.Order(), LogEventsPage.FindMessages().Select(message => message.EventId).Distinct().Order());

    [Fact]
    public void The_page_of_log_events_is_made_from_the_messages() =>
        Assert.Equal(LogEventsPage.Render(), Repository.Read("LOG-EVENTS.md"));

    [Fact]
    public void There_are_messages_to_look_at() => Assert.True(LogEventsPage.FindMessages().Length > 20);
}
