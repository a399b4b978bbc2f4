using System.Collections.Immutable;

namespace Jim.GraphQL.Language;

/// <summary>Productions of executable documents (spec 2.4 - 2.9, 2.11).</summary>
internal ref partial struct DocumentParser
{
    /// <summary>ExecutableDefinition : OperationDefinition | FragmentDefinition; null: the current name begins neither.</summary>
    private DefinitionNode? ExecutableDefinition(int start, StringValueNode? description)
    {
        if (TryOperationKind(out var kind))
        {
            return Operation(kind, start, description);
        }

        return IsKeyword("fragment"u8) ? Fragment(start, description) : null;
    }

    /// <summary>OperationDefinition : SelectionSet</summary>
    private OperationDefinitionNode ShortQuery()
    {
        var selections = SelectionSet();
        return new OperationDefinitionNode(OperationKind.Query, null, null, [], [], selections, selections.Range);
    }

    /// <summary>OperationDefinition : Description? OperationType Name? VariablesDefinition? Directives? SelectionSet</summary>
    private OperationDefinitionNode Operation(OperationKind kind, int start, StringValueNode? description)
    {
        Advance();
        var name = _token.Kind == TokenKind.Name ? Name() : null;
        var variables = VariableDefinitions();
        var directives = Directives(isConst: false);
        var selections = SelectionSet();
        return new OperationDefinitionNode(kind, name, description, variables, directives, selections, RangeFrom(start));
    }

    /// <summary>OperationType : one of query mutation subscription. Does not move.</summary>
    private readonly bool TryOperationKind(out OperationKind kind)
    {
        kind = IsKeyword("mutation"u8) ? OperationKind.Mutation
            : IsKeyword("subscription"u8) ? OperationKind.Subscription
            : OperationKind.Query;
        return kind != OperationKind.Query || IsKeyword("query"u8);
    }

    /// <summary>VariablesDefinition : ( VariableDefinition+ )</summary>
    private ImmutableArray<VariableDefinitionNode> VariableDefinitions()
    {
        if (!TrySkip(TokenKind.ParenLeft))
        {
            return [];
        }

        var mark = _nodes.Count;
        do
        {
            _nodes.Push(VariableDefinition());
        }
        while (!TrySkip(TokenKind.ParenRight));

        return _nodes.Take<VariableDefinitionNode>(mark);
    }

    /// <summary>VariableDefinition : Description? Variable : Type DefaultValue? Directives[Const]?</summary>
    private VariableDefinitionNode VariableDefinition()
    {
        var start = _token.Start;
        var description = Description();
        var variable = Variable();
        Expect(TokenKind.Colon);
        var type = Type();
        var defaultValue = DefaultValue();
        var directives = Directives(isConst: true);
        return new VariableDefinitionNode(variable, type, defaultValue, description, directives, RangeFrom(start));
    }

    /// <summary>DefaultValue : = Value[Const]</summary>
    private ValueNode? DefaultValue() => TrySkip(TokenKind.EqualsSign) ? Value(isConst: true) : null;

    /// <summary>SelectionSet : { Selection+ }</summary>
    private SelectionSetNode SelectionSet()
    {
        Enter();
        var start = _token.Start;
        Expect(TokenKind.BraceLeft);
        var mark = _nodes.Count;
        do
        {
            _nodes.Push(Selection());
        }
        while (!TrySkip(TokenKind.BraceRight));

        Leave();
        return new SelectionSetNode(_nodes.Take<SelectionNode>(mark), RangeFrom(start));
    }

    /// <summary>Selection : Field | FragmentSpread | InlineFragment</summary>
    private SelectionNode Selection() => _token.Kind == TokenKind.Spread ? Spread() : Field();

    /// <summary>Field : Alias? Name Arguments? Directives? SelectionSet?</summary>
    private FieldNode Field()
    {
        var start = _token.Start;
        if (++_fields > _fieldsMax)
        {
            SyntaxErrors.TooManyFields(_lexer.Text, start, _fieldsMax);
        }

        var name = Name();
        NameNode? alias = null;
        if (TrySkip(TokenKind.Colon))
        {
            alias = name;
            name = Name();
        }

        var arguments = Arguments(isConst: false);
        var directives = Directives(isConst: false);
        var selections = _token.Kind == TokenKind.BraceLeft ? SelectionSet() : null;
        return new FieldNode(alias, name, arguments, directives, selections, RangeFrom(start));
    }

    /// <summary>FragmentSpread : ... FragmentName Directives? and InlineFragment : ... TypeCondition? Directives? SelectionSet</summary>
    private SelectionNode Spread()
    {
        var start = _token.Start;
        Advance();
        var hasCondition = TrySkipKeyword("on"u8);
        if (!hasCondition && _token.Kind == TokenKind.Name)
        {
            var name = Name();
            var spreadDirectives = Directives(isConst: false);
            return new FragmentSpreadNode(name, spreadDirectives, RangeFrom(start));
        }

        var condition = hasCondition ? NamedType() : null;
        var directives = Directives(isConst: false);
        var selections = SelectionSet();
        return new InlineFragmentNode(condition, directives, selections, RangeFrom(start));
    }

    /// <summary>
    /// FragmentDefinition : Description? fragment FragmentName TypeCondition Directives? SelectionSet; FragmentName : Name but not on
    /// </summary>
    private FragmentDefinitionNode Fragment(int start, StringValueNode? description)
    {
        Advance();
        var name = IsKeyword("on"u8) ? throw Unexpected() : Name();
        if (!TrySkipKeyword("on"u8))
        {
            throw Expected("\"on\"");
        }

        var condition = NamedType();
        var directives = Directives(isConst: false);
        var selections = SelectionSet();
        return new FragmentDefinitionNode(name, condition, description, directives, selections, RangeFrom(start));
    }
}
