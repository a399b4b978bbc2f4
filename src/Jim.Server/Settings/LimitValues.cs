using Jim.GraphQL.Limits;

namespace Jim.Server.Settings;

/// <summary>The limits that were set, by <see cref="Limit.SettingName"/>; all others have their defaults.</summary>
public sealed class LimitValues
{
    private readonly ImmutableDictionary<string, long> _values;

    private LimitValues(ImmutableDictionary<string, long> values) => _values = values;

    /// <summary>Every limit at its default.</summary>
    public static LimitValues Defaults { get; } = new(ImmutableDictionary<string, long>.Empty);

    /// <summary>The same limits with one more.</summary>
    public LimitValues With(string setting, long value) => new(_values.SetItem(setting, value));

    /// <summary>A copy of the options in which every limit that was set has its value; limits of other options are ignored.</summary>
    public TOptions Apply<TOptions>(TOptions options)
        where TOptions : ILimited<TOptions> =>
        TOptions.Limits.Aggregate(options, (changed, limit) =>
            limit.SettingName is { } setting && _values.TryGetValue(setting, out var value) ? limit.Assign(changed, value) : changed);
}
