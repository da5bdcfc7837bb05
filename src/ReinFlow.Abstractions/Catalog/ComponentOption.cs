using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace ReinFlow.Catalog;

/// <summary>An option of a component, for listings.</summary>
/// <param name="Name">The name of the property; of a part's, with the part before it, such as <c>Network.TimeDimension</c>.</param>
/// <param name="Default">The default in words, such as <c>0.99</c>, <c>[64, 64]</c> or <c>null</c>.</param>
/// <param name="Limits">The values that are accepted, such as <c>between 0 and 1</c> or the names of an enumeration; empty where the type says it all.</param>
public sealed record ComponentOption(string Name, string Default, string Limits)
{
    private const string Nothing = "null";

    internal static IReadOnlyList<ComponentOption> Of(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type, object defaults)
    {
        List<ComponentOption> options = [];
        foreach (PropertyInfo property in type.GetProperties().Where(property => property is { CanRead: true, CanWrite: true }))
        {
            object? value = property.GetValue(defaults);
            if (value is null || IsPlain(value))
            {
                options.Add(new ComponentOption(property.Name, Text(value), LimitsOf(property)));
            }
            else
            {
                options.AddRange(OfPart(value).Select(option => option with { Name = $"{property.Name}.{option.Name}" }));
            }
        }

        return options;
    }

    [UnconditionalSuppressMessage(
        "Trimming", "IL2072", Justification = "Validators refer to the properties of parts, which keeps them; a part that loses some is listed without them.")]
    private static IReadOnlyList<ComponentOption> OfPart(object value) => Of(value.GetType(), value);

    private static bool IsPlain(object value) => value is string or IEnumerable or IFormattable or bool;

    private static string Text(object? value) => value switch
    {
        null => Nothing,
        bool truth => truth ? "true" : "false",
        string text => text,
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? Nothing,
    };

    private static string LimitsOf(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsEnum ? string.Join(", ", Enum.GetNames(type))
            : property.GetCustomAttribute<RangeAttribute>() is not { } range ? string.Empty
            : range is LimitsAttribute limits ? limits.Words
            : $"between {Text(range.Minimum)} and {Text(range.Maximum)}";
    }
}
