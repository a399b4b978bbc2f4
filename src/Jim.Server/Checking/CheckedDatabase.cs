using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Jim.GraphQL.Errors;
using Jim.GraphQL.Execution;
using Jim.GraphQL.Language;
using Jim.GraphQL.Operations;
using Jim.GraphQL.Types;
using Jim.GraphQL.Validation;
using Jim.Platform.Protocol;
using Jim.Platform.Requests;
using Jim.Platform.Schemas;
using Jim.Postgres.Catalog;
using Jim.Postgres.Changes;
using Jim.Postgres.Rights;
using Jim.Postgres.Running;
using Jim.Postgres.Schema;
using Npgsql;
using NpgsqlTypes;

namespace Jim.Server.Checking;

/// <summary>
/// The database that is checked: asked in GraphQL by the steps of a request (validate, coerce, plan, run), and in SQL of the check's own.
/// Every transaction is read only. Nothing of Jim's needs to be in the database: neither its schema nor its roles. Not thread safe.
/// </summary>
public sealed class CheckedDatabase : IAsyncDisposable
{
    /// <summary>The code of a value that its scalar cannot show, as NaN of a Float: it is null, and the rest of the answer holds.</summary>
    private const string NotFinite = "EXEC_INVALID_LEAF_VALUE";

    // A type without a default operator class of its own compares as the type that it can be read as without conversion (varchar as text).
    private const string ComparableTypes = """
        select t.oid::text from pg_type t
        where t.typtype in ('e', 'r') or exists (
          select from pg_opclass o join pg_am a on a.oid = o.opcmethod
          where a.amname in ('btree', 'hash') and o.opcdefault and (o.opcintype = t.oid
            or exists (select from pg_cast c where c.castsource = t.oid and c.casttarget = o.opcintype
              and c.castmethod = 'b' and c.castcontext = 'i')))
        """;

    private const string InheritedTables = """
        select distinct i.inhparent::text from pg_inherits i join pg_class c on c.oid = i.inhparent where c.relkind = 'r'
        """;

    private readonly PostgresPools _pools;
    private readonly QueryRunner _runner;
    private readonly Caller _caller;
    private SchemaSnapshot _snapshot = null!;

    private CheckedDatabase(PostgresPools pools, Caller caller) => (_pools, _runner, _caller) = (pools, new QueryRunner(pools), caller);

    /// <summary>The role as which everything is read.</summary>
    public string Role => _caller.Role;

    /// <summary>The schemas that are checked, in order of precedence.</summary>
    public ImmutableArray<string> Schemas { get; private set; }

    public DatabaseSchema Schema { get; private set; } = null!;

    public SchemaView View => _snapshot.ViewFor(Role);

    /// <summary>OIDs of the types whose values Postgres can compare.</summary>
    public ImmutableHashSet<uint> Comparable { get; private set; } = [];

    /// <summary>OIDs of the tables that others inherit from; a key tells only a table's own rows apart, not those of its heirs.</summary>
    public ImmutableHashSet<uint> Inherited { get; private set; } = [];

    /// <summary>
    /// Reads the catalog and builds the schema as the server does. Throws <see cref="NpgsqlException"/>, or
    /// <see cref="SchemaException"/> where no schema can be built, <see cref="InvalidDataException"/> for a role that does not exist.
    /// </summary>
    public static async Task<CheckedDatabase> OpenAsync(
        string connectionString, CheckOptions options, CancellationToken cancellationToken)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        given.Options = $"{given.Options} -c default_transaction_read_only=on".Trim();
        var pools = new PostgresPools(new PoolOptions(given.ConnectionString)
        {
            Reads = 2, Writes = 1, LongWork = 1, StatementTimeout = options.StatementTimeout,
            ConnectTimeout = options.ConnectTimeout, WaitMax = options.ConnectTimeout,
        });
        try
        {
            await using var command = pools.Reads.DataSource.CreateCommand(
                "select rolname::text from pg_roles where rolname = coalesce($1, current_user)");
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)options.Role ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            var role = await command.ExecuteScalarAsync(cancellationToken) as string
                ?? throw new InvalidDataException($"There is no role '{options.Role}'.");
            var database = new CheckedDatabase(pools, Caller.Anonymous with { Role = role });
            await database.LoadAsync(options, cancellationToken);
            return database;
        }
        catch
        {
            await pools.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The answer of Jim. Throws <see cref="DatabaseUnavailableException"/> where the connection is lost, and
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    public async Task<Answer> AskAsync(string text, JsonObject? variables, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(text, variables, cancellationToken);
        }
        catch (StatementFailedException failed)
        {
            return Answer.Refused(failed.Errors[0], failed.Cause.SqlState);
        }
        catch (DatabaseUnavailableException e) when (
            e.Cause is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } p)
        {
            // A server takes this for a database that has become a standby. Here it is what was asked for.
            return Answer.Refused(e.Errors[0], p.SqlState);
        }
        catch (GraphQLException refused) when (refused is not DatabaseUnavailableException)
        {
            return Answer.Refused(refused.Errors[0]);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or DatabaseUnavailableException))
        {
            return Answer.Refused(new GraphQLError($"Jim failed with {PostgresFailure.Describe(fault)}"));
        }
    }

    /// <summary>
    /// The rows of a statement whose columns are all of type text. Throws <see cref="PostgresException"/>.
    /// </summary>
    /// <param name="parameters">A <see cref="string"/> or an array of strings each, sent as text.</param>
    public async Task<List<string?[]>> ReadAsync(string sql, IReadOnlyList<object> parameters, CancellationToken cancellationToken)
    {
        await using var connection = await _pools.Reads.DataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            var type = parameter is string ? NpgsqlDbType.Text : NpgsqlDbType.Array | NpgsqlDbType.Text;
            command.Parameters.Add(new NpgsqlParameter { Value = parameter, NpgsqlDbType = type });
        }

        batch.BatchCommands.Add(Claims.Command(_caller));
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new string?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = await reader.IsDBNullAsync(i, cancellationToken) ? null : reader.GetString(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _pools.DisposeAsync();

    private async Task LoadAsync(CheckOptions options, CancellationToken cancellationToken)
    {
        var source = _pools.Reads.DataSource;
        Schemas = options.Schemas.IsDefaultOrEmpty ? await FindSchemasAsync(cancellationToken) : options.Schemas;
        var build = new SnapshotOptions(Schemas);
        var catalog = await CatalogReader.ReadAsync(source, build.Catalog with { Roles = [Role] }, cancellationToken);
        var policies = await PolicyReads.ReadAsync(source, catalog, cancellationToken);
        Schema = DatabaseSchema.Build(catalog, build.Schema);

        // The server keeps these keys in the schema jim. They sign only cursors of moments, which no check sends back.
        var cursors = new CursorTokens(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(16));
        _snapshot = new SchemaSnapshot(1, catalog.Fingerprint, Schema, policies, cursors, build.Plans);
        Comparable = [.. await ReadOidsAsync(ComparableTypes, cancellationToken)];
        Inherited = [.. await ReadOidsAsync(InheritedTables, cancellationToken)];
    }

    private async Task<ImmutableArray<string>> FindSchemasAsync(CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(
            "select nspname::text from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'jim') "
            + "order by nspname <> 'public', nspname", [], cancellationToken);
        return [.. rows.Select(r => r[0]!)];
    }

    private async Task<IEnumerable<uint>> ReadOidsAsync(string sql, CancellationToken cancellationToken) =>
        (await ReadAsync(sql, [], cancellationToken)).Select(r => uint.Parse(r[0]!, System.Globalization.CultureInfo.InvariantCulture));

    private async Task<Answer> RunAsync(string text, JsonObject? variables, CancellationToken cancellationToken)
    {
        var request = new GraphQLRequest
        {
            Query = Encoding.UTF8.GetBytes(text),
            Variables = variables is null ? null : JsonSerializer.SerializeToElement(variables),
        };
        if (!_snapshot.DocumentsFor(Role).TryPrepare(
            request.Query, ParserOptions.Default, ValidationOptions.Unlimited, out var document, out var errors))
        {
            return Answer.Refused(errors[0]);
        }

        var operation = document.Open(null);
        if (!VariableCoercion.Coerce(operation, request.Variables, out var values, out errors))
        {
            return Answer.Refused(errors[0]);
        }

        var input = new OperationInput(request, _caller, _snapshot, operation, values, ExecutionOptions.Default);
        using var response = await QueryExecution.RunPlanAsync(
            PlannedQuery.Build(input), (plan, cancellation) => _runner.RunAsync(plan, values, _caller, cancellation), cancellationToken);
        var error = response.Errors.FirstOrDefault(e => e.Code != NotFinite);
        if (error is not null || response.DataBytes.IsEmpty)
        {
            return Answer.Refused(error ?? response.Errors[0]);
        }

        using var json = JsonDocument.Parse(response.DataMemory, new JsonDocumentOptions { MaxDepth = 1000 });
        return Answer.Found(json.RootElement.Clone());
    }
}
