using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Jim.Postgres.Rights;

/// <summary>
/// Which tables and claims the row policies of each table and the definition of each view read. They are found in Postgres' own parse
/// trees, where <c>:relid</c> is the OID of a table, and <c>:funcid</c> and <c>:opfuncid</c> that of a function. <c>pg_depend</c> lists
/// dependencies too, but not those on built-in functions such as <c>now()</c>.
/// </summary>
public sealed class PolicyReads
{
    // SQLVALUEFUNCTION 0 to 8 read the clock (CURRENT_DATE to LOCALTIMESTAMP); the others (CURRENT_USER and the like) give the role, which
    // is part of every cache key. Policies for writes only (polcmd other than r and *) do not change what a query returns. A materialised
    // view is stored, so reading it reads no other table.
    //
    // Reading a date or time from a text reads the clock where the text is 'now' or 'today'. Only the result of COERCEVIAIO (a cast by the
    // types' texts) is followed by :resultcollid at once. A constant of digits and signs (bytes 32 to 64, T and Z, after four bytes of
    // length) is none of these words; of any other text nobody can say. The columns of XMLTABLE and what JSON functions return likewise.
    //
    // The columns of its own table that a policy names are in pg_depend, but for one that names the row as a whole (:varattno 0).
    private const string Sql = """
        with recursive tree as (
          select polrelid as rel, polqual::text as node from pg_policy where polcmd in ('r', '*') and polqual is not null
          union all
          select r.ev_class, r.ev_action::text from pg_rewrite r join pg_class c on c.oid = r.ev_class
          where c.relkind = 'v' and c.relnamespace <> all (array['pg_catalog', 'information_schema']::regnamespace[])
        ), called as (
          select t.rel, m[1]::oid as fn from tree t, regexp_matches(t.node, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') m
          union
          select t.rel, o.oprcode::oid from tree t, regexp_matches(t.node, ':opnos? \(?o? ?(\d+)', 'g') m
          join pg_operator o on o.oid = m[1]::oid
        ), from_text (rel, type) as (
          select t.rel, unnest(string_to_array(coalesce(m[1], m[2], m[3]), ' '))::oid
          from tree t, regexp_matches(
            regexp_replace(
              t.node,
              'COERCEVIAIO :arg \{CONST [^}]*\[( \d+){4}(?: (?:3[2-9]|4\d|5\d|6[0-4]|84|90))* \]\} :resulttype \d+ :resultcollid',
              '', 'g'),
            ':resulttype (\d+) :resultcollid|:coltypes \(o ([\d ]+)\)|:typid (\d+)', 'g') m
          where t.node ~ 'COERCEVIAIO|:coltypes \(o|:typid '
          union
          select f.rel, x.oid
          from from_text f join pg_type t on t.oid = f.type left join pg_range r on f.type in (r.rngtypid, r.rngmultitypid)
          cross join lateral (
            values (t.typelem), (t.typbasetype), (r.rngsubtype)
            union all
            select a.atttypid from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and t.typrelid <> 0) x (oid)
          where x.oid <> 0
        )
        select t.rel,
          array(select distinct m[1]::oid from regexp_matches(string_agg(t.node, ' '), ':relid (\d+)', 'g') m) as relations,
          array(select distinct n.nspname || '.' || p.proname || '|' || coalesce(obj_description(p.oid, 'pg_proc'), '') as f
                from called c join pg_proc p on p.oid = c.fn join pg_namespace n on n.oid = p.pronamespace
                where c.rel = t.rel and p.provolatile <> 'i' order by f) as functions,
          bool_or(t.node ~ 'SQLVALUEFUNCTION :op [0-8] |NEXTVALUEEXPR') or exists (
            select from from_text f
            where f.rel = t.rel and f.type = any (array['date', 'time', 'timetz', 'timestamp', 'timestamptz']::regtype[])) as clock,
          md5(string_agg(t.node, ' ' order by t.node)) || coalesce((
            select md5(string_agg(p.oid || p.provolatile::text || p.prosrc, ' ' order by p.oid))
            from called c join pg_proc p on p.oid = c.fn where c.rel = t.rel), '') as definition,
          case when bool_or(t.node ~ ':varattno 0 ') then array[0::int2] else array(
            select distinct d.refobjsubid::int2 from pg_depend d join pg_policy p on p.oid = d.objid and p.polcmd in ('r', '*')
            where d.classid = 'pg_policy'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = t.rel and d.refobjsubid > 0)
          end as columns
        from tree t group by t.rel order by t.rel
        """;

    private readonly ImmutableDictionary<uint, ReadSet> _closed;
    private readonly ImmutableDictionary<uint, ImmutableSortedSet<uint>> _others;
    private readonly ImmutableDictionary<uint, RowUse> _rows;
    private readonly bool _unknown;

    private PolicyReads(
        ImmutableDictionary<uint, ReadSet> closed, ImmutableDictionary<uint, ImmutableSortedSet<uint>> others,
        ImmutableDictionary<uint, RowUse> rows, string fingerprint, bool unknown = false) =>
        (_closed, _others, _rows, Fingerprint, _unknown) = (closed, others, rows, fingerprint, unknown);

    /// <summary>
    /// A SHA-256 in lower-case hexadecimal digits that changes when a policy or view does, or a function that one calls (its body,
    /// volatility or declared reads). It is part of the keys of the cache, because an answer that was read under other policies may not be
    /// given.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>OIDs of all tables and views that some policy or view reads, or that have a policy.</summary>
    public IEnumerable<uint> Tables => _closed.Values.SelectMany(reads => reads.Tables).Distinct();

    /// <summary>
    /// Reads the parse trees of all policies and views. The login role needs no rights but to read <c>pg_catalog</c>. Throws
    /// <see cref="NpgsqlException"/> where the database cannot be asked.
    /// </summary>
    public static Task<PolicyReads> ReadAsync(
        NpgsqlDataSource dataSource, DatabaseCatalog catalog, CancellationToken cancellationToken) =>
        ReadAsync(dataSource, Task.FromResult(catalog), cancellationToken);

    /// <inheritdoc cref="ReadAsync(NpgsqlDataSource, DatabaseCatalog, CancellationToken)"/>
    /// <param name="catalog">May still be being read; it is awaited when the parse trees have been read.</param>
    public static async Task<PolicyReads> ReadAsync(
        NpgsqlDataSource dataSource, Task<DatabaseCatalog> catalog, CancellationToken cancellationToken)
    {
        var trees = await ReadTreesAsync(dataSource, cancellationToken);
        var known = await catalog;
        var direct = new Dictionary<uint, ReadSet>();
        var rows = new Dictionary<uint, (long Columns, ImmutableSortedSet<uint> Others)>();
        using var fingerprint = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (relation, tables, functions, clock, definition, columns) in trees)
        {
            var reads = functions.Aggregate(
                new ReadSet([.. tables], ClaimUse.None, clock), (set, function) => set.With(ReadFunction(function, known)));
            direct[relation] = reads with { Tables = reads.Tables.Add(relation) };
            rows[relation] = (columns.Aggregate(0L, (mask, n) => mask | (n is < 1 or > 63 ? -1 : 1L << (n - 1))), reads.Tables);
            fingerprint.AppendData(Encoding.UTF8.GetBytes($"{relation} {definition} {string.Join(' ', functions)}\n"));
        }

        var closed = direct.Keys.ToImmutableDictionary(r => r, r => Close(r, direct));
        var others = rows.ToImmutableDictionary(
            r => r.Key, r => r.Value.Others.Union(r.Value.Others.SelectMany(other => closed.GetValueOrDefault(other)?.Tables ?? [])));
        return new PolicyReads(
            closed, others, rows.ToImmutableDictionary(r => r.Key, r => new RowUse(r.Value.Columns, others[r.Key].Contains(r.Key))),
            Convert.ToHexStringLower(fingerprint.GetHashAndReset()));
    }

    /// <summary>
    /// All that a query of the relation reads: the relation itself, what its policies or its definition as a view read, and what the
    /// policies of those tables read in turn.
    /// </summary>
    public ReadSet Find(Relation relation)
    {
        var reads = _closed.GetValueOrDefault(relation.Oid) ?? new ReadSet([relation.Oid], ClaimUse.None, false);
        return _unknown ? reads with { Unknown = true } : reads;
    }

    /// <summary>
    /// The tables that the policies of the relation read, or its definition as a view, beside the row that they decide about; the relation
    /// too, where they read other rows of it.
    /// </summary>
    public ImmutableSortedSet<uint> FindOthers(Relation relation) => _others.GetValueOrDefault(relation.Oid) ?? [];

    /// <summary>What the policies of the relation look at in the row that they decide about.</summary>
    public RowUse FindRowUse(Relation relation) => _rows.GetValueOrDefault(relation.Oid);

    /// <summary>
    /// For policies that may have changed since they were read: every relation then reads something unknown, so that no answer is cached.
    /// </summary>
    public PolicyReads AsUnknown() => new(_closed, _others, _rows, Fingerprint, unknown: true);

    private static async Task<List<Tree>> ReadTreesAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var trees = new List<Tree>();
        await using var command = dataSource.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            trees.Add(new(
                reader.GetFieldValue<uint>(0), reader.GetFieldValue<uint[]>(1), reader.GetFieldValue<string[]>(2), reader.GetBoolean(3),
                reader.GetString(4), reader.GetFieldValue<short[]>(5)));
        }

        return trees;
    }

    /// <summary>All that a relation reads: a sub-select in a policy is itself under the policies of the tables that it reads.</summary>
    private static ReadSet Close(uint relation, Dictionary<uint, ReadSet> direct)
    {
        var all = ReadSet.Nothing;
        var todo = new Stack<uint>([relation]);
        var seen = new HashSet<uint>();
        while (todo.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            var reads = direct.GetValueOrDefault(next) ?? new ReadSet([next], ClaimUse.None, false);
            all = all.With(reads);
            foreach (var table in reads.Tables)
            {
                todo.Push(table);
            }
        }

        return all;
    }

    private static ReadSet ReadFunction(string described, DatabaseCatalog catalog)
    {
        var bar = described.IndexOf('|', StringComparison.Ordinal);
        return described[..bar] switch
        {
            "pg_catalog.pg_has_role" => ReadSet.Nothing,
            "jim.may_write" => ReadSet.Nothing with { Claims = ClaimUse.Roles },
            "jim.user_id" => ReadSet.Nothing with { Claims = ClaimUse.Subject },
            "jim.has_role" => ReadSet.Nothing with { Claims = ClaimUse.Roles },
            "jim.claim" => ReadSet.Nothing with { Claims = ClaimUse.Subject | ClaimUse.Roles | ClaimUse.Others },
            _ => ReadDeclared(described[(bar + 1)..], catalog),
        };
    }

    /// <summary>
    /// What a function's comment says that it reads, tables and claims by name: <c>@reads public.memberships roles</c>. A function without
    /// such a line reads something unknown.
    /// </summary>
    private static ReadSet ReadDeclared(string comment, DatabaseCatalog catalog)
    {
        var line = comment.Split('\n').FirstOrDefault(l => l.TrimStart().StartsWith("@reads", StringComparison.Ordinal));
        return line is null
            ? ReadSet.Nothing with { Unknown = true }
            : line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Aggregate(ReadSet.Nothing, (set, word) => set.With(ReadWord(word, catalog)));
    }

    private static ReadSet ReadWord(string word, DatabaseCatalog catalog) => word switch
    {
        "sub" => ReadSet.Nothing with { Claims = ClaimUse.Subject },
        "roles" => ReadSet.Nothing with { Claims = ClaimUse.Roles },
        "name" or "email" or "client" => ReadSet.Nothing with { Claims = ClaimUse.Others },
        "claim" or "table" => ReadSet.Nothing,
        _ => catalog.Relations.FirstOrDefault(r => r.ToString() == word || r.Name == word) is { } relation
            ? ReadSet.Nothing with { Tables = [relation.Oid] }
            : ReadSet.Nothing with { Unknown = true },
    };

    /// <summary>What the parse trees of one table's policies or of one view name; the columns of <see cref="Sql"/>.</summary>
    private sealed record Tree(uint Relation, uint[] Tables, string[] Functions, bool Clock, string Definition, short[] Columns);
}

/// <summary>What the policies of a table look at in the row that they decide about.</summary>
/// <param name="Columns">Bits as in <see cref="Changes.Change.ChangedColumns"/>.</param>
/// <param name="DependsOnOthers">They read the table itself too, so that a row's rights depend on its other rows.</param>
public readonly record struct RowUse(long Columns, bool DependsOnOthers);
