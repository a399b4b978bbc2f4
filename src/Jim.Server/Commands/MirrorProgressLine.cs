using System.Globalization;

namespace Jim.Server.Commands;

/// <summary>Shows how far a mirror is: a bar on a terminal, else a line every ten seconds, and none for what takes less.</summary>
internal static class MirrorProgressLine
{
    private static readonly TimeSpan every = TimeSpan.FromSeconds(10);

    /// <param name="work">Tells how many files are done, and of how many; null: that is not known.</param>
    public static Task<T> ShowAsync<T>(string title, Func<Action<long, long?>, Task<T>> work)
    {
        if (Terminal.IsWatched)
        {
            return Terminal.DrawProgress().StartAsync(context =>
            {
                var task = context.AddTask(title);
                return work((done, total) =>
                {
                    task.IsIndeterminate = total is null;
                    task.MaxValue = Math.Max(1, total ?? done);
                    task.Value = done;
                });
            });
        }

        var told = TimeProvider.System.GetTimestamp();
        return work((done, total) =>
        {
            if (TimeProvider.System.GetElapsedTime(told) >= every)
            {
                told = TimeProvider.System.GetTimestamp();
                var of = total is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" of {total}");
                DatabaseCommands.Say(string.Create(CultureInfo.InvariantCulture, $"{title}: {done}{of} files"));
            }
        });
    }
}
