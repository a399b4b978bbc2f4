namespace Jim.GraphQL.Language;

/// <summary>A place in a document as errors tell it: 1-based line and column, columns in UTF-16 code units (spec 7.1.2).</summary>
public readonly record struct SourceLocation(int Line, int Column);
