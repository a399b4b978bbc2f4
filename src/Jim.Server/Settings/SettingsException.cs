namespace Jim.Server.Settings;

/// <summary>A setting is missing, misspelt or wrong. The message says which one and what to do; it never holds a secret.</summary>
public sealed class SettingsException(string message) : Exception(message);
