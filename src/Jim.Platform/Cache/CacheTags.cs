using System.Globalization;

namespace Jim.Platform.Cache;

/// <summary>The tags by which cached answers are invalidated.</summary>
public static class CacheTags
{
    /// <param name="table">Oid of the table. It means something in one database only; the store's key prefix tells databases apart.</param>
    public static string ForTable(uint table) => table.ToString(CultureInfo.InvariantCulture);
}
