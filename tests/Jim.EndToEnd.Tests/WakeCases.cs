namespace Jim.EndToEnd.Tests;

/// <summary>Queries of the tables of <see cref="WakeWorld"/>, and writes to them.</summary>
internal static class WakeCases
{
    /// <summary>What is there at first.</summary>
    public const string Rows = """
        insert into owners select format('00000000-0000-0000-0000-00000000000%s', n)::uuid, 'owner ' || n from generate_series(0, 4) n;
        insert into kinds values ('a', 'first'), ('b', 'second'), ('c', 'third');
        insert into labels values ('x', 'ex'), ('y', 'why');
        insert into shelves values ('s', 'short'), ('T', 'tall'), ('t', 'other');
        insert into items select n, 'item ' || n, n % 7, format('00000000-0000-0000-0000-00000000000%s', n % 5)::uuid,
          substr('abc', n % 3 + 1, 1), case when n % 2 = 0 then 'x' end, substr('sTt', n % 3 + 1, 1), nullif(n / 3, n)
          from generate_series(0, 11) n;
        insert into parts select n % 12, n / 12 * 6, 'part ' || n from generate_series(0, 23) n;
        insert into secrets select n, format('00000000-0000-0000-0000-00000000000%s', n % 5)::uuid, 'secret ' || n
          from generate_series(0, 9) n;
        insert into peers select n, format('00000000-0000-0000-0000-00000000000%s', n % 5)::uuid, n from generate_series(0, 9) n;
        """;

    private const string Item = "{ id title amount owner { name } kind { title } parts(first: 5) { totalCount nodes { note } } }";
    private const string Items = "{ totalCount nodes " + Item + " }";

    public static string Query(int n, Random random)
    {
        var (owner, item) = ($"\"00000000-0000-0000-0000-00000000000{random.Next(5)}\"", random.Next(13));
        string[] kinds = ["a", "A", "b", "B"];
        var (kind, label, shelf) = (kinds[random.Next(4)], "xXyY"[random.Next(4)], "sTt"[random.Next(3)]);
        string[] all =
        [
            $"{{ items(where: {{ ownerId: {{ eq: {owner} }} }}) {Items} }}",
            $"{{ itemById(id: {item}) {{ id title amount parent {{ title }} owner {{ name }} shelf {{ title }} }} }}",
            $"{{ itemById(id: {item}) {{ id parts(first: 5) {{ totalCount nodes {{ note }} }} }} }}",
            $"{{ items(where: {{ and: [{{ ownerId: {{ eq: {owner} }} }}, {{ or: [{{ id: {{ eq: {item} }} }}, {{ amount: {{ gt: 3 "
                + $"}} }}] }}] }}) {Items} }}",
            $"{{ items(where: {{ or: [{{ ownerId: {{ eq: {owner} }} }}, {{ id: {{ eq: {item} }} }}] }}) {Items} }}",
            $"{{ items(where: {{ kindId: {{ eq: \"{kind}\" }} }}) {{ nodes {{ id kindId }} }} }}",
            $"{{ items(where: {{ labelId: {{ eq: \"{label}\" }} }}) {{ nodes {{ id labelId label {{ title }} }} }} }}",
            $"{{ items(where: {{ shelfId: {{ eq: \"{shelf}\" }} }}) {{ nodes {{ id shelf {{ title }} }} }} }}",
            $"{{ items(where: {{ owner: {{ id: {{ eq: {owner} }} }} }}) {{ nodes {{ id owner {{ name }} }} }} }}",
            $"{{ items(where: {{ owner: {{ name: {{ eq: \"owner 1\" }} }} }}) {{ totalCount }} }}",
            $"{{ items(where: {{ ownerId: {{ eq: null }} }}) {{ nodes {{ id }} }} }}",
            $"{{ items(where: {{ ownerId: {{ neq: {owner} }} }}) {{ nodes {{ id }} }} }}",
            $"{{ items(where: {{ ownerId: {{ in: [{owner}, null] }} }}) {{ nodes {{ id }} }} }}",
            $"{{ items(where: {{ ownerId: {{ eq: {owner} }}, parent: {{ ownerId: {{ eq: {owner} }} }} }}) {{ nodes {{ id parent "
                + $"{{ id title }} }} }} }}",
            $"{{ items(where: {{ parentId: {{ eq: {item} }} }}, order: [{{ owner: {{ name: DESC }} }}, {{ id: ASC }}]) {{ nodes "
                + $"{{ id owner {{ name }} }} }} }}",
            $"{{ owners(where: {{ items: {{ some: {{ id: {{ eq: {item} }} }} }} }}) {{ nodes {{ name }} }} }}",
            $"{{ owners(where: {{ items: {{ none: {{ id: {{ eq: {item} }} }} }} }}) {{ nodes {{ name }} }} }}",
            $"{{ owners(where: {{ items: {{ all: {{ id: {{ eq: {item} }} }} }} }}) {{ nodes {{ name }} }} }}",
            $"{{ owners(where: {{ id: {{ eq: {owner} }}, items: {{ any: true }} }}) {{ nodes {{ name items(first: 3) {{ nodes {{ "
                + $"title }} }} }} }} }}",
            $"{{ ownerById(id: {owner}) {{ name items {Items} secrets {{ nodes {{ body }} }} }} }}",
            $"{{ ownerById(id: {owner}) {{ items(where: {{ id: {{ eq: {item} }} }}) {{ nodes {{ title children: items {{ "
                + $"totalCount }} }} }} }} }}",
            $"{{ secrets(where: {{ ownerId: {{ eq: {owner} }} }}) {{ nodes {{ body }} }} }}",
            $"{{ secretById(id: {random.Next(10)}) {{ body owner {{ name }} }} }}",
            $"{{ peers(where: {{ ownerId: {{ eq: {owner} }} }}) {{ nodes {{ id }} }} }}",
            $"{{ parts(where: {{ itemId: {{ eq: {item} }} }}) {{ totalCount nodes {{ note item {{ title }} }} }} }}",
            $"{{ partByItemIdAndDay(itemId: {item}, day: {random.Next(2) * 6}) {{ note item {{ owner {{ name }} }} }} }}",
            $"{{ kindById(id: \"{kind}\") {{ id title items {{ totalCount }} }} }}",
            $"{{ labelById(id: \"{label}\") {{ id title items {{ nodes {{ id }} }} }} }}",
            $"{{ shelfById(id: \"{shelf}\") {{ id title items {{ nodes {{ id }} }} }} }}",
            $"{{ amounts(where: {{ ownerId: {{ eq: {owner} }} }}) {{ nodes {{ total }} }} }}",
        ];
        return all[n % all.Length];
    }

    public static string Write(Random random)
    {
        var (owner, item, other) = ($"'00000000-0000-0000-0000-00000000000{random.Next(5)}'::uuid", random.Next(13), random.Next(13));
        string[] all =
        [
            $"update items set title = title || '+' where id = {item}",
            $"update items set amount = {random.Next(8)} where id in ({item}, {other})",
            $"update items set owner_id = {owner} where id = {item}",
            $"update items set owner_id = null where id = {item}",
            $"update items set kind_id = '{"aAbBcC"[random.Next(6)]}' where id = {item}",
            $"update items set label_id = '{"xXyY"[random.Next(4)]}' where id = {item}",
            $"update items set shelf_id = '{"sTt"[random.Next(3)]}' where id = {item}",
            $"update items set parent_id = nullif({other}, {item}) where id = {item}",
            $"delete from items where id = {item}",
            $"insert into items values ({item}, 'new', {random.Next(8)}, {owner}, 'A', 'Y', 'T', null) on conflict (id) do update "
                + $"set title = 'again', owner_id = excluded.owner_id",
            $"update items set id = 100 - id where id in ({item}, 100 - {item})",
            $"update owners set name = name || '!' where id = {owner}",
            $"delete from owners where id = {owner}",
            $"insert into owners values ({owner}, 'back') on conflict (id) do update set name = 'owner 1'",
            "update kinds set id = case when id = upper(id collate \"C\") collate \"C\" then lower(id) else upper(id) end",
            $"update kinds set title = title || '*' where id = '{"abc"[random.Next(3)]}'",
            "update labels set id = case when id::text = 'x' then 'X' when id::text = 'X' then 'x' else id end, title = title || '*'",
            $"update shelves set title = title || '*' where id = '{"sTt"[random.Next(3)]}'",
            $"insert into parts select {item}, {random.Next(10)}, 'direct' where exists (select from items where id = {item}) on "
                + $"conflict do nothing",
            $"insert into parts_early (item_id, day, note) select {item}, {random.Next(5)}, 'leaf' where exists (select from "
                + $"items where id = {item}) on conflict do nothing",
            $"update parts set day = (day + 5) % 10 where item_id = {item} and not exists (select from parts p where p.item_id = "
                + $"{item} and p.day <> parts.day)",
            $"update parts_early set note = note || '-' where item_id = {item}",
            $"delete from parts where item_id = {item}",
            $"update secrets set body = body || '.' where id = {random.Next(10)}",
            $"update secrets set owner_id = {owner} where id = {random.Next(10)}",
            $"update peers set level = {random.Next(12)} where id = {random.Next(10)}",
            $"begin; set local session_replication_role = replica; update items set title = 'applied', owner_id = (select id from "
                + $"owners limit 1) where id = {item}; commit",
            $"begin; update items set title = 'never' where id = {item}; savepoint a; delete from items where id = {other}; "
                + $"rollback to a; commit",
            "update items set title = title",
            random.Next(10) == 0 ? "truncate parts" : "update items set amount = amount + 1 where amount < 4",
        ];
        return all[random.Next(all.Length)];
    }
}
