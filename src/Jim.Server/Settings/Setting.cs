using System.Globalization;

namespace Jim.Server.Settings;

/// <summary>
/// One environment variable that Jim reads, with everything that the code, <c>.env.example</c>, <c>SETTINGS.md</c> and <c>./jim doctor</c>
/// tell of it.
/// </summary>
/// <param name="Name">The variable.</param>
/// <param name="Type">What it takes, in words for operators.</param>
/// <param name="Default">The value that holds where none is given; null: none.</param>
/// <param name="Meaning">One or two sentences for operators.</param>
/// <param name="Assign">
/// Copies the settings with this value, which is never empty. Throws <see cref="SettingsException"/> for a value that is not allowed.
/// </param>
public sealed record Setting(string Name, string Type, string? Default, string Meaning, Func<JimSettings, string, JimSettings> Assign)
{
    /// <summary>True: its value is never printed.</summary>
    public bool Secret { get; init; }

    /// <summary>True: one of a numbered row of settings whose first is told to people, and tells of the others.</summary>
    public bool Repeats { get; init; }

    /// <summary>The variable that names a file with the value; null: none, as only secrets have one.</summary>
    public string? FileName => Secret ? Name + "_FILE" : null;

    /// <summary>What holds where the variable is not set, in words; its default value where it has one.</summary>
    public string Unset { get; init; } = Default ?? "nothing";

    /// <summary>Any text.</summary>
    public static Setting Text(string name, string? @default, string meaning, Func<JimSettings, string, JimSettings> assign) =>
        new(name, "text", @default, meaning, assign);

    /// <summary>
    /// An address of the schemes <c>http</c> or <c>https</c>; a slash at its end is dropped. It may hold no user or password: nothing would
    /// use them, and addresses are printed.
    /// </summary>
    public static Setting Address(string name, string? @default, string meaning, Func<JimSettings, Uri, JimSettings> assign) =>
        new(name, "http address", @default, meaning, (settings, text) => assign(settings, ParseAddress(name, text)));

    /// <summary>An address of one of some schemes, with user and password in it.</summary>
    public static Setting ServiceUrl(
        string name, string? @default, string meaning, string[] schemes, Func<JimSettings, Uri, JimSettings> assign) =>
        new(
            name, $"address ({string.Join(", ", schemes)})", @default, meaning,
            (settings, text) => assign(settings, ParseServiceUrl(name, text, schemes)))
        { Secret = true };

    /// <summary>Names, comma separated, at least one.</summary>
    public static Setting List(string name, string? @default, string meaning, Func<JimSettings, string[], JimSettings> assign) =>
        new(name, "list", @default, meaning, (settings, text) => assign(settings, CheckList(name, text, "names, comma separated")));

    /// <summary>Some of <paramref name="choices"/>, comma separated, at least one; all of them by default.</summary>
    public static Setting Choices(string name, string[] choices, string meaning, Func<JimSettings, string[], JimSettings> assign) =>
        new(
            name, $"list of {string.Join(", ", choices)}", string.Join(',', choices), meaning,
            (settings, text) => assign(settings, CheckChoices(name, text, choices)));

    /// <summary>One of <paramref name="choices"/>; the first by default.</summary>
    public static Setting Choice(string name, string[] choices, string meaning, Func<JimSettings, string, JimSettings> assign) =>
        new(
            name, string.Join(" or ", choices), choices[0], meaning,
            (settings, text) => assign(settings, CheckChoice(name, text, choices)));

    /// <summary>A whole number, not negative; one above <paramref name="most"/> counts as <paramref name="most"/>.</summary>
    public static Setting WholeNumber(
        string name, string? @default, string meaning, Func<JimSettings, long, JimSettings> assign, long most = int.MaxValue) =>
        new(name, "whole number", @default, meaning, (settings, text) => assign(settings, Math.Min(ParseWholeNumber(name, text), most)));

    private static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Uri ParseAddress(string name, string text)
    {
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new SettingsException($"{name} is not an http address, as http://127.0.0.1:8080.");
        }

        return address.UserInfo.Length == 0
            ? address
            : throw new SettingsException($"{name} takes an address without a user and password.");
    }

    private static Uri ParseServiceUrl(string name, string text, string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme) && address.Host.Length > 0
            ? address
            : throw new SettingsException($"{name} is not an address of the scheme {string.Join(" or ", schemes)} with a host.");

    private static string[] CheckChoices(string name, string text, string[] choices) =>
        [.. CheckList(name, text, string.Join(", ", choices)).Select(value => CheckChoice(name, value, choices))];

    private static string[] CheckList(string name, string text, string takes) => Split(text) is { Length: > 0 } values
        ? values
        : throw new SettingsException($"{name} names nothing. It takes: {takes}.");

    private static string CheckChoice(string name, string value, string[] choices) => choices.Contains(value)
        ? value
        : throw new SettingsException($"{name} does not know '{value}'. It takes: {string.Join(", ", choices)}.");

    private static long ParseWholeNumber(string name, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SettingsException($"{name} is not a whole number.");
}
