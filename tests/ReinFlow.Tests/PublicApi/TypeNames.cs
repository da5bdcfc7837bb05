using System.Reflection;

namespace ReinFlow.Tests.PublicApi;

/// <summary>Types as C# writes them, with question marks.</summary>
internal static class TypeNames
{
    private static readonly NullabilityInfoContext Context = new();

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void", [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(char)] = "char", [typeof(short)] = "short",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(nint)] = "nint",
        [typeof(float)] = "float", [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(string)] = "string", [typeof(object)] = "object",
    };

    public static string Of(ParameterInfo parameter) => Of(Plain(parameter.ParameterType), Context.Create(parameter));

    public static string Of(PropertyInfo property) => Of(Plain(property.PropertyType), Context.Create(property));

    public static bool IsNullable(EventInfo one) => Context.Create(one).ReadState == NullabilityState.Nullable;

    public static string Of(Type type) => Of(Plain(type), null);

    /// <summary>Gets the name without namespace and arguments.</summary>
    public static string Short(Type type) => type.Name.Split('`')[0];

    public static string Arguments(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : string.Empty;

    private static Type Plain(Type type) => type.IsByRef ? type.GetElementType()! : type;

    private static string Of(Type type, NullabilityInfo? nullability)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Of(value, null) + "?";
        }

        string mark = nullability is { ReadState: NullabilityState.Nullable } && !type.IsValueType ? "?" : string.Empty;
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        }

        return (type.IsPointer ? Of(type.GetElementType()!, null) + "*" : Named(type, nullability)) + mark;
    }

    private static string Named(Type type, NullabilityInfo? nullability)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Words.TryGetValue(type, out string? word))
        {
            return word;
        }

        string outer = type.DeclaringType is { } around ? Of(around) : type.Namespace ?? string.Empty;
        string name = $"{outer}.{Short(type)}".TrimStart('.');
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        Type[] arguments = type.GetGenericArguments();
        NullabilityInfo[]? inner = nullability?.GenericTypeArguments;
        string[] own = [.. arguments.Skip(inherited).Select((argument, i) => Of(argument, inner?.Length == arguments.Length ? inner[i + inherited] : null))];
        return own.Length == 0 ? name : $"{name}<{string.Join(", ", own)}>";
    }
}
