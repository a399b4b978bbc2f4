namespace Jim.GraphQL.Validation.Merging;

/// <summary>Compares two literals. The order of fields in input objects does not matter.</summary>
internal static class ValueEquality
{
    /// <param name="budget">
    /// The number of comparisons that are left, which each value reduces by one. When it is below zero, the result has no meaning.
    /// </param>
    public static bool AreEqual(ValueNode a, ValueNode b, ref int budget)
    {
        if (--budget < 0)
        {
            return true;
        }

        return (a, b) switch
        {
            (VariableNode x, VariableNode y) => x.Name == y.Name,
            (IntValueNode x, IntValueNode y) => x.Text == y.Text,
            (FloatValueNode x, FloatValueNode y) => x.Text == y.Text,
            (StringValueNode x, StringValueNode y) => x.Value == y.Value && x.Block == y.Block,
            (BooleanValueNode x, BooleanValueNode y) => x.Value == y.Value,
            (EnumValueNode x, EnumValueNode y) => x.Name == y.Name,
            (NullValueNode, NullValueNode) => true,
            (ListValueNode x, ListValueNode y) => AreEqual(x, y, ref budget),
            (ObjectValueNode x, ObjectValueNode y) => AreEqual(x, y, ref budget),
            _ => false,
        };
    }

    private static bool AreEqual(ListValueNode a, ListValueNode b, ref int budget)
    {
        if (a.Items.Length != b.Items.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Items.Length; i++)
        {
            if (!AreEqual(a.Items[i], b.Items[i], ref budget))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqual(ObjectValueNode a, ObjectValueNode b, ref int budget)
    {
        if (a.Fields.Length != b.Fields.Length)
        {
            return false;
        }

        var fields = a.Fields.OrderBy(f => f.Name.Value, StringComparer.Ordinal).ToArray();
        var others = b.Fields.OrderBy(f => f.Name.Value, StringComparer.Ordinal).ToArray();
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Name.Value != others[i].Name.Value || !AreEqual(fields[i].Value, others[i].Value, ref budget))
            {
                return false;
            }
        }

        return true;
    }
}
