namespace Jim.Platform.Files.Stores;

/// <summary>
/// Tells a target's folder from another one: the empty folder of a disk that is not mounted has no mark, and nothing is written to it or
/// deleted.
/// </summary>
/// <param name="takesFilled">
/// True: a folder that was not used yet may have files in it, because nothing of them is ever touched. False: it must be empty, or be taken by
/// <c>./jim adopt</c>.
/// </param>
public sealed class FolderMark(ITargetIdentity identity, bool takesFilled)
{
    /// <summary>The mark's name in the folder.</summary>
    public const string Name = ".jim-target";

    private TargetIdentity? _marked;

    /// <summary>Whether this path in the folder is the mark, or what is left of one that was being written.</summary>
    public static bool Is(string path) => path == Name || path.StartsWith($"{Name}.", StringComparison.Ordinal);

    /// <summary>Throws where the folder is not the target's. The first use of a folder marks it.</summary>
    /// <exception cref="ObjectStoreException">Unavailable.</exception>
    public async Task CheckAsync(IMarkedFolder folder, CancellationToken cancellationToken)
    {
        var found = await folder.ReadMarkAsync(cancellationToken);
        var known = _marked ?? await identity.FindAsync(cancellationToken);
        if (found is null && !known.IsMarked)
        {
            if (!takesFilled && !await folder.IsEmptyAsync(cancellationToken))
            {
                throw Refuse("The folder is not empty: ./jim adopt takes it as it is.");
            }

            await MarkAsync(folder, known, cancellationToken);
        }
        else if (found != Write(known))
        {
            throw Refuse(found is null
                ? $"The folder lacks its mark {Name}: is its disk mounted? ./jim adopt takes another folder."
                : $"The folder has the mark of another target in {Name}.");
        }
        else if (!known.IsMarked)
        {
            await identity.MarkedAsync(cancellationToken);
        }

        _marked = known with { IsMarked = true };
    }

    /// <summary>Takes the folder as the target's, whatever it has in it.</summary>
    public async Task AdoptAsync(IMarkedFolder folder, CancellationToken cancellationToken) =>
        await MarkAsync(folder, await identity.FindAsync(cancellationToken), cancellationToken);

    private static string Write(TargetIdentity known) =>
        $"{known.Id:D}\nBy this file Jim knows that the folder is the right one and its disk is mounted. Leave it here.\n";

    private static ObjectStoreException Refuse(string why) => new(StoreFailure.Unavailable, why);

    private async Task MarkAsync(IMarkedFolder folder, TargetIdentity known, CancellationToken cancellationToken)
    {
        await folder.WriteMarkAsync(Write(known), cancellationToken);
        await identity.MarkedAsync(cancellationToken);
    }
}
