using System.Collections.Frozen;

namespace Jim.GraphQL.Language;

/// <summary>A parsed document: executable definitions, type system definitions, or both (spec 2.3, Document).</summary>
public sealed class DocumentNode(Source source, ImmutableArray<DefinitionNode> definitions) : SyntaxNode(new SourceRange(0, source.Length))
{
    /// <summary>The text that the ranges of all nodes below refer to.</summary>
    public Source Source { get; } = source;

    /// <summary>The definitions in written order. A parsed document has at least one.</summary>
    public ImmutableArray<DefinitionNode> Definitions { get; } = definitions;

    /// <summary>
    /// The fragment definitions by name, made once for all operations of the document. Only for a valid document, in which no two have the
    /// same name (spec 5.5.1.1).
    /// </summary>
    public FrozenDictionary<string, FragmentDefinitionNode> Fragments =>
        field ??= Definitions.OfType<FragmentDefinitionNode>().ToFrozenDictionary(f => f.Name.Value, StringComparer.Ordinal);
}

/// <summary>A definition at the top level of a document (spec 2.3, Definition).</summary>
public abstract class DefinitionNode(SourceRange range) : SyntaxNode(range);

/// <summary>What an operation does (spec 2.4, OperationType).</summary>
public enum OperationKind
{
    /// <summary>Reads data.</summary>
    Query,

    /// <summary>Changes data: its root fields run one after the other (spec 6.2.2).</summary>
    Mutation,

    /// <summary>Produces a new result for each event of a source stream (spec 6.2.3).</summary>
    Subscription,
}

/// <summary>An operation, the shorthand <c>{ field }</c> included (spec 2.4, OperationDefinition).</summary>
public sealed class OperationDefinitionNode(
    OperationKind kind, NameNode? name, StringValueNode? description, ImmutableArray<VariableDefinitionNode> variables,
    ImmutableArray<DirectiveNode> directives, SelectionSetNode selectionSet, SourceRange range) : DefinitionNode(range)
{
    /// <summary>The kind of operation; query for the shorthand.</summary>
    public OperationKind Kind { get; } = kind;

    /// <summary>Null: anonymous.</summary>
    public NameNode? Name { get; } = name;

    /// <summary>The description before the operation (spec 2.2); null: none, as always for the shorthand.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>VariablesDefinition; empty: none.</summary>
    public ImmutableArray<VariableDefinitionNode> Variables { get; } = variables;

    /// <summary>Directives on the operation itself.</summary>
    public ImmutableArray<DirectiveNode> Directives { get; } = directives;

    /// <summary>What is selected on the root type.</summary>
    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

/// <summary><c>$id: ID! = 1</c> in the head of an operation (spec 2.11, VariableDefinition).</summary>
public sealed class VariableDefinitionNode(
    VariableNode variable, TypeNode type, ValueNode? defaultValue, StringValueNode? description,
    ImmutableArray<DirectiveNode> directives, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The variable. Its range includes the dollar sign.</summary>
    public VariableNode Variable { get; } = variable;

    /// <summary>The type as written. Validation checks that it exists and is an input type.</summary>
    public TypeNode Type { get; } = type;

    /// <summary>
    /// The constant that is used when the request does not give the variable. Null when there is none; <c>= null</c> is a
    /// <see cref="NullValueNode"/>.
    /// </summary>
    public ValueNode? DefaultValue { get; } = defaultValue;

    /// <summary>The description before the variable (spec 2.2); null: none.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>Directives on the variable.</summary>
    public ImmutableArray<DirectiveNode> Directives { get; } = directives;
}

/// <summary><c>fragment A on B { c }</c> (spec 2.9, FragmentDefinition).</summary>
public sealed class FragmentDefinitionNode(
    NameNode name, NamedTypeNode typeCondition, StringValueNode? description, ImmutableArray<DirectiveNode> directives,
    SelectionSetNode selectionSet, SourceRange range) : DefinitionNode(range)
{
    /// <summary>The name of the fragment; never <c>on</c>.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The object, interface or union type to which the selections apply (spec 2.9.1).</summary>
    public NamedTypeNode TypeCondition { get; } = typeCondition;

    /// <summary>The description before the fragment (spec 2.2); null: none.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>The directives of the definition. Those of a spread belong to the spread.</summary>
    public ImmutableArray<DirectiveNode> Directives { get; } = directives;

    /// <summary>What is selected where the fragment is spread.</summary>
    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

/// <summary><c>{ a b }</c> (spec 2.5, SelectionSet).</summary>
public sealed class SelectionSetNode(ImmutableArray<SelectionNode> selections, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The selections in written order, which is also their order in the response. There is at least one.</summary>
    public ImmutableArray<SelectionNode> Selections { get; } = selections;
}

/// <summary>A field, a fragment spread or an inline fragment (spec 2.5, Selection).</summary>
public abstract class SelectionNode(ImmutableArray<DirectiveNode> directives, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The directives in written order, including <c>@skip</c> and <c>@include</c>.</summary>
    public ImmutableArray<DirectiveNode> Directives { get; } = directives;
}

/// <summary><c>alias: name(argument: 1) @directive { field }</c> (spec 2.6, Field).</summary>
public sealed class FieldNode(
    NameNode? alias, NameNode name, ImmutableArray<ArgumentNode> arguments, ImmutableArray<DirectiveNode> directives,
    SelectionSetNode? selectionSet, SourceRange range) : SelectionNode(directives, range)
{
    /// <summary>The key that the response uses in place of the name (spec 2.8); null: none.</summary>
    public NameNode? Alias { get; } = alias;

    /// <summary>The field's name in the schema.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The arguments in written order; empty: none.</summary>
    public ImmutableArray<ArgumentNode> Arguments { get; } = arguments;

    /// <summary>The selections on the field's value; null for a leaf.</summary>
    public SelectionSetNode? SelectionSet { get; } = selectionSet;

    /// <summary>The key in the response: the alias, else the name (spec 2.8).</summary>
    public string ResponseName => (Alias ?? Name).Value;
}

/// <summary><c>...Name</c> (spec 2.9, FragmentSpread).</summary>
public sealed class FragmentSpreadNode(NameNode name, ImmutableArray<DirectiveNode> directives, SourceRange range)
    : SelectionNode(directives, range)
{
    /// <summary>The fragment that is spread.</summary>
    public NameNode Name { get; } = name;
}

/// <summary><c>... on Type { field }</c> (spec 2.9.2, InlineFragment).</summary>
public sealed class InlineFragmentNode(
    NamedTypeNode? typeCondition, ImmutableArray<DirectiveNode> directives, SelectionSetNode selectionSet, SourceRange range)
    : SelectionNode(directives, range)
{
    /// <summary>
    /// The type to which the selections apply. Null: the type around the fragment, for example when the fragment only has directives.
    /// </summary>
    public NamedTypeNode? TypeCondition { get; } = typeCondition;

    /// <summary>What is selected on objects of the type.</summary>
    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

/// <summary><c>name: value</c> of a field or directive (spec 2.7, Argument).</summary>
public sealed class ArgumentNode(NameNode name, ValueNode value, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The argument's name.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The value as written; it may be or hold a variable.</summary>
    public ValueNode Value { get; } = value;
}

/// <summary><c>@name(argument: 1)</c> where it is applied (spec 2.13, Directive).</summary>
public sealed class DirectiveNode(NameNode name, ImmutableArray<ArgumentNode> arguments, SourceRange range) : SyntaxNode(range)
{
    /// <summary>The name without the at sign.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The arguments in written order; empty: none.</summary>
    public ImmutableArray<ArgumentNode> Arguments { get; } = arguments;

    /// <summary>The value of the argument as written; null when it is not given.</summary>
    public ValueNode? FindArgument(string name) => Arguments.FirstOrDefault(a => a.Name.Value == name)?.Value;
}
