using Jim.Platform.Files.Spooling;

namespace Jim.Platform.Files;

/// <summary>
/// A value of the scalar Upload: a file of a multipart request, which arrives after the operation was found valid. One part may stand at
/// several places of the variables, and one variable at several fields (GraphQL multipart request specification): each field takes bytes
/// of its own. What is not taken is discarded.
/// </summary>
/// <param name="copies">Counts the copies of the whole request.</param>
public sealed class UploadSlot(UploadCopies copies) : IUploadedContent, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private FileStream? _taken;
    private GraphQLException? _refusal;

    /// <summary>The file; null: its part has not arrived.</summary>
    public ReceivedFile? File { get; private set; }

    public byte[]? Sha256 => File?.Spooled.Sha256;

    /// <summary>True: the bytes are in the spool, and nobody answers for them but this.</summary>
    public bool IsUntaken => File is not null && _taken is null;

    /// <summary>
    /// What the fields that take the file allow of it, as far as it was asked; null: no field may take it, and its bytes are not kept.
    /// </summary>
    public UploadAllowance? Allowance { get; private set; }

    /// <summary>A field may take the file. Where several may, the largest size that one of them allows is received.</summary>
    public void Allow(UploadAllowance allowance) => Allowance = Allowance is { } other ? other.Or(allowance) : allowance;

    /// <summary>A field may not take the file, and says so where no other field lets it arrive.</summary>
    public void Refuse(GraphQLException refusal) => _refusal ??= refusal;

    /// <summary>No field may take the file, whatever was allowed before.</summary>
    public void Withdraw(GraphQLException refusal) => (Allowance, _refusal) = (null, refusal);

    /// <summary>The part has arrived. Throws <see cref="InvalidOperationException"/> where one arrived before.</summary>
    public void Fill(ReceivedFile file) =>
        File = File is null ? file : throw new InvalidOperationException("A file has arrived here before.");

    /// <summary>
    /// Hands the bytes over to the one who stages them: at first those in the spool, from then on copies, which are read through a handle
    /// that stays open, because a worker may have removed the spooled file by then.
    /// </summary>
    /// <exception cref="GraphQLException">
    /// JIM_UPLOAD_CUT: there are none. What was told to <see cref="Refuse"/>. JIM_TOO_MANY_FILES, JIM_SPOOL_FULL: there can be no copy.
    /// </exception>
    public async Task<ReceivedFile> TakeAsync(FileUploads uploads, CancellationToken cancellationToken)
    {
        var file = File ?? throw _refusal ?? FileErrors.Cut();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_taken is null)
            {
                _taken = uploads.OpenRead(file.Spooled);
                return file;
            }

            copies.Add();
            _taken.Position = 0;
            return file with { Spooled = await uploads.ReceiveAsync(_taken, cancellationToken) };
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _taken?.Dispose();
        _turn.Dispose();
    }
}

/// <summary>
/// How often the files of one request were copied, so that a small request cannot fill the disk: as often as it may carry files.
/// </summary>
public sealed class UploadCopies(int most)
{
    private int _count;

    /// <summary>Throws JIM_TOO_MANY_FILES beyond the most.</summary>
    public void Add()
    {
        if (Interlocked.Increment(ref _count) > most)
        {
            throw FileErrors.TooManyCopies(most);
        }
    }
}

/// <summary>A file whose bytes are in the spool. Name and type are what the client says of it.</summary>
/// <param name="DeclaredName">The part's file name; null: it has none.</param>
/// <param name="DeclaredType">The part's content type; null: the sender does not know it.</param>
public sealed record ReceivedFile(SpooledFile Spooled, string? DeclaredName, string? DeclaredType);
