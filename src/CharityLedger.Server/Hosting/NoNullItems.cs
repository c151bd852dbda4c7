using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CharityLedger.Server.Hosting;

/// <summary>
/// Refuses <c>null</c> among the items of a list: the serializer respects what may be null everywhere but there.
/// </summary>
internal static class NoNullItems
{
    /// <summary>Changes how requests are read.</summary>
    public static void Modify(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object) return;
        var lists = type.Properties.Where(p => p.Get is not null && HoldsReferences(p.PropertyType)).ToList();
        if (lists.Count == 0) return;
        type.OnDeserialized = read =>
        {
            foreach (var list in lists)
            {
                if (list.Get!(read) is IEnumerable items && items.Cast<object?>().ToList().IndexOf(null) is >= 0 and var index)
                    throw new NullItemException(FormattableString.Invariant($"{list.Name}[{index}]"));
            }
        };
    }

    private static bool HoldsReferences(Type type) => type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type)
        && type.GetGenericArguments() is [{ IsValueType: false }];
}

/// <summary>An item of a list is null.</summary>
internal sealed class NullItemException(string place) : JsonException($"{place} is null.")
{
    /// <summary>Where, within what <see cref="JsonException.Path"/> leads to, such as <c>names[2]</c>.</summary>
    public string Place => place;
}
