using Jim.Data.Migrations;

namespace Jim.Data.Tests;

public sealed class SqlScriptTests
{
    [Theory]
    [InlineData("select 1; select 2", "1:select 1|1:select 2")]
    [InlineData("-- a;\n\nselect 1 -- b;\n;\n/* c; /* d; */ e; */ select 2;;\n", "3:select 1 -- b;|5:select 2")]
    [InlineData("select ';', E'\\';', \"a;\"\"b\", 'it''s;';\nselect 2", "1:select ';', E'\\';', \"a;\"\"b\", 'it''s;'|2:select 2")]
    [InlineData("do $$ begin; end $$;\nselect $a$ $$; $a$, a$b$c;", "1:do $$ begin; end $$|2:select $a$ $$; $a$, a$b$c")]
    [InlineData("create function f() returns int begin atomic select case when true then 1; end; select 2; end;\nselect 3",
        "1:create function f() returns int begin atomic select case when true then 1; end; select 2; end|2:select 3")]
    [InlineData("select $1; select 'open;", "1:select $1|1:select 'open;")]
    [InlineData("  ", "")]
    public void Cuts_at_the_semicolons_that_end_a_statement(string script, string expected) =>
        Assert.Equal(expected, string.Join('|', SqlScript.Split(script).Select(s => $"{s.Line}:{s.Text}")));

    [Theory]
    [InlineData("begin", true)]
    [InlineData("COMMIT", true)]
    [InlineData("rollback", true)]
    [InlineData("rollback to savepoint s", false)]
    [InlineData("savepoint s", false)]
    [InlineData("beginning", false)]
    public void Knows_what_would_end_the_migrations_transaction(string statement, bool ends) =>
        Assert.Equal(ends, Assert.Single(SqlScript.Split(statement)).EndsTransaction);
}
