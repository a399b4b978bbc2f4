namespace Jim.GraphQL.Language;

/// <summary>Productions of the type system: definitions and extensions (spec 3). An extension must add something.</summary>
internal ref partial struct DocumentParser
{
    /// <summary>TypeSystemExtension : extend, then a SchemaExtension or TypeExtension</summary>
    private TypeSystemDefinitionNode ParseTypeSystemExtension()
    {
        var start = _token.Start;
        Advance();
        return IsKeyword("directive"u8)
            ? throw Unexpected()
            : ParseTypeSystemDefinition(start, null, isExtension: true) ?? throw Unexpected();
    }

    /// <summary>
    /// TypeSystemDefinition : SchemaDefinition | TypeDefinition | DirectiveDefinition; null: the current name begins none.
    /// </summary>
    private TypeSystemDefinitionNode? ParseTypeSystemDefinition(int start, StringValueNode? description, bool isExtension)
    {
        if (_token.Kind != TokenKind.Name)
        {
            return null;
        }

        return _lexer.Slice(_token) switch
        {
            var k when k.SequenceEqual("type"u8) => ParseObjectType(start, description, isExtension),
            var k when k.SequenceEqual("input"u8) => ParseInputObjectType(start, description, isExtension),
            var k when k.SequenceEqual("enum"u8) => ParseEnumType(start, description, isExtension),
            var k when k.SequenceEqual("interface"u8) => ParseInterfaceType(start, description, isExtension),
            var k when k.SequenceEqual("union"u8) => ParseUnionType(start, description, isExtension),
            var k when k.SequenceEqual("scalar"u8) => ParseScalarType(start, description, isExtension),
            var k when k.SequenceEqual("directive"u8) => ParseDirectiveDefinition(start, description),
            var k when k.SequenceEqual("schema"u8) => ParseSchema(start, description, isExtension),
            _ => null,
        };
    }

    /// <summary>
    /// SchemaDefinition : Description? schema Directives[Const]? { RootOperationTypeDefinition+ }; the list is optional in an extension
    /// </summary>
    private SchemaDefinitionNode ParseSchema(int start, StringValueNode? description, bool isExtension)
    {
        Advance();
        var directives = ParseDirectives(isConst: true);
        var mark = _nodes.Count;
        if (!isExtension || _token.Kind == TokenKind.BraceLeft)
        {
            Expect(TokenKind.BraceLeft);
            do
            {
                _nodes.Push(ParseRootType());
            }
            while (!TrySkip(TokenKind.BraceRight));
        }

        var rootTypes = _nodes.Take<RootTypeNode>(mark);
        RequireAddition(isExtension, directives.Length + rootTypes.Length);
        return new SchemaDefinitionNode(description, directives, rootTypes, isExtension, RangeFrom(start));
    }

    /// <summary>RootOperationTypeDefinition : OperationType : NamedType</summary>
    private RootTypeNode ParseRootType()
    {
        var start = _token.Start;
        if (!TryReadOperationKind(out var kind))
        {
            throw _token.Kind == TokenKind.Name ? Unexpected() : Expected("Name");
        }

        Advance();
        Expect(TokenKind.Colon);
        var type = ParseNamedType();
        return new RootTypeNode(kind, type, RangeFrom(start));
    }

    /// <summary>ScalarTypeDefinition : Description? scalar Name Directives[Const]?</summary>
    private ScalarTypeDefinitionNode ParseScalarType(int start, StringValueNode? description, bool isExtension)
    {
        Advance();
        var name = ParseName();
        var directives = ParseDirectives(isConst: true);
        RequireAddition(isExtension, directives.Length);
        return new ScalarTypeDefinitionNode(name, description, directives, isExtension, RangeFrom(start));
    }

    /// <summary>ObjectTypeDefinition : Description? type Name ImplementsInterfaces? Directives[Const]? FieldsDefinition?</summary>
    private ObjectTypeDefinitionNode ParseObjectType(int start, StringValueNode? description, bool isExtension)
    {
        var (name, interfaces, directives, fields) = ParseFieldsType(isExtension);
        return new ObjectTypeDefinitionNode(name, description, interfaces, directives, fields, isExtension, RangeFrom(start));
    }

    /// <summary>InterfaceTypeDefinition : Description? interface Name ImplementsInterfaces? Directives[Const]? FieldsDefinition?</summary>
    private InterfaceTypeDefinitionNode ParseInterfaceType(int start, StringValueNode? description, bool isExtension)
    {
        var (name, interfaces, directives, fields) = ParseFieldsType(isExtension);
        return new InterfaceTypeDefinitionNode(name, description, interfaces, directives, fields, isExtension, RangeFrom(start));
    }

    /// <summary>What object and interface types have in common, from their keyword on; only their keywords differ (spec 3.6,
    /// 3.7).</summary>
    private (NameNode Name, ImmutableArray<NamedTypeNode> Interfaces, ImmutableArray<DirectiveNode> Directives,
        ImmutableArray<FieldDefinitionNode> Fields) ParseFieldsType(bool isExtension)
    {
        Advance();
        var name = ParseName();
        var interfaces = ParseImplementsInterfaces();
        var directives = ParseDirectives(isConst: true);
        var fields = ParseFieldDefinitions();
        RequireAddition(isExtension, interfaces.Length + directives.Length + fields.Length);
        return (name, interfaces, directives, fields);
    }

    /// <summary>ImplementsInterfaces : implements &amp;? NamedType (&amp; NamedType)*, or none</summary>
    private ImmutableArray<NamedTypeNode> ParseImplementsInterfaces() =>
        TrySkipKeyword("implements"u8) ? ParseDelimited(TokenKind.Ampersand) : [];

    /// <summary>Named types between delimiters; one may stand before the first.</summary>
    private ImmutableArray<NamedTypeNode> ParseDelimited(TokenKind delimiter)
    {
        TrySkip(delimiter);
        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseNamedType());
        }
        while (TrySkip(delimiter));

        return _nodes.Take<NamedTypeNode>(mark);
    }

    /// <summary>FieldsDefinition : { FieldDefinition+ }, or none</summary>
    private ImmutableArray<FieldDefinitionNode> ParseFieldDefinitions()
    {
        if (!TrySkip(TokenKind.BraceLeft))
        {
            return [];
        }

        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseFieldDefinition());
        }
        while (!TrySkip(TokenKind.BraceRight));

        return _nodes.Take<FieldDefinitionNode>(mark);
    }

    /// <summary>FieldDefinition : Description? Name ArgumentsDefinition? : Type Directives[Const]?</summary>
    private FieldDefinitionNode ParseFieldDefinition()
    {
        var start = _token.Start;
        var description = ParseDescription();
        var name = ParseName();
        var arguments = ParseInputValueDefinitions(TokenKind.ParenLeft, TokenKind.ParenRight);
        Expect(TokenKind.Colon);
        var type = ParseType();
        var directives = ParseDirectives(isConst: true);
        return new FieldDefinitionNode(name, description, arguments, type, directives, RangeFrom(start));
    }

    /// <summary>ArgumentsDefinition : ( InputValueDefinition+ ); InputFieldsDefinition : { InputValueDefinition+ }; or none</summary>
    private ImmutableArray<InputValueDefinitionNode> ParseInputValueDefinitions(TokenKind open, TokenKind close)
    {
        if (!TrySkip(open))
        {
            return [];
        }

        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseInputValueDefinition());
        }
        while (!TrySkip(close));

        return _nodes.Take<InputValueDefinitionNode>(mark);
    }

    /// <summary>InputValueDefinition : Description? Name : Type DefaultValue? Directives[Const]?</summary>
    private InputValueDefinitionNode ParseInputValueDefinition()
    {
        var start = _token.Start;
        var description = ParseDescription();
        var name = ParseName();
        Expect(TokenKind.Colon);
        var type = ParseType();
        var defaultValue = ParseDefaultValue();
        var directives = ParseDirectives(isConst: true);
        return new InputValueDefinitionNode(name, description, type, defaultValue, directives, RangeFrom(start));
    }

    /// <summary>UnionTypeDefinition : Description? union Name Directives[Const]? (= |? NamedType (| NamedType)*)?</summary>
    private UnionTypeDefinitionNode ParseUnionType(int start, StringValueNode? description, bool isExtension)
    {
        Advance();
        var name = ParseName();
        var directives = ParseDirectives(isConst: true);
        ImmutableArray<NamedTypeNode> members = TrySkip(TokenKind.EqualsSign) ? ParseDelimited(TokenKind.Pipe) : [];
        RequireAddition(isExtension, directives.Length + members.Length);
        return new UnionTypeDefinitionNode(name, description, directives, members, isExtension, RangeFrom(start));
    }

    /// <summary>EnumTypeDefinition : Description? enum Name Directives[Const]? ({ EnumValueDefinition+ })?</summary>
    private EnumTypeDefinitionNode ParseEnumType(int start, StringValueNode? description, bool isExtension)
    {
        Advance();
        var name = ParseName();
        var directives = ParseDirectives(isConst: true);
        var mark = _nodes.Count;
        if (TrySkip(TokenKind.BraceLeft))
        {
            do
            {
                _nodes.Push(ParseEnumValueDefinition());
            }
            while (!TrySkip(TokenKind.BraceRight));
        }

        var values = _nodes.Take<EnumValueDefinitionNode>(mark);
        RequireAddition(isExtension, directives.Length + values.Length);
        return new EnumTypeDefinitionNode(name, description, directives, values, isExtension, RangeFrom(start));
    }

    /// <summary>EnumValueDefinition : Description? EnumValue Directives[Const]?; EnumValue : Name but not true, false or null</summary>
    private EnumValueDefinitionNode ParseEnumValueDefinition()
    {
        var start = _token.Start;
        var description = ParseDescription();
        if (IsKeyword("true"u8) || IsKeyword("false"u8) || IsKeyword("null"u8))
        {
            throw Fault(_token, $"Name \"{_lexer.GetValue(_token)}\" is reserved and cannot be used for an enum value.");
        }

        var name = ParseName();
        var directives = ParseDirectives(isConst: true);
        return new EnumValueDefinitionNode(name, description, directives, RangeFrom(start));
    }

    /// <summary>InputObjectTypeDefinition : Description? input Name Directives[Const]? InputFieldsDefinition?</summary>
    private InputObjectTypeDefinitionNode ParseInputObjectType(int start, StringValueNode? description, bool isExtension)
    {
        Advance();
        var name = ParseName();
        var directives = ParseDirectives(isConst: true);
        var fields = ParseInputValueDefinitions(TokenKind.BraceLeft, TokenKind.BraceRight);
        RequireAddition(isExtension, directives.Length + fields.Length);
        return new InputObjectTypeDefinitionNode(name, description, directives, fields, isExtension, RangeFrom(start));
    }

    /// <summary>
    /// DirectiveDefinition : Description? directive @ Name ArgumentsDefinition? repeatable? on |? DirectiveLocation (| DirectiveLocation)*
    /// </summary>
    private DirectiveDefinitionNode ParseDirectiveDefinition(int start, StringValueNode? description)
    {
        Advance();
        Expect(TokenKind.At);
        var name = ParseName();
        var arguments = ParseInputValueDefinitions(TokenKind.ParenLeft, TokenKind.ParenRight);
        var isRepeatable = TrySkipKeyword("repeatable"u8);
        if (!TrySkipKeyword("on"u8))
        {
            throw Expected("\"on\"");
        }

        TrySkip(TokenKind.Pipe);
        var mark = _nodes.Count;
        do
        {
            _nodes.Push(ParseDirectiveLocation());
        }
        while (TrySkip(TokenKind.Pipe));

        return new DirectiveDefinitionNode(name, description, arguments, isRepeatable, _nodes.Take<NameNode>(mark), RangeFrom(start));
    }

    /// <summary>DirectiveLocation : one of the names of spec 3.13</summary>
    private NameNode ParseDirectiveLocation()
    {
        var start = _token;
        var name = ParseName();
        return DirectiveLocations.IsLocation(name.Value) ? name : throw Fault(start, $"Unexpected Name \"{name.Value}\".");
    }

    private readonly void RequireAddition(bool isExtension, int additions)
    {
        if (isExtension && additions == 0)
        {
            throw Unexpected();
        }
    }
}
