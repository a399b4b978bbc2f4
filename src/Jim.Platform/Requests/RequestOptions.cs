using Jim.GraphQL.Language;
using Jim.GraphQL.Validation;

namespace Jim.Platform.Requests;

/// <summary>Limits and switches of request execution.</summary>
/// <param name="OperationTime">Longest time for one operation; statements end a little earlier.</param>
/// <param name="CostMax">Highest field cost (HC0047).</param>
/// <param name="Cache">False: every query runs.</param>
public sealed record RequestOptions(ParserOptions Parser, ValidationOptions Validation, TimeSpan OperationTime, double CostMax, bool Cache);
