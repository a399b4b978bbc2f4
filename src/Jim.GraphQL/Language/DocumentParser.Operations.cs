namespace Jim.GraphQL.Language;

/// <summary>Parses the productions of executable documents (spec 2.4 - 2.9, 2.11).</summary>
internal ref partial struct DocumentParser
{
    /// <summary>ExecutableDefinition : OperationDefinition | FragmentDefinition. Null when the current token begins neither.</summary>
    private DefinitionNode? ParseExecutableDefinition(int start, StringValueNode? description)
    {
        if (TryReadOperationKind(out var kind))
        {
            return ParseOperation(kind, start, description);
        }

        return IsKeyword("fragment"u8) ? ParseFragment(start, description) : null;
    }

    /// <summary>OperationDefinition : SelectionSet</summary>
    private OperationDefinitionNode ParseShortQuery()
    {
        var selections = ParseSelectionSet();
        return new OperationDefinitionNode(OperationKind.Query, null, null, [], [], selections, selections.Range);
    }

    /// <summary>OperationDefinition : Description? OperationType Name? VariablesDefinition? Directives? SelectionSet</summary>
    private OperationDefinitionNode ParseOperation(OperationKind kind, int start, StringValueNode? description)
    {
        Advance();
        var name = _token.Kind == TokenKind.Name ? ParseName() : null;
        var variables = ParseVariableDefinitions();
        var directives = ParseDirectives(isConst: false);
        var selections = ParseSelectionSet();
        return new OperationDefinitionNode(kind, name, description, variables, directives, selections, RangeFrom(start));
    }

    /// <summary>OperationType : one of query mutation subscription. Does not move to the next token.</summary>
    private readonly bool TryReadOperationKind(out OperationKind kind)
    {
        kind = IsKeyword("mutation"u8) ? OperationKind.Mutation
            : IsKeyword("subscription"u8) ? OperationKind.Subscription
            : OperationKind.Query;
        return kind != OperationKind.Query || IsKeyword("query"u8);
    }

    /// <summary>VariablesDefinition : ( VariableDefinition+ )</summary>
    private ImmutableArray<VariableDefinitionNode> ParseVariableDefinitions()
    {
        if (!TrySkip(TokenKind.ParenLeft))
        {
            return [];
        }

        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseVariableDefinition());
        }
        while (!TrySkip(TokenKind.ParenRight));

        return _nodes.Take<VariableDefinitionNode>(mark);
    }

    /// <summary>VariableDefinition : Description? Variable : Type DefaultValue? Directives[Const]?</summary>
    private VariableDefinitionNode ParseVariableDefinition()
    {
        var start = _token.Start;
        var description = ParseDescription();
        var variable = ParseVariable();
        Expect(TokenKind.Colon);
        var type = ParseType();
        var defaultValue = ParseDefaultValue();
        var directives = ParseDirectives(isConst: true);
        return new VariableDefinitionNode(variable, type, defaultValue, description, directives, RangeFrom(start));
    }

    /// <summary>DefaultValue : = Value[Const]</summary>
    private ValueNode? ParseDefaultValue() => TrySkip(TokenKind.EqualsSign) ? ParseValue(isConst: true) : null;

    /// <summary>SelectionSet : { Selection+ }</summary>
    private SelectionSetNode ParseSelectionSet()
    {
        Enter();
        var start = _token.Start;
        Expect(TokenKind.BraceLeft);
        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseSelection());
        }
        while (!TrySkip(TokenKind.BraceRight));

        Leave();
        return new SelectionSetNode(_nodes.Take<SelectionNode>(mark), RangeFrom(start));
    }

    /// <summary>Selection : Field | FragmentSpread | InlineFragment</summary>
    private SelectionNode ParseSelection() => _token.Kind == TokenKind.Spread ? ParseSpread() : ParseField();

    /// <summary>Field : Alias? Name Arguments? Directives? SelectionSet?</summary>
    private FieldNode ParseField()
    {
        var start = _token.Start;
        if (++_fields > _fieldsMax)
        {
            SyntaxErrors.TooManyFields(_lexer.Text, start, _fieldsMax);
        }

        var name = ParseName();
        NameNode? alias = null;
        if (TrySkip(TokenKind.Colon))
        {
            alias = name;
            name = ParseName();
        }

        var arguments = ParseArguments(isConst: false);
        var directives = ParseDirectives(isConst: false);
        var selections = _token.Kind == TokenKind.BraceLeft ? ParseSelectionSet() : null;
        return new FieldNode(alias, name, arguments, directives, selections, RangeFrom(start));
    }

    /// <summary>FragmentSpread : ... FragmentName Directives? and InlineFragment : ... TypeCondition? Directives? SelectionSet</summary>
    private SelectionNode ParseSpread()
    {
        var start = _token.Start;
        Advance();
        var hasCondition = TrySkipKeyword("on"u8);
        if (!hasCondition && _token.Kind == TokenKind.Name)
        {
            var name = ParseName();
            var spreadDirectives = ParseDirectives(isConst: false);
            return new FragmentSpreadNode(name, spreadDirectives, RangeFrom(start));
        }

        var condition = hasCondition ? ParseNamedType() : null;
        var directives = ParseDirectives(isConst: false);
        var selections = ParseSelectionSet();
        return new InlineFragmentNode(condition, directives, selections, RangeFrom(start));
    }

    /// <summary>
    /// FragmentDefinition : Description? fragment FragmentName TypeCondition Directives? SelectionSet; FragmentName : Name but not on
    /// </summary>
    private FragmentDefinitionNode ParseFragment(int start, StringValueNode? description)
    {
        Advance();
        var name = IsKeyword("on"u8) ? throw Unexpected() : ParseName();
        if (!TrySkipKeyword("on"u8))
        {
            throw Expected("\"on\"");
        }

        var condition = ParseNamedType();
        var directives = ParseDirectives(isConst: false);
        var selections = ParseSelectionSet();
        return new FragmentDefinitionNode(name, condition, description, directives, selections, RangeFrom(start));
    }
}
