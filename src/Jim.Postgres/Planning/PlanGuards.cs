using Jim.GraphQL.Inputs;

namespace Jim.Postgres.Planning;

/// <summary>
/// What a plan depends on in the variables that it was made for: page sizes, directions, which members an input object has, what is null.
/// The plan fits other variables when all of this is the same there. All other values are parameters, which every run reads from its own
/// variables.
///
/// Guards outlive the request that the plan was made for, together with the plan. So each holds only what it compares: a flag, a number,
/// names of the schema, or a copy of the one value that became part of the plan; never the variables, nor a piece of their JSON text.
/// </summary>
public sealed class PlanGuards
{
    /// <summary>
    /// How many bytes of values the guards of one cached plan hold at most. A client decides how large values are, and must not be able to
    /// fill the memory with them.
    /// </summary>
    private const int HeldBytesMax = 16 * 1024;

    private readonly List<Guard> _guards = [];
    private long _heldBytes;

    /// <summary>How many guards there are.</summary>
    public int Count => _guards.Count;

    /// <summary>False when the guards would hold so much of the variables that the plan may serve its own request only.</summary>
    public bool CanBeKept => _heldBytes <= HeldBytesMax;

    /// <summary>True when a plan with these guards is the right one for the variables.</summary>
    public bool Fit(VariableValues variables)
    {
        foreach (var guard in _guards)
        {
            if (!guard.Fits(variables))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Depends on the value itself, which became part of the plan: a page size, a direction.</summary>
    public void Same(ArgumentValue argument) => Add(argument, path => new SameGuard(path, Hold(argument.Value)));

    /// <summary>Depends on whether the value is null.</summary>
    public void Nullness(ArgumentValue argument) => Add(argument, path => new NullGuard(path, argument.IsNull));

    /// <summary>Depends on which members are given, and in which order: the plan has a part for each.</summary>
    public void Members(ArgumentValue argument) =>
        Add(argument, path => new MembersGuard(path, [.. argument.Fields.Select(f => f.Key.Name)]));

    /// <summary>Depends on the number of items: the plan has a part for each.</summary>
    public void Length(ArgumentValue argument) => Add(argument, path => new LengthGuard(path, argument.Items.Count));

    /// <summary>Depends on whether a list holds a null.</summary>
    public void HoldsNull(ArgumentValue argument, bool holds) => Add(argument, path => new HoldsNullGuard(path, holds));

    /// <summary>Depends on a text being no larger than allowed.</summary>
    public void Within(ArgumentValue argument, int max, Func<string, int> measure) =>
        Add(argument, path => new WithinGuard(path, max, measure));

    /// <summary>Depends on the cursor being one of this order, and on which of its values are null.</summary>
    /// <param name="argument">The cursor's text.</param>
    /// <param name="reader">Reads cursors of the order.</param>
    /// <param name="nulls">Bit n is set when value n is null.</param>
    public void Cursor(ArgumentValue argument, CursorReader reader, UInt128 nulls) =>
        Add(argument, path => new CursorGuard(path, reader, nulls));

    /// <summary>
    /// Depends on the value of a whole variable, which became part of the plan: the condition of a directive, or a piece of a JSON literal.
    /// </summary>
    public void SameVariable(string name, VariableValues variables) =>
        _guards.Add(new SameGuard(new VariablePath(name, []), Hold(variables.TryGet(name, out var value) ? value : null)));

    /// <summary>Counts a constant of the plan that was made with values of variables as held, too.</summary>
    public void Constant(object? value) => _heldBytes += HeldValue.Measure(value);

    /// <summary>Depends on whether a variable is given.</summary>
    public void Given(string name, VariableValues variables) => _guards.Add(new GivenGuard(name, variables.TryGet(name, out _)));

    private object? Hold(object? value)
    {
        _heldBytes += HeldValue.Measure(value);
        return CanBeKept ? HeldValue.Copy(value) : null;
    }

    private void Add(ArgumentValue argument, Func<VariablePath, Guard> make)
    {
        if (argument.Origin is { } origin)
        {
            _guards.Add(make(origin));
        }
    }

    private abstract class Guard
    {
        /// <summary>True when the plan is right for the variables, as far as this guard goes.</summary>
        public abstract bool Fits(VariableValues variables);
    }

    private sealed class SameGuard(VariablePath path, object? expected) : Guard
    {
        public override bool Fits(VariableValues variables) => InputEquality.Equal(variables.At(path), expected);
    }

    private sealed class NullGuard(VariablePath path, bool expected) : Guard
    {
        public override bool Fits(VariableValues variables) => variables.At(path) is null == expected;
    }

    private sealed class GivenGuard(string name, bool expected) : Guard
    {
        public override bool Fits(VariableValues variables) => variables.TryGet(name, out _) == expected;
    }

    private sealed class MembersGuard(VariablePath path, string[] expected) : Guard
    {
        public override bool Fits(VariableValues variables)
        {
            if (variables.At(path) is not InputObject given || given.Fields.Count != expected.Length)
            {
                return false;
            }

            for (var i = 0; i < expected.Length; i++)
            {
                if (given.Fields[i].Key.Name != expected[i])
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class LengthGuard(VariablePath path, int expected) : Guard
    {
        public override bool Fits(VariableValues variables) => variables.At(path) is object?[] list && list.Length == expected;
    }

    private sealed class HoldsNullGuard(VariablePath path, bool expected) : Guard
    {
        public override bool Fits(VariableValues variables) =>
            variables.At(path) is object?[] list && Array.Exists(list, item => item is null) == expected;
    }

    private sealed class WithinGuard(VariablePath path, int max, Func<string, int> measure) : Guard
    {
        public override bool Fits(VariableValues variables) => variables.At(path) is not string text || measure(text) <= max;
    }

    private sealed class CursorGuard(VariablePath path, CursorReader reader, UInt128 nulls) : Guard
    {
        public override bool Fits(VariableValues variables) =>
            variables.At(path) is string text && reader.TryRead(text, out _, out var found) && found == nulls;
    }
}
