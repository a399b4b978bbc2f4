using System.Reflection;
using Jim.Postgres.Running;
using Npgsql;

namespace Jim.Postgres.Tests.Running;

/// <summary>The answer to every class of SQLSTATE of PostgreSQL 15 (appendix A), and to the states that differ from their class.</summary>
public sealed class SqlStatesTests
{
    [Theory]
    [InlineData("00000", "JIM_DATABASE_ERROR")] // successful completion
    [InlineData("01000", "JIM_DATABASE_ERROR")] // warning
    [InlineData("02000", "JIM_DATABASE_ERROR")] // no data
    [InlineData("03000", "JIM_DATABASE_ERROR")] // SQL statement not yet complete
    [InlineData("08006", "JIM_DATABASE_UNAVAILABLE")] // connection exception
    [InlineData("09000", "JIM_DATABASE_ERROR")] // triggered action exception
    [InlineData("0A000", "JIM_DATABASE_ERROR")] // feature not supported
    [InlineData("0B000", "JIM_DATABASE_ERROR")] // invalid transaction initiation
    [InlineData("0F000", "JIM_DATABASE_ERROR")] // locator exception
    [InlineData("0L000", "JIM_DATABASE_ERROR")] // invalid grantor
    [InlineData("0P000", "JIM_DATABASE_ERROR")] // invalid role specification
    [InlineData("0Z000", "JIM_DATABASE_ERROR")] // diagnostics exception
    [InlineData("20000", "JIM_DATABASE_ERROR")] // case not found
    [InlineData("21000", "JIM_DATABASE_ERROR")] // cardinality violation
    [InlineData("22003", "JIM_INVALID_VALUE")] // data exception
    [InlineData("23000", "JIM_CHECK")] // integrity constraint violation
    [InlineData("23001", "JIM_FOREIGN_KEY")]
    [InlineData("23502", "JIM_NOT_NULL")]
    [InlineData("23503", "JIM_FOREIGN_KEY")]
    [InlineData("23505", "JIM_UNIQUE")]
    [InlineData("23514", "JIM_CHECK")]
    [InlineData("23P01", "JIM_UNIQUE")]
    [InlineData("24000", "JIM_DATABASE_ERROR")] // invalid cursor state
    [InlineData("25001", "JIM_DATABASE_ERROR")] // invalid transaction state
    [InlineData("25006", "JIM_DATABASE_UNAVAILABLE")] // a standby
    [InlineData("25P03", "JIM_DATABASE_UNAVAILABLE")]
    [InlineData("26000", "JIM_DATABASE_ERROR")] // invalid SQL statement name
    [InlineData("27000", "JIM_DATABASE_ERROR")] // triggered data change violation
    [InlineData("28P01", "JIM_DATABASE_UNAVAILABLE")] // invalid authorization specification
    [InlineData("2B000", "JIM_DATABASE_ERROR")] // dependent privilege descriptors still exist
    [InlineData("2D000", "JIM_DATABASE_ERROR")] // invalid transaction termination
    [InlineData("2F000", "JIM_DATABASE_ERROR")] // SQL routine exception
    [InlineData("34000", "JIM_DATABASE_ERROR")] // invalid cursor name
    [InlineData("38000", "JIM_DATABASE_ERROR")] // external routine exception
    [InlineData("39000", "JIM_DATABASE_ERROR")] // external routine invocation exception
    [InlineData("3B000", "JIM_DATABASE_ERROR")] // savepoint exception
    [InlineData("3D000", "JIM_DATABASE_UNAVAILABLE")] // invalid catalog name
    [InlineData("3F000", "JIM_SCHEMA_CHANGED")] // invalid schema name
    [InlineData("40001", "JIM_CONFLICT")] // transaction rollback
    [InlineData("42501", "AUTH_NOT_AUTHORIZED")] // syntax error or access rule violation
    [InlineData("42601", "JIM_INVALID_VALUE")] // a text that a type such as tsvector cannot parse
    [InlineData("42P01", "JIM_SCHEMA_CHANGED")]
    [InlineData("42703", "JIM_SCHEMA_CHANGED")]
    [InlineData("42883", "JIM_SCHEMA_CHANGED")]
    [InlineData("42804", "JIM_SCHEMA_CHANGED")]
    [InlineData("42846", "JIM_SCHEMA_CHANGED")]
    [InlineData("428C9", "JIM_SCHEMA_CHANGED")]
    [InlineData("44000", "JIM_CHECK")] // with check option violation
    [InlineData("53300", "JIM_DATABASE_UNAVAILABLE")] // insufficient resources
    [InlineData("54000", "JIM_INVALID_VALUE")] // program limit exceeded
    [InlineData("54001", "JIM_DATABASE_ERROR")]
    [InlineData("55000", "JIM_NOT_READY")] // object not in prerequisite state
    [InlineData("55P03", "JIM_CONFLICT")]
    [InlineData("57P01", "JIM_DATABASE_UNAVAILABLE")] // operator intervention
    [InlineData("57014", "HC0045")]
    [InlineData("58000", "JIM_DATABASE_ERROR")] // system error
    [InlineData("72000", "JIM_CONFLICT")] // snapshot failure
    [InlineData("F0000", "JIM_DATABASE_ERROR")] // configuration file error
    [InlineData("HV000", "JIM_DATABASE_ERROR")] // foreign data wrapper error
    [InlineData("P0000", "JIM_DATABASE_ERROR")] // PL/pgSQL error
    [InlineData("P0001", "JIM_RAISED")]
    [InlineData("XX000", "JIM_DATABASE_ERROR")] // internal error
    [InlineData("AB123", "AB123")] // none of Postgres': a team's own
    [InlineData("45000", "45000")]
    public void Every_state_has_an_answer(string state, string code)
    {
        var answer = Assert.IsType<GraphQLException>(
            PostgresFailure.ToException(Fail(state, "a secret value"), CancellationToken.None), exactMatch: false);
        Assert.Equal(code, answer.Errors[0].Code);
        var isRaised = state is "P0001" or "AB123" or "45000";
        Assert.Equal(isRaised, answer.Errors[0].Message == "a secret value");
    }

    /// <summary>The list of appendix A is written down above, and Npgsql's list of states has no class that is not in it.</summary>
    [Fact]
    public void Every_class_is_known()
    {
        var states = typeof(PostgresErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!);
        Assert.Empty(states.Select(s => s[..2]).Except(SqlStates.KnownClasses));
        var tested = typeof(SqlStatesTests).GetMethod(nameof(Every_state_has_an_answer))!.GetCustomAttributes<InlineDataAttribute>()
            .Select(a => ((string)a.Data[0]!)[..2]).Distinct();
        Assert.Equal(SqlStates.KnownClasses.Order(StringComparer.Ordinal), tested.Except(["AB", "45"]).Order(StringComparer.Ordinal));
        Assert.Equal(43, SqlStates.KnownClasses.Count());
    }

    [Theory]
    [InlineData("22023", "JIM_INVALID_VALUE")]
    [InlineData("P0002", "JIM_RAISED")]
    [InlineData("0A000", "JIM_RAISED")]
    [InlineData("23514", "JIM_CHECK")]
    [InlineData("42501", "AUTH_NOT_AUTHORIZED")]
    [InlineData("40001", "JIM_CONFLICT")]
    [InlineData("40P01", "JIM_CONFLICT")]
    [InlineData("55P03", "JIM_CONFLICT")]
    [InlineData("28000", "JIM_RAISED")]
    [InlineData("08006", "JIM_DATABASE_UNAVAILABLE")]
    [InlineData("53300", "JIM_DATABASE_UNAVAILABLE")]
    [InlineData("57014", "HC0045")]
    [InlineData("57P01", "JIM_DATABASE_UNAVAILABLE")]
    public void A_RAISE_with_a_state_of_Postgres_keeps_its_meaning_and_tells_its_message(string state, string code)
    {
        var raised = Fail(state, "Words of the team.", routine: "exec_stmt_raise");
        var answer = Assert.IsType<GraphQLException>(PostgresFailure.ToException(raised, CancellationToken.None), exactMatch: false);
        Assert.Equal((code, "Words of the team."), (answer.Errors[0].Code, answer.Errors[0].Message));
        Assert.False(PostgresFailure.IsLostConnection(raised));
        var silent = Assert.IsType<GraphQLException>(
            PostgresFailure.ToException(raised, CancellationToken.None, tellRaised: false), exactMatch: false);
        Assert.NotEqual("Words of the team.", silent.Errors[0].Message);
    }

    [Fact]
    public void A_RAISE_that_imitates_a_constraint_is_that_constraints_error() =>
        Assert.Null(PostgresFailure.FindRaisedMessage(
            Fail("23503", "a secret value", routine: "exec_stmt_raise", constraint: "documents_group_id_fkey"), tellRaised: true));

    [Fact]
    public void What_a_function_refers_to_is_no_change_of_the_schema()
    {
        var failure = new PostgresException("m", "ERROR", "ERROR", "42P01", where: "PL/pgSQL function f() line 1 at PERFORM");
        Assert.Equal(SqlStateMeaning.Unexpected, SqlStates.Find(failure));
        var cached = Fail("0A000", "m", routine: "RevalidateCachedQuery");
        Assert.Equal(SqlStateMeaning.SchemaChanged, SqlStates.Find(cached));
    }

    [Fact]
    public void A_long_message_is_cut() => Assert.Equal(
        1001, PostgresFailure.FindRaisedMessage(Fail("P0001", new string('x', 100_000)), tellRaised: true)!.Length);

    private static PostgresException Fail(string state, string message, string? routine = null, string? constraint = null) =>
        new(message, "ERROR", "ERROR", state, routine: routine, constraintName: constraint);
}
