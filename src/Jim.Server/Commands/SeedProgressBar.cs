using System.Globalization;
using Jim.Data.Seeding;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Jim.Server.Commands;

/// <summary>Draws how many rows are seeded, how fast, and for how long it goes on.</summary>
public sealed class SeedProgressBar(ProgressTask task) : IProgress<SeedProgress>
{
    /// <summary>The columns of the rows beside bar, percentage and time left.</summary>
    public static ProgressColumn[] BuildColumns() => [new RowsColumn()];

    public void Report(SeedProgress value)
    {
        task.MaxValue = value.Total;
        task.Value = value.Done;
    }

    private sealed class RowsColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(string.Create(
            CultureInfo.InvariantCulture, $"{task.Value:N0} of {task.MaxValue:N0} rows, {task.Speed ?? 0:N0} a second"));
    }
}
