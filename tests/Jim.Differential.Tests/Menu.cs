using Jim.GraphQL.Types;

namespace Jim.Differential.Tests;

/// <summary>What a generator writes of a schema.</summary>
public abstract record Menu(SchemaView View)
{
    private readonly Dictionary<NamedType, FieldDefinition[]> _fields = [];
    private NamedType[]? _types;

    public abstract int Depth { get; }

    /// <summary>The types that have fields to write, and the unions.</summary>
    public IReadOnlyList<NamedType> Types => _types ??= [.. View.Schema.Types.Where(t =>
        View.Sees(t.VisibleTo) && !IntrospectionTypes.IsReserved(t.Name) && (t is UnionType || FieldsOf(t, 1).Count > 0))];

    /// <summary>The fields to write of a type; at depth 0 its leaves.</summary>
    public IReadOnlyList<FieldDefinition> FieldsOf(NamedType type, int depth)
    {
        if (!_fields.TryGetValue(type, out var all))
        {
            all = type is FieldsType some ? [.. some.Fields.Where(f => View.Sees(f.VisibleTo) && Has(type, f.Name))] : [];
            _fields.Add(type, all);
        }

        return depth > 0 ? all : [.. all.Where(f => f.Type.Named is ScalarType or EnumType)];
    }

    /// <summary>How often a field with arguments has a response name of its own.</summary>
    public virtual double OwnNames => 0.9;

    /// <summary>How often an argument that may be left out is given.</summary>
    public virtual double Given => 0.3;

    /// <summary>How often an input object with nothing in it gets a member all the same.</summary>
    public virtual double Filled => 0;

    /// <summary>How often null is written where it may stand.</summary>
    public virtual double Nulls => 0.05;

    /// <summary>How often a variable that may be left out is.</summary>
    public virtual double LeftOut => 0.2;

    /// <summary>Fields and input members that may be written.</summary>
    public virtual bool Has(NamedType type, string member) => true;

    public virtual bool HasArgument(FieldDefinition field, string argument) => true;

    /// <summary>Arguments of which at most one is given.</summary>
    public virtual IReadOnlyList<string> OneArgumentOf => [];

    /// <summary>How many members of the input object are given at most.</summary>
    public virtual int MembersMax(InputObjectType type) => int.MaxValue;

    public virtual bool HasDirective(string name) => true;

    /// <summary>The root types of operations to write.</summary>
    public virtual IReadOnlyList<(string Keyword, ObjectType Type)> Roots =>
    [
        .. new (string Keyword, ObjectType? Type)[]
        {
            ("query", View.Schema.Query), ("mutation", View.Schema.Mutation), ("subscription", View.Schema.Subscription),
        }.Where(r => r.Type is not null && View.Sees(r.Type.VisibleTo)).Select(r => (r.Keyword, r.Type!)),
    ];

    /// <summary>Literals that may stand in place of a made one.</summary>
    public virtual IReadOnlyList<string> Also(NamedType type, string member) => [];

    /// <summary>JSON texts that are values of the scalar, or null: those of <see cref="ScalarTexts"/>.</summary>
    public virtual IReadOnlyList<string>? Texts(string scalar, string member) => null;
}

/// <summary>All there is.</summary>
public sealed record WholeMenu(SchemaView View) : Menu(View)
{
    public override int Depth => 5;

    /// <summary>graphql-js 16 has no rules for @defer and @stream.</summary>
    public override bool HasDirective(string name) => name is not ("defer" or "stream");
}
