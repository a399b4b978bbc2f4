namespace Jim.Platform.Schemas;

/// <summary>A check of the database's structure that failed.</summary>
/// <param name="Reason">In words for an operator; no text or value of the database.</param>
/// <param name="Since">When checks began to fail for this reason.</param>
public sealed record SchemaFailure(string Reason, DateTimeOffset Since);
