using System.Globalization;
using Jim.Platform.Files.Copies;
using Jim.Platform.Files.Spooling;
using Jim.Platform.Files.Stores;
using Jim.Platform.Jobs;
using Jim.Postgres.Running;

namespace Jim.Platform.Files.Mirrors;

/// <summary>
/// Makes one file of a mirror right under its lease. May be killed after any step: what stands in the mirror and is a version of the file is
/// known by its bytes.
/// </summary>
internal sealed class MirrorWork(
    MirrorRows rows, MirrorFiles files, Spool spool, FileTargets targets, FilesOptions options, TimeProvider timeProvider)
{
    private const string Versions = ".versions";
    private const string Trash = ".trash";

    public Task RunAsync(MirrorTarget mirror, MirrorItem item, CancellationToken stopping) => LeasedRun.RunAsync(
        options.CopyLease, token => rows.RenewAsync(item, token),
        async cancellationToken =>
        {
            try
            {
                await RunLeasedAsync(mirror, item, cancellationToken);
            }
            catch (Exception e) when (CopyWork.IsFailure(e))
            {
                await rows.PostponeAsync(item, CopyWork.Describe(e), Backoff.After(item.Attempt, options.RetryMax));
            }
        },
        stopping);

    private async Task RunLeasedAsync(MirrorTarget mirror, MirrorItem item, CancellationToken cancellationToken)
    {
        await mirror.CheckAsync(cancellationToken);
        if (item.Attempt > 1)
        {
            await mirror.CleanAsync($"{item.Id:N}.", cancellationToken);
        }

        var file = item.FileId is { } id ? (await files.FindAsync([id], cancellationToken)).SingleOrDefault() : null;
        if (file is { Version: { } version })
        {
            await RoundRobinThreads.Shared.RunAsync(
                item.Target, async () => await BringAsync(new Bringing(mirror, item, file, version, cancellationToken)));
            await rows.EndAsync(item, "ok");
        }
        else if (file is not null)
        {
            await rows.EndAsync(item, item.Stands is null ? "gone" : "ok"); // its version comes when it is stored
        }
        else if (item.Stands is null)
        {
            await rows.RemovedAsync(item);
        }
        else if (mirror.Options.Delete == MirrorDelete.Keep)
        {
            await rows.EndAsync(item, "kept");
        }
        else if (item.State == "waiting")
        {
            await rows.EndAsync(item, "going");
        }
        else
        {
            await RemoveAsync(mirror, item, item.Stands, cancellationToken);
            await rows.RemovedAsync(item);
        }
    }

    private async Task BringAsync(Bringing what)
    {
        var (mirror, item, file, version, cancellationToken) = what;
        var standing = item.Stands is { } stands && (await mirror.FindAsync(stands, cancellationToken)).Length is not null ? stands : null;
        if (standing is null && item.Stands is not null)
        {
            await rows.LostAsync(item);
        }

        var (path, found) = await TakeAsync(what, standing);
        var stood = standing is null ? null : item.VersionId;
        if (standing is not null && standing != path)
        {
            if (found.Length is not null)
            {
                await mirror.DeleteAsync(path, cancellationToken); // a version of the same file
            }

            await mirror.MoveAsync(standing, path, cancellationToken);
            await rows.StandsAsync(item, stood);
            await MoveVersionsAsync(what, standing, path);
            found = await mirror.FindAsync(path, cancellationToken);
        }

        if (stood != version.Id || found.Length != version.Bytes.Size)
        {
            var isRight = standing is null && found.Length == version.Bytes.Size
                && (await mirror.HashAsync(path, cancellationToken)).AsSpan().SequenceEqual(version.Bytes.Sha256);
            if (!isRight)
            {
                await WriteAsync(what, path, version);
            }

            await rows.StandsAsync(item, version.Id);
        }

        if (mirror.Options.AllVersions)
        {
            foreach (var former in (await files.FindVersionsAsync(file.Id, cancellationToken)).Where(v => v.Id != version.Id))
            {
                await WriteFormerAsync(what, GetVersionPath(path, former.Number), former);
            }
        }
    }

    /// <summary>
    /// Finds the path for the file that neither another one has nor anything that Jim has not written, and takes it. Nothing of strangers is
    /// ever overwritten, and no link is followed.
    /// </summary>
    /// <returns>The path, and what stands there: nothing, the file itself, or a version of it.</returns>
    private async Task<(string Path, FoundEntry Found)> TakeAsync(Bringing what, string? standing)
    {
        var (mirror, item, file, _, cancellationToken) = what;
        var path = new MirrorPath(file.Parts);
        var taken = item.Path;
        while (true)
        {
            var used = path.Text == taken ? [] : await rows.TakeAsync(item, path, cancellationToken);
            if (used.Length == 0)
            {
                taken = path.Text;
                var found = await mirror.FindAsync(path.Text, cancellationToken);
                if (found.IsNothing || path.Text == standing
                    || (found.Length is not null
                        && await files.IsVersionAsync(file.Id, await mirror.HashAsync(path.Text, cancellationToken), cancellationToken)))
                {
                    return (path.Text, found);
                }

                used = [found.Obstacle ?? path.Length - 1];
            }

            foreach (var part in used)
            {
                if (!path.Yield(part))
                {
                    throw new ObjectStoreException(StoreFailure.Refused, "Every name that the file could have in the mirror is in use.");
                }
            }
        }
    }

    private async Task WriteAsync(Bringing what, string path, MirrorVersion version)
    {
        var (mirror, item, _, _, cancellationToken) = what;
        await using var source = await CopySource.OpenAsync(
            version.Bytes, version.SpoolKey, version.Sources, spool, targets, cancellationToken)
            ?? throw new ObjectStoreException(StoreFailure.Refused, CopyWork.NoSource);
        var temporary = FormattableString.Invariant($"{item.Id:N}.{item.Fence}");
        await mirror.WriteAsync(path, version.File, source.Content, temporary, cancellationToken);
    }

    private async Task WriteFormerAsync(Bringing what, string path, MirrorVersion former)
    {
        var found = await what.Mirror.FindAsync(path, what.CancellationToken);
        if (found.Length != former.Bytes.Size)
        {
            await WriteAsync(what, path, former);
        }
    }

    private static async Task MoveVersionsAsync(Bringing what, string from, string to)
    {
        var (mirror, _, _, _, cancellationToken) = what;
        if ((await mirror.FindAsync($"{Versions}/{from}", cancellationToken)).IsFolder
            && (await mirror.FindAsync($"{Versions}/{to}", cancellationToken)).IsNothing)
        {
            await mirror.MoveAsync($"{Versions}/{from}", $"{Versions}/{to}", cancellationToken);
        }
    }

    private async Task RemoveAsync(MirrorTarget mirror, MirrorItem item, string stands, CancellationToken cancellationToken)
    {
        var day = timeProvider.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var path in new[] { stands, $"{Versions}/{stands}" })
        {
            var found = await mirror.FindAsync(path, cancellationToken);
            if (path == stands ? found.Length is null : !found.IsFolder)
            {
                continue; // gone, or not what was put there
            }

            if (mirror.Options.Delete == MirrorDelete.Delete)
            {
                await mirror.DeleteAsync(path, cancellationToken);
                continue;
            }

            var to = $"{Trash}/{day}/{path}";
            var isFree = (await mirror.FindAsync(to, cancellationToken)).IsNothing;
            await mirror.MoveAsync(path, isFree ? to : $"{Trash}/{day}/{item.Id:N}/{path}", cancellationToken);
        }
    }

    /// <summary>As <c>.versions/default/plans/house.pdf/2.pdf</c>.</summary>
    private static string GetVersionPath(string path, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Versions}/{path}/{number}{Path.GetExtension(path)}");

    /// <summary>One file that is brought to a mirror.</summary>
    private sealed record Bringing(
        MirrorTarget Mirror, MirrorItem Item, MirrorFile File, MirrorVersion Version, CancellationToken CancellationToken);
}
