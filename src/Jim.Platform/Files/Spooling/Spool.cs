using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Jim.Platform.Files.Spooling;

/// <summary>
/// Where an upload waits until its copies are stored, so that an outage of every target stops no upload. A file has its final name only
/// when every byte and the name itself are durable; until then it ends with <c>.part</c> and is removed when the upload fails.
/// </summary>
public sealed class Spool
{
    private const int BufferSize = 64 * 1024; // below 85,000 bytes: the heap of larger objects is seldom collected
    private const string PartSuffix = ".part";
    private const int LockTries = 100;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);
    private readonly string _path;
    private readonly FreeSpace _space;
    private readonly Func<string, SafeFileHandle> _openPart;

    /// <param name="path">Made when it does not exist. Shared by all gateways and workers.</param>
    /// <param name="freeMin">
    /// Bytes that the uploads of this process leave free on the disk, all of them together. One that would need them is refused, before its
    /// first byte or in the middle.
    /// </param>
    public Spool(string path, long freeMin)
        : this(path, freeMin, p => File.OpenHandle(p, FileMode.CreateNew, FileAccess.Write))
    {
    }

    /// <param name="measureFree">Bytes free on the disk; null: asks the operating system.</param>
    internal Spool(string path, long freeMin, Func<string, SafeFileHandle> openPart, Func<long>? measureFree = null)
    {
        _path = Path.GetFullPath(path);
        _space = new FreeSpace(freeMin, measureFree ?? (() => new DriveInfo(_path).AvailableFreeSpace));
        _openPart = openPart;
        Durable.MakeDirectory(_path);
    }

    /// <summary>
    /// Streams the part to disk through one fixed buffer. Nothing is left behind when it throws. It takes a processor and waits for the
    /// disk, so it belongs on <see cref="Jim.Postgres.Running.RoundRobinThreads"/>.
    /// </summary>
    /// <param name="source">Read to its end; a source that throws is a cut upload.</param>
    /// <param name="sizeMax">Counted on the bytes that arrive, whatever the client declared.</param>
    /// <param name="checkType">Told the type that the first bytes show before anything is written; it throws to refuse.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="GraphQLException">JIM_SPOOL_FULL, JIM_FILE_TOO_LARGE, JIM_UPLOAD_CUT, or what the check throws.</exception>
    public async Task<SpooledFile> ReceiveAsync(
        Stream source, long sizeMax, Action<string>? checkType, CancellationToken cancellationToken)
    {
        RefuseUnlessFits(0);
        var key = Guid.CreateVersion7().ToString("N");
        var part = GetPath(key) + PartSuffix;
        try
        {
            var file = await WriteAsync(part, key, source, sizeMax, checkType, cancellationToken);
            Durable.Publish(part, GetPath(key));
            return file;
        }
        catch (IOException e) when (IsFull(e))
        {
            File.Delete(part);
            throw FileErrors.SpoolFull();
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>As the other overload, for a file whose type does not matter.</summary>
    public Task<SpooledFile> ReceiveAsync(Stream source, long sizeMax, CancellationToken cancellationToken) =>
        ReceiveAsync(source, sizeMax, null, cancellationToken);

    /// <summary>Throws JIM_SPOOL_FULL where the disk has no room for so many bytes now.</summary>
    public void RefuseUnlessFits(long bytes)
    {
        if (!_space.Has(bytes))
        {
            throw FileErrors.SpoolFull();
        }
    }

    /// <summary>Puts back, durably, bytes that were spooled before, as a backup kept them, under the key that their row names.</summary>
    /// <param name="content">Read to its end. Whoever calls has proven these bytes.</param>
    public async Task PutBackAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var part = GetPath(key) + PartSuffix;
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write))
        {
            await content.CopyToAsync(file, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        Durable.Publish(part, GetPath(key));
    }

    /// <summary>
    /// Opens a file that arrives in parts for the only writer; waits a while for another one to end. Null: there is still another.
    /// </summary>
    /// <param name="length">What was acknowledged; 0: the file may not be there yet.</param>
    /// <exception cref="FileNotFoundException">Its bytes are lost.</exception>
    public async Task<SpoolPart?> OpenPartAsync(string key, long length, CancellationToken cancellationToken)
    {
        RefuseUnlessFits(0);
        var part = GetPath(key) + PartSuffix;
        for (var tries = 0; tries < LockTries; tries++)
        {
            try
            {
                var file = File.OpenHandle(
                    part, length == 0 ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                if (length == 0)
                {
                    Durable.FlushDirectory(_path); // the name may be new
                }

                return new SpoolPart(key, file, _space.Open());
            }
            catch (IOException e) when (IsFull(e))
            {
                throw FileErrors.SpoolFull();
            }
            catch (IOException e) when (e is not FileNotFoundException)
            {
                await Task.Delay(LockPause, cancellationToken);
            }
        }

        return null;
    }

    /// <summary>Gives a part that is whole its final name.</summary>
    public void Publish(string key) => Durable.Publish(GetPath(key) + PartSuffix, GetPath(key));

    /// <summary>Takes the final name from a part that no version has come to be of.</summary>
    public void Withdraw(string key)
    {
        if (File.Exists(GetPath(key)) && !File.Exists(GetPath(key) + PartSuffix))
        {
            Durable.Publish(GetPath(key), GetPath(key) + PartSuffix);
        }
    }

    /// <summary>The bytes of a part that nobody writes; <see cref="FileNotFoundException"/> when they are gone.</summary>
    public FileStream OpenReadPart(string key) => OpenReadAt(GetPath(key) + PartSuffix);

    /// <summary>The spooled bytes; <see cref="FileNotFoundException"/> when they are gone.</summary>
    public FileStream OpenRead(string key) => OpenReadAt(GetPath(key));

    /// <summary>Removes a file that nothing needs any more; one that is gone is fine.</summary>
    public void Remove(string key) => File.Delete(GetPath(key));

    /// <summary>
    /// Keys of whole files, and those of parts, last written before <paramref name="moment"/>: what a crash may have left.
    /// </summary>
    public IEnumerable<SpoolEntry> OlderThan(DateTimeOffset moment) =>
        from file in new DirectoryInfo(_path).EnumerateFiles()
        where file.LastWriteTimeUtc < moment.UtcDateTime
        select new SpoolEntry(Path.GetFileNameWithoutExtension(file.Name), file.Extension == PartSuffix);

    /// <summary>Removes the bytes of an upload that never ended.</summary>
    public void RemovePart(string key) => File.Delete(GetPath(key) + PartSuffix);

    private static FileStream OpenReadAt(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.SequentialScan);

    private string GetPath(string key) =>
        Guid.TryParseExact(key, "N", out _)
            ? Path.Combine(_path, key)
            : throw new ArgumentException("Not a key of the spool.", nameof(key));

    private async Task<SpooledFile> WriteAsync(
        string part, string key, Stream source, long sizeMax, Action<string>? checkType, CancellationToken cancellationToken)
    {
        using var digests = new ContentDigests();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var share = _space.Open();
        try
        {
            var read = await FillAsync(source, buffer, cancellationToken);
            checkType?.Invoke(ContentTypes.Sniff(buffer.AsSpan(0, Math.Min(read, ContentHead.Capacity))));
            using var file = _openPart(part);
            while (read > 0)
            {
                if (digests.Size + read > sizeMax)
                {
                    throw FileErrors.TooLarge(sizeMax);
                }

                if (!share.TryTake(read))
                {
                    throw FileErrors.SpoolFull();
                }

                // Not by WriteAsync, for which a thread of the pool would wait for the disk, and whoever else needs it.
                RandomAccess.Write(file, buffer.AsSpan(0, read), digests.Size);
                digests.Append(buffer.AsSpan(0, read));
                read = await FillAsync(source, buffer, cancellationToken);
            }

            RandomAccess.FlushToDisk(file);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return digests.End(key);
    }

    /// <summary>Reads from the client, so that a failure to read can be told from a failure of the disk or a part that is lost.</summary>
    private static async Task<int> FillAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAtLeastAsync(buffer.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, cancellationToken);
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            throw FileErrors.Cut();
        }
    }

    /// <summary>The raw errno on Linux and macOS (69 there), <c>ERROR_DISK_FULL</c> on Windows.</summary>
    internal static bool IsFull(IOException e) =>
        e.HResult is NoSpace or QuotaExceeded or unchecked((int)0x80070070) or unchecked((int)0x80070027);
}
